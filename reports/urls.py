from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_page, name="report"),
    path("<slug:code>.csv", views.report_table, name="table"),
]
