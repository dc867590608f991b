"""Which days a report is about."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from reports.metrics.period import Period

LENGTHS = (7, 30, 90)
USUAL_LENGTH = 30
LONGEST = 731
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)


class _Day(forms.DateField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        )


class PeriodForm(forms.Form):
    """The last so many days, today included, or from one day to another, both included."""

    days = forms.TypedChoiceField(
        choices=[(length, length) for length in LENGTHS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    since = _Day(_("From"))
    until = _Day(_("To"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if bool(since) != bool(until) and not self.errors:
            raise forms.ValidationError(_("Give both the first and the last day."))
        if since and until and since > until:
            raise forms.ValidationError(_("The first day must not come after the last."))
        if since and until and (until - since).days >= LONGEST:
            raise forms.ValidationError(_("A report covers two years at most."))
        return given

    def period(self, *, now: datetime) -> Period:
        """The days asked for; the usual ones when nothing, or nothing usable, was."""
        zone = ZoneInfo(settings.TIME_ZONE)
        given = self.cleaned_data if self.is_valid() else {}
        since, until = given.get("since"), given.get("until")
        if since and until:
            return Period.of_days(since, until, zone=zone)
        today = now.astimezone(zone).date()
        length = self.chosen_length() or USUAL_LENGTH
        return Period.of_days(today - timedelta(days=length - 1), today, zone=zone)

    def chosen_length(self) -> int | None:
        """How many days up to today are shown; None when the days were named."""
        given = self.cleaned_data if self.is_valid() else {}
        return None if given.get("since") else given.get("days") or USUAL_LENGTH
