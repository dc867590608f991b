"""The rep's desk."""

from django.urls import path

from assignment.desk.views import actions, fairness, mine, offers, pages, pool, schedule, together

app_name = "desk"
urlpatterns = [
    path("", pages.QueueView.as_view(), name="queue"),
    path("leads/", pages.LeadListView.as_view(), name="leads"),
    path("leads/<int:pk>/", pages.LeadView.as_view(), name="lead"),
    path("leads/<int:pk>/follow-up/", actions.FollowUpView.as_view(), name="follow_up"),
    path("leads/<int:pk>/return/", actions.ReturnView.as_view(), name="return"),
    path("leads/<int:pk>/take-back/", actions.TakeBackView.as_view(), name="take_back"),
    path("leads/<int:pk>/convert/", actions.ConvertView.as_view(), name="convert"),
    path("leads/<int:pk>/lost/", actions.LostView.as_view(), name="lost"),
    path("leads/<int:pk>/invalid/", actions.InvalidView.as_view(), name="invalid"),
    path("leads/<int:pk>/transfer/", actions.TransferView.as_view(), name="transfer"),
    path(
        "leads/<int:pk>/collaborators/",
        together.AddCollaboratorView.as_view(),
        name="add_collaborator",
    ),
    path(
        "leads/<int:pk>/collaborators/<int:collaborator>/remove/",
        together.RemoveCollaboratorView.as_view(),
        name="remove_collaborator",
    ),
    path("leads/<int:pk>/tasks/", together.AddTaskView.as_view(), name="add_task"),
    path("tasks/", together.TasksView.as_view(), name="tasks"),
    path("tasks/<int:pk>/", together.TickTaskView.as_view(), name="tick_task"),
    path("pool/", pool.PublicPoolView.as_view(), name="pool"),
    path("offers/<int:pk>/accept/", offers.AcceptView.as_view(), name="accept_offer"),
    path("offers/<int:pk>/decline/", offers.DeclineView.as_view(), name="decline_offer"),
    path("statement/", fairness.StatementView.as_view(), name="statement"),
    path("statement/file/", fairness.StatementFileView.as_view(), name="statement_file"),
    path("pools/<int:pk>/", fairness.PoolLedgerView.as_view(), name="pool_ledger"),
    path("decisions/", fairness.DecisionListView.as_view(), name="decisions"),
    path("decisions/<int:pk>/", fairness.DecisionView.as_view(), name="decision"),
    path("schedule/", schedule.ScheduleView.as_view(), name="schedule"),
    path("schedule/pause/", schedule.PauseView.as_view(), name="pause"),
    path("schedule/leave/<int:pk>/", schedule.LeaveView.as_view(), name="leave"),
    path(
        "schedule/leave/<int:pk>/cancel/", schedule.CancelLeaveView.as_view(), name="cancel_leave"
    ),
    path("notices/", mine.NoticesView.as_view(), name="notices"),
    path("notices/bell/", mine.BellView.as_view(), name="bell"),
    path("settings/", mine.PreferencesView.as_view(), name="preferences"),
    path("language/", mine.choose_language, name="language"),
]
