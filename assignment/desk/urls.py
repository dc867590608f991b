"""The rep's desk."""

from django.urls import path

from assignment.desk.views import actions, mine, pages

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
    path("notices/", mine.NoticesView.as_view(), name="notices"),
    path("notices/bell/", mine.BellView.as_view(), name="bell"),
    path("settings/", mine.PreferencesView.as_view(), name="preferences"),
    path("language/", mine.choose_language, name="language"),
]
