"""The report of a period: one function, for the page, for CSV and for REST alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User

from leads.models import ApiKey
from reports import queries
from reports.balances import balances, worst_rate
from reports.metrics.balance import is_uneven
from reports.metrics.period import Period
from reports.metrics.rates import is_leaking, rate
from reports.responses import Responses, response_rows, responses
from reports.rows import BalanceRow, Figure, LeakRow
from reports.scope import Scope, scope_of
from reports.tables import TABLES


@dataclass(frozen=True, slots=True)
class Report:
    """Figures and tables by their codes; ``tables`` lacks what the user may not see."""

    period: Period
    compared_with: Period
    figures: Sequence[Figure]
    tables: Mapping[str, Sequence[Any]]

    def is_empty(self) -> bool:
        """Whether there is nothing to tell of the period at all."""
        rows = (row for code, rows in self.tables.items() if code not in FIXED for row in rows)
        return next(rows, None) is None and not any(day.leads for day in self.tables["days"])

    def as_data(self) -> dict[str, Any]:
        """The report as JSON can hold it: rates as fractions, durations in seconds.

        Days are those of the company, both included. A rate of null with ``is_alert`` is
        infinite: somebody received nothing.
        """
        return {
            "since": self.period.first_day.isoformat(),
            "until": self.period.last_day.isoformat(),
            "time_zone": settings.TIME_ZONE,
            "figures": [
                {
                    "code": figure.code,
                    "value": _plain(figure.value),
                    "previous": _plain(figure.previous),
                    "is_alert": figure.is_alert,
                }
                for figure in self.figures
            ],
            "tables": {code: _as_rows(code, rows) for code, rows in self.tables.items()},
        }


FIXED = ("days", "statuses", "response_times")  # tables that have their rows whatever happens


def build_report(
    *,
    user: User | AnonymousUser,
    key: ApiKey | None = None,
    since: datetime,
    until: datetime,
    now: datetime,
) -> Report:
    """The figures of [since, until) that one may see, beside those of the period before.

    Reads only; the number of queries does not depend on the number of leads or reps.
    """
    scope = scope_of(user, key)
    period = Period.of_moments(since, until, zone=ZoneInfo(settings.TIME_ZONE))
    current = _basis(scope, period, now=now)
    previous = _basis(scope, period.before(), now=now)
    tables = {
        "days": queries.days(scope, period),
        "intake": current.intake,
        "follow_up": current.follow_up,
        "balance": current.balances,
        "sources": queries.conversion_by_source(scope, period),
        "rules": queries.conversion_by_rule(scope, period),
        "reps": queries.conversion_by_rep(scope, period),
        "response_reps": response_rows(current.responses.by_rep),
        "response_channels": response_rows(current.responses.by_channel),
        "response_times": current.responses.bucket_rows(),
        "deadlines": queries.deadlines(scope, period, now=now),
        "statuses": queries.statuses(scope, period),
    }
    return Report(
        period=period,
        compared_with=period.before(),
        figures=_figures(current, previous),
        tables={code: tuple(rows) for code, rows in tables.items() if rows is not None},
    )


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the headline figures of one period follow from."""

    leads: int
    converted: int
    intake: list[LeakRow] | None
    follow_up: list[LeakRow]
    balances: list[BalanceRow]
    responses: Responses


def _basis(scope: Scope, period: Period, *, now: datetime) -> _Basis:
    leads, converted = queries.leads_and_converted(scope, period)
    return _Basis(
        leads=leads,
        converted=converted,
        intake=queries.intake_leak(period, now=now) if scope.sees_all else None,
        follow_up=queries.follow_up_leak(scope, period, now=now),
        balances=balances(scope, period),
        responses=responses(scope, period),
    )


def _figures(current: _Basis, previous: _Basis) -> tuple[Figure, ...]:
    balance = worst_rate(current.balances)
    spread, spread_before = current.responses.spread(), previous.responses.spread()
    figures = [
        Figure("leads", current.leads, previous.leads),
        Figure(
            "conversion",
            rate(current.converted, current.leads),
            rate(previous.converted, previous.leads),
        ),
        _leak("follow_up_leak", current.follow_up, previous.follow_up),
        Figure("balance", balance, worst_rate(previous.balances), is_alert=is_uneven(balance)),
        Figure("response_median", spread.median, spread_before.median),
        Figure("response_p90", spread.p90, spread_before.p90),
    ]
    if current.intake is not None:
        figures.insert(2, _leak("intake_leak", current.intake, previous.intake or []))
    return tuple(figures)


def _leak(code: str, current: Sequence[LeakRow], previous: Sequence[LeakRow]) -> Figure:
    leaked, whole = _sums(current)
    return Figure(code, rate(leaked, whole), rate(*_sums(previous)), is_leaking(leaked, whole))


def _sums(rows: Sequence[LeakRow]) -> tuple[int, int]:
    return sum(row.leaked for row in rows), sum(row.whole for row in rows)


def _as_rows(code: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
    columns = TABLES[code].data
    return [{name: _plain(getattr(row, name)) for name in columns} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not isfinite(value):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value
