"""The charts of a report, as data that static/js/reports.js draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.utils.translation import gettext

from reports.tables import TABLES, Column, Kind
from reports.wording import said

MOST_BARS = 12
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Chart:
    """Which columns of a table are drawn, each in which of the theme's colours."""

    label: tuple[str, ...]
    series: tuple[tuple[str, str], ...]
    kind: str = "bar"
    lies: bool = False
    stacked: bool = False
    most: int = MOST_BARS


CHARTS = {
    "days": Chart(
        ("day",), (("leads", "primary"), ("converted", "success")), kind="line", most=731
    ),
    "statuses": Chart(("id",), (("leads", "primary"),), lies=True),
    "intake": Chart(("name",), (("rate", "danger"),), lies=True),
    "follow_up": Chart(("name",), (("rate", "danger"),), lies=True),
    "deadlines": Chart(("name",), (("kept", "success"), ("missed", "danger")), stacked=True),
    "balance": Chart(
        ("name", "pool"), (("fair_share", "secondary"), ("received", "primary")), lies=True, most=24
    ),
    "sources": Chart(("name",), (("rate", "success"),), lies=True),
    "rules": Chart(("name",), (("rate", "success"),), lies=True),
    "reps": Chart(("name",), (("rate", "success"),), lies=True),
    "response_reps": Chart(("name",), (("median", "primary"), ("p90", "warning"))),
    "response_channels": Chart(("name",), (("median", "primary"), ("p90", "warning"))),
    "response_times": Chart(("hours",), (("leads", "primary"), ("converted", "success"))),
}


def chart_of(code: str, rows: Sequence[Any]) -> dict[str, Any]:
    """Labels, series and unit of a table's chart; of a long table only the first rows."""
    chart = CHARTS[code]
    columns = {column.code: column for column in TABLES[code].columns}
    shown = rows[: chart.most]
    series = [columns[name] for name, _ in chart.series]
    return {
        "kind": chart.kind,
        "lies": chart.lies,
        "stacked": chart.stacked,
        "unit": _unit(series[0]),
        "labels": [" · ".join(said(columns[name], row) for name in chart.label) for row in shown],
        "series": [
            {
                "label": str(columns[name].label),
                "colour": colour,
                "data": [_height(columns[name], row) for row in shown],
            }
            for name, colour in chart.series
        ],
    }


def _unit(column: Column) -> str:
    if column.kind == Kind.FRACTION:
        return "%"
    return gettext("hours") if column.kind == Kind.DURATION else ""


def _height(column: Column, row: Any) -> float | None:
    value = getattr(row, column.code)
    if value is None or not isfinite(value):
        return None
    if column.kind == Kind.FRACTION:
        return round(value * 100, 1)
    return round(value / HOUR, 2) if column.kind == Kind.DURATION else round(value, 2)
