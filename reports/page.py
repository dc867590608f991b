"""A report as its page shows it: cards, and sections of charts with their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

from reports.charts import chart_of
from reports.report import Report
from reports.rows import Figure
from reports.tables import TABLES, Column, Kind, Table
from reports.wording import said, spoken

LONGEST_TABLE = 50
HALF = "col-xl-6"
WIDTHS = {
    "days": "col-xl-8",
    "statuses": "col-xl-4",
    "deadlines": "",
    "balance": "",
    "reps": "",
    "response_times": "",
}
NAMES = (Kind.TEXT, Kind.STATUS, Kind.WITHIN, Kind.DAY)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a headline figure is called, means and is measured in."""

    label: str | StrPromise
    meaning: str | StrPromise
    kind: Kind
    is_better_low: bool | None = None


MEASURES = {
    "leads": Measure(_("Leads"), _("Received in these days."), Kind.COUNT),
    "conversion": Measure(
        _("Conversion rate"),
        _("Of the leads received in these days, those converted by now."),
        Kind.FRACTION,
        is_better_low=False,
    ),
    "intake_leak": Measure(
        _("Intake leak"),
        _("Messages that were neither created nor attached, of all but the ignored ones."),
        Kind.FRACTION,
        is_better_low=True,
    ),
    "follow_up_leak": Measure(
        _("Follow-up leak"),
        _("Leads without a follow-up by their first deadline, of all whose deadline has passed."),
        Kind.FRACTION,
        is_better_low=True,
    ),
    "balance": Measure(
        _("Balance rate"),
        _("The best served rep's received leads per fair share, as a multiple of the worst's."),
        Kind.TIMES,
        is_better_low=True,
    ),
    "response_median": Measure(
        _("First response, median"),
        _("Half of the first responses came sooner."),
        Kind.DURATION,
        is_better_low=True,
    ),
    "response_p90": Measure(
        _("First response, P90"),
        _("Nine of ten first responses came sooner."),
        Kind.DURATION,
        is_better_low=True,
    ),
}

SECTIONS: tuple[tuple[str | StrPromise, tuple[str, ...]], ...] = (
    (_("Leads"), ("days", "statuses")),
    (_("Leaks and deadlines"), ("intake", "follow_up", "deadlines")),
    (_("Fairness"), ("balance",)),
    (_("Conversion"), ("sources", "rules", "reps")),
    (_("First response"), ("response_reps", "response_channels", "response_times")),
)


@dataclass(frozen=True, slots=True)
class Card:
    measure: Measure
    value: str
    previous: str
    is_alert: bool
    trend: str = ""
    tone: str = "secondary"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_number: bool = False
    is_alert: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One table with its chart; ``left_out`` rows are only in the CSV."""

    code: str
    table: Table
    heads: tuple[Cell, ...]
    rows: list[list[Cell]]
    left_out: int
    csv_url: str
    width: str
    chart: dict[str, Any] = field(default_factory=dict)


def cards_of(report: Report) -> list[Card]:
    return [_card(figure) for figure in report.figures]


def sections_of(report: Report) -> list[tuple[str | StrPromise, list[Panel]]]:
    """Sections with the tables that the reader may see, in the order of the page."""
    days = {
        "since": report.period.first_day.isoformat(),
        "until": report.period.last_day.isoformat(),
    }
    return [
        (
            title,
            [_panel(code, report.tables[code], days) for code in codes if code in report.tables],
        )
        for title, codes in SECTIONS
    ]


def _card(figure: Figure) -> Card:
    measure = MEASURES[figure.code]
    trend, tone = _trend(figure, measure)
    return Card(
        measure=measure,
        value=spoken(figure.value, measure.kind),
        previous=spoken(figure.previous, measure.kind),
        is_alert=figure.is_alert,
        trend=trend,
        tone=tone,
    )


def _trend(figure: Figure, measure: Measure) -> tuple[str, str]:
    """Where the figure went since the period before, and whether that is good."""
    if figure.value is None or figure.previous is None or figure.value == figure.previous:
        return "", "secondary"
    fell = figure.value < figure.previous
    if measure.is_better_low is None:
        tone = "secondary"
    else:
        tone = "success" if fell == measure.is_better_low else "danger"
    return "down" if fell else "up", tone


def _panel(code: str, rows: Sequence[Any], days: dict[str, str]) -> Panel:
    table = TABLES[code]
    columns = table.columns
    return Panel(
        code=code,
        table=table,
        heads=tuple(Cell(str(column.label), column.kind not in NAMES) for column in columns),
        rows=[[_cell(code, column, row) for column in columns] for row in _shown(code, rows)],
        left_out=max(len(rows) - LONGEST_TABLE, 0),
        csv_url=f"{reverse('reports:table', args=[code])}?{urlencode(days)}",
        width=WIDTHS.get(code, HALF),
        chart=chart_of(code, rows) if rows else {},
    )


def _shown(code: str, rows: Sequence[Any]) -> Sequence[Any]:
    """The first rows of a long table; of the days the newest."""
    return rows[: -LONGEST_TABLE - 1 : -1] if code == "days" else rows[:LONGEST_TABLE]


def _cell(code: str, column: Column, row: Any) -> Cell:
    return Cell(
        text=said(column, row),
        is_number=column.kind not in NAMES,
        is_alert=column.code == "rate" and getattr(row, "is_alert", False),
        url=_leads_url(code, row) if column.kind in NAMES else "",
    )


def _leads_url(code: str, row: Any) -> str:
    """The list of the leads that a row is about, where the desk can filter for them."""
    if code == "statuses":
        return f"{reverse('desk:leads')}?{urlencode({'status': row.id})}"
    if code in ("reps", "response_reps", "deadlines") and row.id:
        return f"{reverse('desk:leads')}?{urlencode({'owner': row.id})}"
    return ""
