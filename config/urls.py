from django.contrib import admin
from django.urls import include, path

from config.health import healthz

# Here and not when the apps load: the worker and most commands need no admin, and building
# it takes longer than all else that they load.
admin.autodiscover()

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("assignment.desk.urls")),
    path("f/", include("leads.urls")),
    path("reports/", include("reports.urls")),
    path("accounts/", include("config.accounts")),
    path("healthz", healthz, name="healthz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("config.api_urls")),
]
