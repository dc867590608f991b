"""The tables of a report: their columns, in the order in which page, CSV and REST show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    TEXT = "text"
    STATUS = "status"
    WITHIN = "within"
    DAY = "day"
    COUNT = "count"
    NUMBER = "number"
    FRACTION = "fraction"
    TIMES = "times"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Column:
    """``blank`` is what stands for a name that there is not."""

    code: str
    label: str | StrPromise
    kind: Kind = Kind.COUNT
    blank: str | StrPromise = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``extra`` names what only machines want to read of a row, such as its id."""

    title: str | StrPromise
    columns: tuple[Column, ...]
    extra: tuple[str, ...] = ()

    @property
    def data(self) -> tuple[str, ...]:
        return (*self.extra, *(column.code for column in self.columns))


def _leaks(title: str | StrPromise, whole: str | StrPromise, leaked: str | StrPromise) -> Table:
    columns = (
        Column("name", _("channel"), Kind.TEXT),
        Column("whole", whole),
        Column("leaked", leaked),
        Column("rate", _("leak rate"), Kind.FRACTION),
    )
    return Table(title, columns, extra=("id", "is_alert"))


def _conversions(title: str | StrPromise, first: Column) -> Table:
    columns = (
        first,
        Column("leads", _("leads")),
        Column("converted", _("converted")),
        Column("rate", _("conversion rate"), Kind.FRACTION),
        Column("low", _("likely at least"), Kind.FRACTION),
        Column("high", _("likely at most"), Kind.FRACTION),
    )
    return Table(title, columns, extra=("id",))


def _responses(title: str | StrPromise, first: Column) -> Table:
    columns = (
        first,
        Column("responses", _("first responses")),
        Column("median", _("median"), Kind.DURATION),
        Column("p90", _("nine of ten within"), Kind.DURATION),
    )
    return Table(title, columns, extra=("id",))


REP: Final = Column("name", _("rep"), Kind.TEXT, blank=_("No owner"))

TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "days": Table(
            _("Leads per day"),
            (
                Column("day", _("date"), Kind.DAY),
                Column("leads", _("leads")),
                Column("converted", _("converted since")),
            ),
        ),
        "statuses": Table(
            _("Where they stand now"),
            (Column("id", _("status"), Kind.STATUS), Column("leads", _("leads"))),
        ),
        "intake": _leaks(
            _("Intake leak by channel"), _("messages"), _("neither created nor attached")
        ),
        "follow_up": _leaks(
            _("Follow-up leak by channel"), _("deadlines passed"), _("without follow-up in time")
        ),
        "deadlines": Table(
            _("Deadlines by rep"),
            (
                REP,
                Column("kept", _("kept")),
                Column("missed", _("missed")),
                Column("recycled", _("of these recycled")),
            ),
            extra=("id",),
        ),
        "balance": Table(
            _("Fair shares by pool and rep"),
            (
                Column("pool", _("pool"), Kind.TEXT),
                Column("name", _("rep"), Kind.TEXT),
                Column("fair_share", _("fair share"), Kind.NUMBER),
                Column("received", _("received")),
                Column("balance", _("balance"), Kind.NUMBER),
                Column("rate", _("balance rate of the pool"), Kind.TIMES),
            ),
            extra=("pool_id", "id", "is_alert"),
        ),
        "sources": _conversions(
            _("Conversion by source"),
            Column("name", _("source"), Kind.TEXT, blank=_("Not given")),
        ),
        "rules": _conversions(
            _("Conversion by rule"),
            Column("name", _("rule"), Kind.TEXT, blank=_("Without a rule")),
        ),
        "reps": _conversions(_("Conversion by rep"), REP),
        "response_reps": _responses(_("First response by rep"), REP),
        "response_channels": _responses(
            _("First response by channel"), Column("name", _("channel"), Kind.TEXT)
        ),
        "response_times": Table(
            _("Conversion by response time"),
            (
                Column("hours", _("first response within"), Kind.WITHIN),
                Column("leads", _("leads")),
                Column("converted", _("converted")),
                Column("rate", _("conversion rate"), Kind.FRACTION),
            ),
        ),
    }
)
