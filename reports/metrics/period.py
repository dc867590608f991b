"""The time that a report is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to just before another, in the company's time zone."""

    since: datetime
    until: datetime

    @classmethod
    def of_moments(cls, since: datetime, until: datetime, *, zone: tzinfo) -> Period:
        return cls(since.astimezone(zone), until.astimezone(zone))

    @classmethod
    def of_days(cls, first: date, last: date, *, zone: tzinfo) -> Period:
        """Whole days, the last one included."""
        day_after = last + timedelta(days=1)
        return cls(
            datetime.combine(first, time.min, zone), datetime.combine(day_after, time.min, zone)
        )

    @property
    def first_day(self) -> date:
        return self.since.date()

    @property
    def last_day(self) -> date:
        return (self.until - timedelta(microseconds=1)).date()

    def before(self) -> Period:
        """The period of the same number of days and hours by the clock on the wall before it."""
        return Period(self.since - (self.until - self.since), self.since)

    def days(self) -> Iterator[date]:
        """Every day of it, also those on which nothing happened."""
        count = (self.last_day - self.first_day).days + 1
        return (self.first_day + timedelta(days=number) for number in range(count))
