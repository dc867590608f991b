"""The REST API, version 1."""

from django.urls import include, path, re_path

from reps.api.documents import DocsView, NothingHere, SchemaView

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    path("", include("leads.api.urls")),
    path("", include("assignment.api.urls")),
    path("", include("reports.api.urls")),
    re_path("", NothingHere.as_view()),
]
