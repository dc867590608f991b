"""Days as somebody works them: hours, holidays by name, make-up days, exceptions and leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from reps.availability import ALWAYS, Hours, load_availability
from reps.hours import ONE_DAY, Stretch, WorkCalendar, joined, public_days, working_between
from reps.models import Calendar, DayOverride, Leave, Rep
from reps.public_holidays import lacks_make_up_days, names_of

WEEK = timedelta(days=7)
Exceptions = Mapping[date, str]


class DayKind(StrEnum):
    WORKING = "working"
    FREE = "free"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    OPENED = "opened"  # exceptional days, by hand
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day; ``name`` is that of the holiday, or the reason of an exception.

    ``hours`` are on the wall clock of the calendar. ``is_away``: leave takes all of them.
    """

    date: date
    kind: DayKind
    name: str
    hours: tuple[Stretch, ...]
    is_always: bool = False
    has_leave: bool = False
    is_away: bool = False

    @property
    def is_unusual(self) -> bool:
        return self.kind not in (DayKind.WORKING, DayKind.FREE)

    @property
    def spans(self) -> list[str]:
        """The hours as people write them; the end of the day is 24:00."""
        return [f"{begin:%H:%M}–{_closing(begin, end)}" for begin, end in self.hours]


def _closing(begin: datetime, end: datetime) -> str:
    return f"{end:%H:%M}" if end.date() == begin.date() else "24:00"


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a rep sees of himself; ``presence`` is where he is now, ``back_at`` when he works."""

    rep: Rep
    zone: str
    has_hours: bool
    presence: str
    back_at: datetime
    until: datetime | None
    weeks: tuple[tuple[PlannedDay, ...], ...]
    holidays: tuple[PlannedDay, ...]
    leaves: tuple[Leave, ...]
    past: tuple[Leave, ...]


def schedule_of(rep: Rep, *, language: str, now: datetime) -> Schedule:
    """This week and next, unusual days of the coming 60, leave. Seven queries, however much."""
    zone = zone_of(rep)
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    since = datetime.combine(monday, datetime.min.time(), ZoneInfo(zone))
    own = load_availability({rep.pk: rep.calendar_id}, now=since).of(rep.pk)
    reasons = exceptions_of(rep.calendar_id)
    days = plan_days(own, monday, 14, reasons=reasons, language=language)
    coming = plan_days(own, today, 60, reasons=reasons, language=language)
    leaves = Leave.objects.filter(rep=rep)
    current = tuple(leaves.filter(ends_at__gt=now).order_by("starts_at", "pk"))
    return Schedule(
        rep=rep,
        zone=zone,
        has_hours=own.calendar is not None,
        presence=own.presence(now),
        back_at=own.next_working(now),
        until=next((one.ends_at for one in current if one.starts_at <= now), None),
        weeks=(days[:7], days[7:]),
        holidays=tuple(day for day in coming if day.is_unusual),
        leaves=current,
        past=tuple(leaves.filter(ends_at__lte=now).order_by("-starts_at", "-pk")[:5]),
    )


def zone_of(rep: Rep) -> str:
    """The time zone that a rep works in."""
    return rep.calendar.time_zone if rep.calendar else Hours().zone


def exceptions_of(calendar_id: int | None) -> dict[date, str]:
    """The reasons of a calendar's exceptional days."""
    if calendar_id is None:
        return {}
    return dict(DayOverride.objects.filter(calendar=calendar_id).values_list("day", "reason"))


def preview_of(
    calendar: Calendar, *, first: date, count: int, language: str, now: datetime
) -> tuple[PlannedDay, ...]:
    """The coming days as all who follow a calendar work them; raises UnknownCountry."""
    own = load_availability({0: calendar.pk}, now=now).of(0)
    reasons = exceptions_of(calendar.pk)
    return plan_days(own, first, count, reasons=reasons, language=language)


def years_without_make_up_days(country: str, *, today: date) -> list[int]:
    """This year or next, if the make-up days of a country that has them are not known."""
    return [year for year in (today.year, today.year + 1) if lacks_make_up_days(country, year)]


def plan_days(
    own: Hours, first: date, count: int, *, reasons: Exceptions, language: str
) -> tuple[PlannedDay, ...]:
    """So many days in a row, from what was loaded; raises UnknownCountry."""
    calendar = own.calendar or ALWAYS
    days = (first + number * ONE_DAY for number in range(count))
    return tuple(_plan(calendar, own, day, reasons=reasons, language=language) for day in days)


def _plan(
    calendar: WorkCalendar, own: Hours, day: date, *, reasons: Exceptions, language: str
) -> PlannedDay:
    kind = _kind(calendar, day)
    named = names_of(calendar.country, day.year, language) if kind == DayKind.HOLIDAY else {}
    by_hand = kind in (DayKind.OPENED, DayKind.CLOSED)
    starts, ends = own.midnight(day), own.midnight(day + ONE_DAY)
    clock = ZoneInfo(own.zone)
    worked = _hours(calendar, starts, ends)
    left = working_between(calendar, own.leaves, starts, ends)
    has_leave = any(since < ends and starts < until for since, until in own.leaves)
    return PlannedDay(
        date=day,
        kind=kind,
        name=reasons.get(day, "") if by_hand else named.get(day, ""),
        hours=tuple((begin.astimezone(clock), end.astimezone(clock)) for begin, end in worked),
        is_always=worked == ((starts, ends),),
        has_leave=has_leave,
        is_away=has_leave and not left,
    )


def _kind(calendar: WorkCalendar, day: date) -> DayKind:
    off, made_up = public_days(calendar.country, day.year)
    by_hand = calendar.overrides.get(day)
    if by_hand is not None:
        return DayKind.OPENED if by_hand else DayKind.CLOSED
    if day in made_up:
        return DayKind.MAKE_UP
    if day in off:
        return DayKind.HOLIDAY
    return DayKind.WORKING if calendar.blocks_on(day) else DayKind.FREE


def _hours(calendar: WorkCalendar, starts: datetime, ends: datetime) -> Sequence[Stretch]:
    """What is worked between two midnights, of whichever zone they are."""
    days = (calendar.day_at(starts), calendar.day_at(ends - timedelta(microseconds=1)))
    found = {one for day in days for one in day.stretches}
    return joined((max(begin, starts), min(end, ends)) for begin, end in sorted(found))
