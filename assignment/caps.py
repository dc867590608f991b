"""Caps by period: which hold for whom, and how much of each is used.

What counts is every lead that came to the rep, however it came, except those moved in from
another system; for the caps of a pool, those that the pool gave. See ``models.Cap``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import Count, Q

from assignment.choices import AssignmentKind, CapPeriod
from assignment.engine.codes import Exclusion
from assignment.engine.roster import Cap as Limit
from assignment.models import Assignment, Cap
from reps.availability import Hours

CODES = MappingProxyType(
    {
        CapPeriod.HOUR: Exclusion.HOURLY_CAP,
        CapPeriod.DAY: Exclusion.DAILY_CAP,
        CapPeriod.WEEK: Exclusion.WEEKLY_CAP,
        CapPeriod.MONTH: Exclusion.MONTHLY_CAP,
    }
)
ROLLING = MappingProxyType(
    {
        CapPeriod.HOUR: timedelta(hours=1),
        CapPeriod.DAY: timedelta(days=1),
        CapPeriod.WEEK: timedelta(days=7),
        CapPeriod.MONTH: timedelta(days=30),
    }
)
Member = tuple[int, int]  # pool, or NO_POOL, and rep


@dataclass(frozen=True, slots=True)
class _Window:
    """What has to be counted: leads of one rep since a moment, of all pools or of one."""

    since: datetime
    pool: int | None
    rep: int


def limits_of(
    members: Collection[Member], *, hours: Mapping[int, Hours], now: datetime
) -> dict[Member, tuple[Limit, ...]]:
    """The caps of members with what is used of them; one query and one for every window.

    Reps who follow calendars of one time zone share their windows. Exact when the caller
    holds the reps' rows; else as of now, and ``loads.reserve`` has the last word.
    """
    caps = caps_of(members)
    if not caps:
        return {}
    windows = {
        (cap.pk, rep): _Window(begins(cap, hours[rep], now), cap.pool_id, rep)
        for member in members
        for cap, rep in ((cap, member[1]) for cap in caps if holds_for(cap, member))
    }
    used = _count(windows.values())
    return {
        member: tuple(
            limit_of(cap, used.get(windows[cap.pk, member[1]], 0))
            for cap in caps
            if holds_for(cap, member)
        )
        for member in members
    }


def begins(cap: Cap, hours: Hours, now: datetime) -> datetime:
    """When the period began that a cap counts now, by the clock of where the rep works."""
    period = CapPeriod(cap.period)
    if cap.is_rolling:
        return now - ROLLING[period]
    if period == CapPeriod.HOUR:
        return hours.local(now).replace(minute=0, second=0, microsecond=0)
    day = hours.today(now)
    if period == CapPeriod.WEEK:
        day -= timedelta(days=day.weekday())
    elif period == CapPeriod.MONTH:
        day = day.replace(day=1)
    return hours.midnight(day)


def caps_of(members: Collection[Member]) -> list[Cap]:
    """All caps that any of these members has; one query."""
    pools, reps = {pool for pool, _ in members}, {rep for _, rep in members}
    asked = Q(rep__in=reps, pool__isnull=True) | Q(pool__in=pools, rep__isnull=True)
    asked |= Q(rep__in=reps, pool__in=pools)
    return list(Cap.objects.filter(asked).order_by("pk"))


def holds_for(cap: Cap, member: Member) -> bool:
    """Whether a cap is one of this member's."""
    pool, rep = member
    return cap.rep_id in (None, rep) and cap.pool_id in (None, pool)


def limit_of(cap: Cap, used: int) -> Limit:
    code = CODES[CapPeriod(cap.period)]
    return Limit(code=code, used=used, limit=cap.limit, is_everywhere=cap.pool_id is None)


def _count(windows: Iterable[_Window]) -> dict[_Window, int]:
    """How many leads came in each window; one query for all that begin at one moment."""
    alike: dict[tuple[datetime, int | None], set[int]] = defaultdict(set)
    for window in windows:
        alike[window.since, window.pool].add(window.rep)
    counts = {}
    for (since, pool), reps in alike.items():
        came = Assignment.objects.filter(rep__in=reps, starts_at__gte=since)
        came = came.exclude(kind=AssignmentKind.IMPORT)
        if pool is not None:
            came = came.filter(pool=pool)
        rows = came.order_by().values_list("rep").annotate(count=Count("pk"))
        counts |= {_Window(since, pool, rep): count for rep, count in rows}
    return counts
