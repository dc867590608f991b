"""What is filled in about one's leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from reps.leave import NotAStretch, stretch
from reps.models import Leave


class LeaveForm(forms.Form):
    """Days, and times of day where it is not whole days, on the clock of a zone."""

    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    begins = forms.TimeField(
        label=_("From (time, if not the whole day)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    ends = forms.TimeField(
        label=_("Until (time, if not the whole day)"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(self, *args: Any, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        days = {name: given[name] for name in ("first_day", "last_day", "begins", "ends")}
        try:
            given["starts_at"], given["ends_at"] = stretch(zone=self.zone, **days)
        except NotAStretch:
            self.add_error("last_day", _("The leave would end before it begins, or last too long."))
            return given
        if given["ends_at"] <= self.now:
            self.add_error("last_day", _("That time is over already."))
        return given

    def stretch(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "reason")}


def as_days(leave: Leave, *, zone: str) -> dict[str, Any]:
    """What the form shows of leave that is there; times only where it is not whole days."""
    clock = ZoneInfo(zone)
    starts, ends = leave.starts_at.astimezone(clock), leave.ends_at.astimezone(clock)
    is_midnight = not (ends.hour or ends.minute)
    return {
        "first_day": starts.date(),
        "begins": starts.time() if starts.hour or starts.minute else None,
        "last_day": (ends - timedelta(days=1)).date() if is_midnight else ends.date(),
        "ends": None if is_midnight else ends.time(),
        "reason": leave.reason,
    }
