"""The admin of what others brought along, in the admin's own looks."""

from __future__ import annotations

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.http import HttpRequest
from django_q.models import Failure, OrmQ, Schedule, Success

from reps.admin_pages import ReadOnlyAdmin

for model in (Schedule, OrmQ, Success, Failure, AccessAttempt, AccessLog, AccessFailureLog):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ["name", "func", "minutes", "next_run"]
    ordering = ["name"]


@admin.register(OrmQ)
class QueueAdmin(ReadOnlyAdmin):
    list_display = ["key", "name", "func", "lock"]
    ordering = ["pk"]
    fields = ["key", "lock"]


@admin.register(Success, Failure)
class ResultAdmin(ReadOnlyAdmin):
    list_display = ["name", "func", "started", "stopped", "attempt_count"]
    list_filter = ["func"]
    ordering = ["-started"]
    fields = ["name", "func", "started", "stopped", "attempt_count", "result"]


@admin.register(AccessAttempt)
class RefusedLoginAdmin(ReadOnlyAdmin):
    """Deleting an attempt unlocks the name at that address."""

    list_display = ["attempt_time", "username", "ip_address", "failures_since_start"]
    search_fields = ["username", "ip_address"]
    ordering = ["-attempt_time"]
    fields = ["attempt_time", "username", "ip_address", "failures_since_start", "user_agent"]
    actions = ["delete_selected"]

    def has_delete_permission(self, request: HttpRequest, obj: AccessAttempt | None = None) -> bool:
        return request.user.has_perm("axes.delete_accessattempt")
