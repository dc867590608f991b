"""The site as it is, and the bare insert beside it."""

from django.urls import include, path

from benchmarks.bare import BareInsert

urlpatterns = [
    path("bare/", BareInsert.as_view()),
    path("", include("config.urls")),
]
