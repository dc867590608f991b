from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from assignment.api.moving import HandoverPreviewView, HandoverView, ReassignmentViewSet
from assignment.api.objections import CreditViewSet, ObjectionViewSet
from assignment.api.schedule import LeavesView, OneLeaveView, ScheduleView
from assignment.api.simulating import DryRunViewSet, ReplayView, TryView
from assignment.api.statements import PartsView, PoolTableView, StatementView
from assignment.api.taking import ClaimableLeads, ClaimsView, OfferViewSet
from assignment.api.together import (
    CollaboratorOfLead,
    CollaboratorsOfLead,
    TasksOfLead,
    TaskViewSet,
    TransferLead,
)
from assignment.api.versions import VersionViewSet
from assignment.api.views import DecisionsOfLead, PoolViewSet, RulesView

router = SimpleRouter()
router.register("pools", PoolViewSet, basename="pool")
router.register("rule-versions", VersionViewSet, basename="rule-version")
router.register("claimable-leads", ClaimableLeads, basename="claimable-lead")
router.register("offers", OfferViewSet, basename="offer")
router.register("tasks", TaskViewSet, basename="task")
router.register("reassignments", ReassignmentViewSet, basename="reassignment")
router.register("objections", ObjectionViewSet, basename="objection")
router.register("credits", CreditViewSet, basename="credit")
router.register("routing/dry-runs", DryRunViewSet, basename="dry-run")
OF_LEAD = r"^leads/(?P<pk>[0-9]{1,18})"
OF_REP = r"^reps/(?P<pk>[0-9]{1,18})"
urlpatterns = [
    re_path(
        OF_LEAD + r"/collaborators/$", CollaboratorsOfLead.as_view(), name="lead-collaborators"
    ),
    re_path(
        OF_LEAD + r"/collaborators/(?P<collaborator>[0-9]{1,18})/$",
        CollaboratorOfLead.as_view(),
        name="lead-collaborator",
    ),
    re_path(OF_LEAD + r"/tasks/$", TasksOfLead.as_view(), name="lead-tasks"),
    re_path(OF_LEAD + r"/transfer/$", TransferLead.as_view(), name="lead-transfer"),
    re_path(OF_REP + r"/handover/$", HandoverView.as_view(), name="handover"),
    re_path(
        OF_REP + r"/handover/preview/$", HandoverPreviewView.as_view(), name="handover-preview"
    ),
    path("routing/try/", TryView.as_view(), name="try-lead"),
    re_path(
        r"^decisions/(?P<pk>[0-9]{1,18})/replay/$", ReplayView.as_view(), name="replay-decision"
    ),
    path("schedule/", ScheduleView.as_view(), name="schedule"),
    path("schedule/leave/", LeavesView.as_view(), name="leaves"),
    re_path(r"^schedule/leave/(?P<pk>[0-9]{1,18})/$", OneLeaveView.as_view(), name="cancel-leave"),
    path("statement/", StatementView.as_view(), name="statement"),
    path("dealt-leads/", PartsView.as_view(), name="dealt-leads"),
    re_path(r"^pools/(?P<pk>[0-9]{1,18})/table/$", PoolTableView.as_view(), name="pool-table"),
    path("claims/", ClaimsView.as_view(), name="claims"),
    path("rules/", RulesView.as_view(), name="rules"),
    re_path(
        r"^leads/(?P<pk>[0-9]{1,18})/decisions/$", DecisionsOfLead.as_view(), name="lead-decisions"
    ),
    *router.urls,
]
