"""The hosted form, below /f/, which has a content security policy of its own."""

from django.urls import path

from leads import views

urlpatterns = [
    path("<slug:slug>/", views.HostedFormView.as_view(), name="form"),
    path("<slug:slug>/thanks/", views.ThanksView.as_view(), name="form_thanks"),
    path("<slug:slug>/embed.js", views.EmbedView.as_view(), name="form_embed"),
]
