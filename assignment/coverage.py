"""Which pools would have nobody on some day if reps went on leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from assignment.models import Pool, PoolMember
from reps.availability import ALWAYS, Availability, Hours, load_availability
from reps.hours import ONE_DAY, Stretch, working_between

MOST_DAYS = 92  # of long leave the beginning is looked at


@dataclass(frozen=True, slots=True)
class Gap:
    """The days on which nobody of a pool would be there, and somebody is without the leave."""

    pool: Pool
    days: tuple[date, ...]


def gaps(stretches: Mapping[int, Stretch], *, now: datetime) -> list[Gap]:
    """What leave of some reps would leave uncovered, by pool. Five queries at most.

    A day counts by the clock of where each member works. In a pool that gives leads at any hour
    only leave keeps a member away; members who are paused or switched off cover nothing.
    """
    if not stretches:
        return []
    rows = PoolMember.objects.filter(
        pool__members__rep__in=stretches, pool__members__is_active=True, is_active=True
    )
    there = rows.filter(rep__is_active=True, rep__is_paused=False).distinct()
    members: dict[int, dict[int, int | None]] = {}
    for pool_id, rep_id, calendar_id in there.values_list("pool", "rep", "rep__calendar"):
        members.setdefault(pool_id, {})[rep_id] = calendar_id
    everybody = {rep: calendar for one in members.values() for rep, calendar in one.items()}
    availability = load_availability(everybody, now=now)
    days = _days(stretches, availability)
    found = []
    for pool in Pool.objects.filter(pk__in=members).order_by("name", "pk"):
        before = [_own(pool, availability, rep) for rep in members[pool.pk]]
        after = [
            _with(_own(pool, availability, rep), stretches.get(rep)) for rep in members[pool.pk]
        ]
        empty = tuple(day for day in days if _covers(before, day) and not _covers(after, day))
        if empty:
            found.append(Gap(pool, empty))
    return found


def _own(pool: Pool, availability: Availability, rep: int) -> Hours:
    hours = availability.of(rep)
    if pool.respects_hours or hours.calendar is None:
        return hours
    return replace(hours, calendar=replace(ALWAYS, zone=hours.zone))


def _with(hours: Hours, leave: Stretch | None) -> Hours:
    return hours if leave is None else replace(hours, leaves=(*hours.leaves, leave))


def _covers(members: Sequence[Hours], day: date) -> bool:
    """Whether somebody works on a day, each by his own clock."""
    return any(_works_on(own, day) for own in members)


def _works_on(own: Hours, day: date) -> bool:
    calendar = own.calendar or ALWAYS
    starts, ends = own.midnight(day), own.midnight(day + ONE_DAY)
    return bool(working_between(calendar, own.leaves, starts, ends))


def _days(stretches: Mapping[int, Stretch], availability: Availability) -> list[date]:
    """Every day that some of the leave touches, by the clock of whose leave it is."""
    spans = [
        (
            availability.of(rep).today(starts),
            availability.of(rep).today(ends - timedelta(microseconds=1)),
        )
        for rep, (starts, ends) in stretches.items()
    ]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    count = min((last - first).days + 1, MOST_DAYS)
    return [first + number * ONE_DAY for number in range(count)]
