"""Working hours and leave out of the database, for the pure arithmetic of ``reps.hours``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from reps import hours
from reps.sql import read

NO_TIME = timedelta()
_CALENDARS = """
SELECT c.id, c.time_zone, c.country, b.weekday, b.starts, b.ends
FROM reps_calendar c LEFT JOIN reps_workingblock b ON b.calendar_id = c.id
WHERE c.id IN %s ORDER BY c.id, b.weekday, b.starts, b.id
"""
_LEAVES = """
SELECT rep_id, starts_at, ends_at FROM reps_leave
WHERE rep_id IN %s AND ends_at > %s ORDER BY starts_at, id
"""
_OVERRIDES = "SELECT calendar_id, day, is_working FROM reps_dayoverride WHERE calendar_id IN %s"


@dataclass(frozen=True, slots=True)
class Hours:
    """One rep's working time: a calendar, if he has one, and his leave from now on."""

    calendar: hours.WorkCalendar | None = None
    leaves: tuple[tuple[datetime, datetime], ...] = ()

    def presence(
        self, at: datetime, *, starts_after: timedelta = NO_TIME, stops_before: timedelta = NO_TIME
    ) -> str:
        """Where he is: the calendar's answer; without a calendar he is off only on leave.

        The offsets count from the beginning and to the end of his shift.
        """
        here = hours.presence(self.calendar or ALWAYS, self.leaves, at)
        if here == hours.Presence.ON_DUTY and (starts_after or stops_before) and self.calendar:
            margins = hours.margins(self.calendar, at)
            if margins[0] < starts_after or margins[1] <= stops_before:
                return str(hours.Presence.OFF_HOURS)
        return str(here)

    def next_working(
        self, at: datetime, *, starts_after: timedelta = NO_TIME, stops_before: timedelta = NO_TIME
    ) -> datetime:
        """When he works from ``at`` on; ``at`` itself if he does, or never will.

        With offsets, as for ``presence``: when he works and is that far within his shift.
        """
        margins = {"starts_after": starts_after, "stops_before": stops_before}
        try:
            if self.calendar and (starts_after or stops_before):
                return hours.next_within(self.calendar, self.leaves, at, **margins)
            return hours.next_working_moment(self.calendar or ALWAYS, self.leaves, at)
        except hours.NoWorkingTime:
            return at

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
        return self.local(at).date()

    def local(self, at: datetime) -> datetime:
        """A moment on the clock of where he works."""
        return at.astimezone(ZoneInfo(self.zone))

    def midnight(self, day: date) -> datetime:
        """The first moment of a day where he works."""
        return hours.first_moment(ZoneInfo(self.zone), day, time.min)

    @property
    def zone(self) -> str:
        """The time zone of where he works."""
        return self.calendar.zone if self.calendar else settings.TIME_ZONE


ALWAYS = hours.WorkCalendar(zone="UTC", blocks=())
NO_HOURS = Hours()


@dataclass(frozen=True, slots=True)
class Availability:
    """The hours of some reps, loaded together, and each one's date and presence at that moment."""

    by_rep: Mapping[int, Hours] = field(default_factory=dict)
    now: Mapping[int, tuple[date, str]] = field(default_factory=dict)

    def of(self, rep_id: int) -> Hours:
        return self.by_rep.get(rep_id, NO_HOURS)


def load_availability(calendar_of: Mapping[int, int | None], *, now: datetime) -> Availability:
    """Hours of reps, given the calendar of each; three queries, one without calendars."""
    calendars = _calendars({pk for pk in calendar_of.values() if pk is not None})
    leaves = _leaves(calendar_of, now=now)
    shared: dict[int | None, Hours] = {None: NO_HOURS}
    shared |= {pk: Hours(calendar) for pk, calendar in calendars.items()}
    hours_of = {rep: shared.get(pk, NO_HOURS) for rep, pk in calendar_of.items()}
    away = {rep: replace(hours_of[rep], leaves=tuple(found)) for rep, found in leaves.items()}
    hours_of |= away
    # Worked out once for all who share their hours.
    distinct = {id(own): own for own in hours_of.values()}
    known = {key: (own.today(now), own.presence(now)) for key, own in distinct.items()}
    return Availability(hours_of, {rep: known[id(own)] for rep, own in hours_of.items()})


def _calendars(ids: Collection[int]) -> dict[int, hours.WorkCalendar]:
    if not ids:
        return {}
    places: dict[int, tuple[str, str]] = {}
    blocks: dict[int, list[hours.Block]] = {}
    for pk, zone, country, weekday, starts, ends in read(_CALENDARS, list(ids)):
        places[pk] = zone, country
        if weekday is not None:
            blocks.setdefault(pk, []).append(hours.Block(weekday, starts, ends))
    overrides: dict[int, dict[date, bool]] = {}
    for pk, day, is_working in read(_OVERRIDES, list(ids)):
        overrides.setdefault(pk, {})[day] = is_working
    return {
        pk: hours.WorkCalendar(
            zone=zone,
            blocks=tuple(blocks.get(pk, ())),
            country=country,
            overrides=overrides.get(pk, {}),
        )
        for pk, (zone, country) in places.items()
    }


def _leaves(reps: Collection[int], *, now: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    if not reps:
        return {}
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for rep_id, starts_at, ends_at in read(_LEAVES, list(reps), now):
        found.setdefault(rep_id, []).append((starts_at, ends_at))
    return found
