"""Working-time arithmetic: is somebody there, and when will so many working hours have passed?

Pure, and exact to the microsecond. Working hours are written on the wall clock of the
calendar's zone; lengths are time that really passes, so a night shift is an hour shorter or
longer when the clocks change. A time that the clock shows twice means the first of the two,
one that it skips means the moment of the skip.

Stretches are half-open: at the closing moment one has gone, at the end of a leave one is
back. Moments must be aware (ValueError otherwise); moments returned are in UTC.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

GRACE = timedelta(hours=2)
SEARCH = timedelta(days=400)
LONGEST_BREAK = timedelta(hours=6)  # whoever is gone for longer begins another shift
ONE_DAY = timedelta(days=1)

Stretch = tuple[datetime, datetime]
Leaves = Sequence[Stretch]


class NoWorkingTime(Exception):
    """Nobody following this calendar works within 400 days of the moment asked about."""


class UnknownCountry(ValueError):
    """The calendar names a country, or a part of one, whose public holidays we do not have."""


class Presence(StrEnum):
    ON_DUTY = "on_duty"
    OFF_HOURS = "off_hours"
    ON_LEAVE = "on_leave"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Block:
    """Working hours of one weekday (0 is Monday), such as 9:00 to 12:00.

    A block ends on the day it starts. The end of the day, 24:00, is written ``time.max``,
    or 00:00 as people type it. A night shift is two blocks, one up to 24:00 and one from 0:00.
    """

    weekday: int
    starts: time
    ends: time

    def __post_init__(self) -> None:
        if self.weekday not in range(7):
            raise ValueError(f"{self.weekday} is not a weekday from 0 to 6")
        if self.starts >= self.ends and not self.reaches_midnight:
            raise ValueError(f"{self.starts} to {self.ends} is not a block within one day")

    @property
    def reaches_midnight(self) -> bool:
        return self.ends in (time.min, time.max)


ALWAYS = tuple(Block(weekday, time.min, time.max) for weekday in range(7))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a calendar in UTC; its stretches are in order and never touch."""

    date: date
    starts: datetime
    ends: datetime
    is_holiday: bool
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When somebody works. Keep one and ask it often: it remembers the days it worked out.

    Without blocks every hour is a working hour, day and night, except on holidays and days
    off. Blocks may overlap. `country` is an ISO code, if need be of a part ("CN", "DE-BY");
    empty means no public holidays. `overrides` say of single days whether they are worked
    (True) or off (False) and win over holidays.

    Raises ZoneInfoNotFoundError at once; UnknownCountry when a day is first asked about.
    """

    zone: str
    blocks: tuple[Block, ...]
    country: str = ""
    overrides: Mapping[date, bool] = field(default_factory=dict, hash=False)
    _clock: ZoneInfo = field(init=False, repr=False, compare=False)
    _week: tuple[tuple[Block, ...], ...] = field(init=False, repr=False, compare=False)
    _days: dict[date, Day] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        ordered = sorted(self.blocks or ALWAYS, key=lambda block: block.starts)
        week = tuple(tuple(b for b in ordered if b.weekday == weekday) for weekday in range(7))
        object.__setattr__(self, "_clock", ZoneInfo(self.zone))
        object.__setattr__(self, "_week", week)
        object.__setattr__(self, "overrides", dict(self.overrides))

    def day(self, of: date) -> Day:
        """The day as worked, leave aside. Worked out once."""
        if of not in self._days:
            self._days[of] = self._work_out(of)
        return self._days[of]

    def day_at(self, at: datetime) -> Day:
        """The day that a moment belongs to."""
        day = self.day(at.astimezone(self._clock).date())
        # Where clocks went back over midnight, the evening shown again is part of the new day.
        return day if at < day.ends else self.day(day.date + ONE_DAY)

    def blocks_on(self, day: date) -> tuple[Block, ...] | None:
        """The blocks worked on a day; None if it is a holiday.

        A make-up day (调休) follows Monday's blocks; so does a day that an override makes a
        working day, unless its weekday has blocks of its own. In a week without Monday its
        first working day stands for it.
        """
        own = self._week[day.weekday()]
        monday = next(blocks for blocks in self._week if blocks)
        off, made_up = public_days(self.country, day.year)
        is_worked = self.overrides.get(day)
        if is_worked is False:
            return None
        if day in made_up:
            return monday
        if is_worked:
            return own or monday
        return None if day in off else own

    def _work_out(self, day: date) -> Day:
        blocks = self.blocks_on(day)
        midnight = first_moment(self._clock, day + ONE_DAY, time.min)
        stretches = (
            (
                first_moment(self._clock, day, block.starts),
                midnight if block.reaches_midnight else first_moment(self._clock, day, block.ends),
            )
            for block in blocks or ()
        )
        starts = first_moment(self._clock, day, time.min)
        return Day(day, starts, midnight, blocks is None, joined(stretches))


def presence(calendar: WorkCalendar, leaves: Leaves, at: datetime) -> Presence:
    """Whether somebody works at a moment, and if not, why: leave first, then holiday.

    A holiday lasts from midnight to midnight and covers days that are free anyway.
    """
    at = _utc(at)
    if any(begins <= at < ends for begins, ends in leaves):
        return Presence.ON_LEAVE
    day = calendar.day_at(at)
    if day.is_holiday:
        return Presence.HOLIDAY
    if any(begins <= at < ends for begins, ends in day.stretches):
        return Presence.ON_DUTY
    return Presence.OFF_HOURS


def shift_at(calendar: WorkCalendar, at: datetime) -> Stretch:
    """When the shift began, and when it ends, that somebody works in at a working moment.

    Breaks of up to six hours belong to it, and so does what lies beyond midnight: a night shift,
    written as two blocks, is one. Leave is left aside. Where somebody works round the clock, a
    shift reaches from the day before to the day after. ValueError outside of any shift.
    """
    at = _utc(at)
    day = calendar.day_at(at)
    begins = ends = None
    around = (day.date - ONE_DAY, day.date, day.date + ONE_DAY)
    for starts, stops in (one for each in around for one in calendar.day(each).stretches):
        if ends is None or starts - ends > LONGEST_BREAK:
            if ends is not None and at < ends:
                break
            begins = starts
        ends = stops
    if begins is None or ends is None or not begins <= at < ends:
        raise ValueError(f"nobody works at {at:%Y-%m-%d %H:%M} UTC")
    return begins, ends


def margins(calendar: WorkCalendar, at: datetime) -> tuple[timedelta, timedelta]:
    """How long a shift has lasted at a working moment, and how long it still lasts."""
    at = _utc(at)
    begins, ends = shift_at(calendar, at)
    return at - begins, ends - at


def next_within(
    calendar: WorkCalendar,
    leaves: Leaves,
    at: datetime,
    *,
    starts_after: timedelta,
    stops_before: timedelta,
) -> datetime:
    """The first working moment from `at` on that lies so far within its shift.

    May raise NoWorkingTime: also when no shift is as long as that.
    """
    at = _utc(at)
    for begins, ends in _stretches(calendar, leaves, at, at + SEARCH):
        shift = shift_at(calendar, begins)
        first = max(begins, shift[0] + starts_after)
        if first < min(ends, shift[1] - stops_before):
            return first
    raise _no_time_from(at)


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    """Whether a day has working hours, leave aside."""
    return bool(calendar.blocks_on(day))


def next_working_moment(calendar: WorkCalendar, leaves: Leaves, at: datetime) -> datetime:
    """The first working moment from `at` on: `at` itself when on duty. May raise NoWorkingTime."""
    return _next_stretch(calendar, leaves, at)[0]


def add_working(
    calendar: WorkCalendar, leaves: Leaves, at: datetime, length: timedelta
) -> datetime:
    """The earliest moment by which `length` of working time has passed since `at`.

    Three hours from 9:00 end when lunch starts, not when it ends; no length ends at `at`.
    Raises ValueError for a negative length, NoWorkingTime if 400 days go by without any.
    """
    if length < timedelta():
        raise ValueError("working time cannot be added backwards")
    moment = _utc(at)
    while length:
        begins, ends = _next_stretch(calendar, leaves, moment)
        worked = min(length, ends - begins)
        moment = begins + worked
        length -= worked
    return moment


def working_between(
    calendar: WorkCalendar, leaves: Leaves, start: datetime, end: datetime
) -> timedelta:
    """The working time from `start` to `end`; none if `end` is not later."""
    stretches = _stretches(calendar, leaves, _utc(start), _utc(end))
    return sum((ends - begins for begins, ends in stretches), timedelta())


def grace(calendar: WorkCalendar, leaves: Leaves, due: datetime) -> datetime:
    """`due` if its owner works then, else two working hours into his next working period.

    The moment at which he stops working counts as outside. May raise NoWorkingTime.
    """
    back_at = next_working_moment(calendar, leaves, due)
    return back_at if back_at == _utc(due) else add_working(calendar, leaves, back_at, GRACE)


@lru_cache(maxsize=1024)
def public_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """One year's holidays, and the weekend days worked in exchange. Raises UnknownCountry."""
    if not country:
        return frozenset(), frozenset()
    code, _, part = country.partition("-")
    try:
        known = holidays.country_holidays(code, subdiv=part or None, years=year)
    except NotImplementedError as error:
        raise UnknownCountry(country) from error
    return frozenset(known), frozenset(known.weekend_workdays)


def first_moment(clock: ZoneInfo, day: date, shown: time) -> datetime:
    """The first moment, in UTC, at which a clock shows that time of that day or a later one."""
    first = datetime.combine(day, shown, clock)
    second = first.replace(fold=1)
    before, after = _offset(first), _offset(second)
    if after <= before:  # shown once, or twice when the clock goes back
        return first.astimezone(UTC)
    # Skipped. The change lies between the readings by the new offset and by the old one.
    earliest = second.astimezone(UTC)
    seconds = range(int((after - before).total_seconds()))

    def has_changed(second: int) -> bool:
        return _offset((earliest + timedelta(seconds=second)).astimezone(clock)) == after

    return earliest + timedelta(seconds=bisect_left(seconds, True, key=has_changed))


def joined(ordered: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same time as stretches that neither overlap nor touch, nor are empty."""
    joined: list[Stretch] = []
    for begins, ends in ordered:
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        elif begins < ends:
            joined.append((begins, ends))
    return tuple(joined)


def _stretches(
    calendar: WorkCalendar, leaves: Leaves, since: datetime, until: datetime
) -> Iterator[Stretch]:
    """The stretches worked between two moments, in order, with leave taken out."""
    away = [(_utc(left_at), _utc(back_at)) for left_at, back_at in leaves]
    day = calendar.day_at(since)
    while day.starts < until:
        for begins, ends in _without(day.stretches, away):
            if begins < until and since < ends:
                yield max(begins, since), min(ends, until)
        day = calendar.day(day.date + ONE_DAY)


def _without(stretches: Iterable[Stretch], away: Iterable[Stretch]) -> Iterable[Stretch]:
    """What absences leave of the stretches; one that ends before it begins takes nothing."""
    for left_at, back_at in away:
        if back_at <= left_at:
            continue
        halves = (
            half
            for begins, ends in stretches
            for half in ((begins, min(ends, left_at)), (max(begins, back_at), ends))
        )
        stretches = [(begins, ends) for begins, ends in halves if begins < ends]
    return stretches


def _next_stretch(calendar: WorkCalendar, leaves: Leaves, at: datetime) -> Stretch:
    at = _utc(at)
    for stretch in _stretches(calendar, leaves, at, at + SEARCH):
        return stretch
    raise _no_time_from(at)


def _no_time_from(at: datetime) -> NoWorkingTime:
    return NoWorkingTime(f"no working time within {SEARCH.days} days of {at:%Y-%m-%d %H:%M} UTC")


def _utc(moment: datetime) -> datetime:
    _offset(moment)
    return moment.astimezone(UTC)


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment} has no time zone")
    return offset
