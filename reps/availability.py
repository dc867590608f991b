"""Working hours and leave out of the database, for the pure arithmetic of ``reps.hours``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from reps import hours
from reps.models import Calendar, Leave


@dataclass(frozen=True, slots=True)
class Hours:
    """One rep's working time: a calendar, if he has one, and his leave from now on."""

    calendar: hours.WorkCalendar | None = None
    leaves: tuple[tuple[datetime, datetime], ...] = ()

    def presence(self, at: datetime) -> str:
        """Where he is: the calendar's answer; without a calendar he is off only on leave."""
        return str(hours.presence(self.calendar or ALWAYS, self.leaves, at))

    def grace(self, due: datetime) -> datetime:
        """When something may happen to him for a deadline that has passed."""
        if self.calendar is None and not self.leaves:
            return due
        try:
            return max(due, hours.grace(self.calendar or ALWAYS, self.leaves, due))
        except hours.NoWorkingTime:
            return due

    def today(self, at: datetime) -> date:
        """The date where he works; daily caps count by it."""
        zone = self.calendar.zone if self.calendar else settings.TIME_ZONE
        return at.astimezone(ZoneInfo(zone)).date()


ALWAYS = hours.WorkCalendar(zone="UTC", blocks=())
NO_HOURS = Hours()


@dataclass(frozen=True, slots=True)
class Availability:
    """The hours of some reps, loaded together."""

    by_rep: Mapping[int, Hours] = field(default_factory=dict)

    def of(self, rep_id: int) -> Hours:
        return self.by_rep.get(rep_id, NO_HOURS)


def load_availability(calendar_of: Mapping[int, int | None], *, now: datetime) -> Availability:
    """Hours of reps, given the calendar of each; two queries at most, none without calendars."""
    calendars = _calendars({pk for pk in calendar_of.values() if pk is not None})
    leaves = _leaves(calendar_of, now=now)
    return Availability(
        {
            rep: Hours(calendars.get(calendar) if calendar else None, tuple(leaves.get(rep, ())))
            for rep, calendar in calendar_of.items()
        }
    )


def _calendars(ids: Collection[int]) -> dict[int, hours.WorkCalendar]:
    if not ids:
        return {}
    rows = Calendar.objects.filter(pk__in=ids).prefetch_related("blocks", "overrides")
    return {row.pk: as_work_calendar(row) for row in rows}


def as_work_calendar(calendar: Calendar) -> hours.WorkCalendar:
    """The pure form of a calendar; reads its blocks and overrides."""
    blocks = tuple(
        hours.Block(weekday=row.weekday, starts=row.starts, ends=row.ends)
        for row in calendar.blocks.all()
    )
    return hours.WorkCalendar(
        zone=calendar.time_zone,
        blocks=blocks,
        country=calendar.country,
        overrides={row.day: row.is_working for row in calendar.overrides.all()},
    )


def _leaves(reps: Collection[int], *, now: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    rows = Leave.objects.filter(rep__in=reps, ends_at__gt=now).order_by("starts_at", "pk")
    for rep_id, starts_at, ends_at in rows.values_list("rep_id", "starts_at", "ends_at"):
        found.setdefault(rep_id, []).append((starts_at, ends_at))
    return found
