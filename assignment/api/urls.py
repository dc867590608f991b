from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from assignment.api.views import DecisionsOfLead, PoolViewSet, RulesView

router = SimpleRouter()
router.register("pools", PoolViewSet, basename="pool")
urlpatterns = [
    path("rules/", RulesView.as_view(), name="rules"),
    re_path(
        r"^leads/(?P<pk>[0-9]{1,18})/decisions/$", DecisionsOfLead.as_view(), name="lead-decisions"
    ),
    *router.urls,
]
