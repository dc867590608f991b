"""How people read the values of a report."""

from __future__ import annotations

from datetime import date
from math import isfinite
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from leads.choices import LeadStatus
from reports.tables import Column, Kind

NOTHING = "–"


def said(column: Column, row: Any) -> str:
    """One cell of a table, in the reader's language."""
    value = getattr(row, column.code)
    if column.kind == Kind.TEXT:
        return value or str(column.blank) or NOTHING
    return spoken(value, column.kind)


def spoken(value: Any, kind: Kind) -> str:
    if value is None and kind != Kind.WITHIN:
        return NOTHING
    return _WAYS[kind](value)


def _fraction(value: float) -> str:
    return gettext("%(number)s%%") % {"number": number_format(value * 100, 1)}


def _times(value: float) -> str:
    return (
        "∞" if not isfinite(value) else gettext("%(number)s×") % {"number": number_format(value, 2)}
    )


def _number(value: float) -> str:
    return number_format(round(value, 2) + 0.0, 2)  # adding nought makes -0.0 a plain one


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return gettext("%(days)d d %(hours)d h") % {"days": hours // 24, "hours": hours % 24}
    if hours:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return gettext("%(minutes)d min") % {"minutes": minutes}


def _within(hours: int | None) -> str:
    if hours is None:
        return gettext("longer")
    return gettext("%(hours)d h") % {"hours": hours}


def _day(value: date) -> str:
    return date_format(value, "SHORT_DATE_FORMAT")


_WAYS: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.STATUS: lambda code: str(LeadStatus(code).label),
    Kind.WITHIN: _within,
    Kind.DAY: _day,
    Kind.COUNT: lambda value: number_format(value, force_grouping=True),
    Kind.NUMBER: _number,
    Kind.FRACTION: _fraction,
    Kind.TIMES: _times,
    Kind.DURATION: _duration,
}
