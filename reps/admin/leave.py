"""Leave of all reps, or for a team's manager that of his own."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from reps.admin_pages import SettingsAdmin
from reps.leave import IsOver, cancel_leave, change_leave, enter_leave, in_the_way
from reps.models import Leave, Rep


class LeaveForm(forms.ModelForm):
    """One rep is away once at a time, and only what is not over can be written."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        rep = given.get("rep") or getattr(self.instance, "rep", None)
        starts_at, ends_at = given.get("starts_at"), given.get("ends_at")
        if rep is None or starts_at is None or ends_at is None:
            return given
        if ends_at <= starts_at:
            self.add_error("ends_at", _("The leave would end before it begins, or last too long."))
        elif ends_at <= timezone.now():
            self.add_error("ends_at", _("That time is over already."))
        else:
            self._refuse_overlaps(rep, starts_at, ends_at)
        return given

    def _refuse_overlaps(self, rep: Rep, starts_at: Any, ends_at: Any) -> None:
        stretch = {"starts_at": starts_at, "ends_at": ends_at}
        others = in_the_way([rep.pk], **stretch, besides=self.instance.pk)
        if rep.pk in others:
            said = _("%(rep)s is on leave at that time already: %(leave)s.")
            told = {"rep": rep, "leave": stretch_text(others[rep.pk])}
            self.add_error("starts_at", ValidationError(said, params=told))


@admin.register(Leave)
class LeaveAdmin(SettingsAdmin):
    """Leave that is over stays as it was; what is deleted while it runs ends now."""

    form = LeaveForm
    list_display = ["rep", "starts_at", "ends_at", "state", "reason"]
    list_select_related = ["rep"]
    list_filter = ["rep__team"]
    search_fields = ["rep__name"]
    ordering = ["-starts_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Leave]:
        return super().get_queryset(request).filter(rep__in=manageable_reps(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Leave | None = None) -> list[str]:
        return ["rep"] if obj else []

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "rep":
            kwargs["queryset"] = manageable_reps(request).order_by("name", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Leave | None = None) -> bool:
        return not is_over(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Leave | None = None) -> bool:
        return not is_over(obj) and super().has_delete_permission(request, obj)

    @display(description=_("state"), label={"now": "warning", "soon": "info"})
    def state(self, leave: Leave) -> tuple[str, Any]:
        if is_over(leave):
            return "over", _("over")
        is_running = leave.starts_at <= timezone.now()
        return ("now", _("now")) if is_running else ("soon", _("to come"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The form has looked; who was quicker since then is refused by the service."""
        given: dict[str, Any] = {
            "starts_at": obj.starts_at,
            "ends_at": obj.ends_at,
            "reason": obj.reason,
        }
        if change:
            change_leave(leave=obj, **given, now=timezone.now())
        else:
            obj.pk = enter_leave(rep=obj.rep, **given, now=timezone.now()).pk

    def delete_model(self, request: HttpRequest, obj: Leave) -> None:
        cancel_leave(leave=obj, now=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Leave]) -> None:
        """What is over among those chosen stays."""
        for leave in queryset.order_by("pk"):
            try:
                cancel_leave(leave=leave, now=timezone.now())
            except IsOver:
                continue


def manageable_reps(request: HttpRequest) -> QuerySet[Rep]:
    """Whoever may change reps has all of them, a team's manager his own."""
    reps = Rep.objects.select_related("calendar")
    return reps if request.user.has_perm("reps.change_rep") else reps.under(request.user)


def is_over(leave: Leave | None) -> bool:
    return leave is not None and leave.ends_at is not None and leave.ends_at <= timezone.now()


def stretch_text(leave: Leave, *, zone: str = "") -> str:
    """From when to when, on the clock of a zone, or else of whoever reads it."""
    clock = ZoneInfo(zone) if zone else timezone.get_current_timezone()
    moments = (leave.starts_at, leave.ends_at)
    return " – ".join(date_format(at.astimezone(clock), "SHORT_DATETIME_FORMAT") for at in moments)
