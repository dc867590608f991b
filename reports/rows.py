"""The lines of a report's tables: what was counted, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assignment.proportions import Interval, wilson
from reports.metrics.rates import is_leaking, rate


@dataclass(frozen=True, slots=True)
class LeakRow:
    """One channel: how much there was, and how much of it got lost."""

    id: int
    name: str
    whole: int
    leaked: int

    @property
    def rate(self) -> float | None:
        return rate(self.leaked, self.whole)

    @property
    def is_alert(self) -> bool:
        return is_leaking(self.leaked, self.whole)


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One member of one pool, in leads; ``rate`` is that of the whole pool."""

    pool_id: int
    pool: str
    id: int
    name: str
    fair_share: float
    received: int
    rate: float | None
    is_alert: bool

    @property
    def balance(self) -> float:
        """What the member is owed of this period, in leads."""
        return self.fair_share - self.received


@dataclass(frozen=True, slots=True)
class ConversionRow:
    """Leads of one source, rule or rep; ``id`` is what identifies it, "" for none."""

    id: int | str
    name: str
    leads: int
    converted: int

    @property
    def rate(self) -> float | None:
        return rate(self.converted, self.leads)

    @property
    def low(self) -> float | None:
        return self._interval.low if self._interval else None

    @property
    def high(self) -> float | None:
        return self._interval.high if self._interval else None

    @property
    def _interval(self) -> Interval | None:
        return wilson(self.converted, self.leads)


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """How long the first responses of one rep or channel took, in seconds."""

    id: int
    name: str
    responses: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class BucketRow:
    """Leads whose first response took at most so many hours; None: longer than all others."""

    hours: int | None
    leads: int
    converted: int

    @property
    def rate(self) -> float | None:
        return rate(self.converted, self.leads)


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """Deadlines of one rep that have passed; the recycled are among the missed."""

    id: int
    name: str
    kept: int
    missed: int
    recycled: int


@dataclass(frozen=True, slots=True)
class StatusRow:
    id: str
    leads: int


@dataclass(frozen=True, slots=True)
class DayRow:
    """Leads that arrived on one day, and how many of these have converted since."""

    day: date
    leads: int
    converted: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure beside that of the period before."""

    code: str
    value: float | None
    previous: float | None
    is_alert: bool = False
