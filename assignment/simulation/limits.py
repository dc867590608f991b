"""Caps by period in memory: what has come to each member, and how much of a cap is used."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from assignment.caps import ROLLING, Member, begins, caps_of, holds_for, limit_of
from assignment.choices import CapPeriod
from assignment.engine.roster import Cap as Limit
from assignment.models import Cap
from reps.availability import Hours

AN_HOUR = timedelta(hours=1)
JUST_AFTER = 1e-6


class Limits:
    """The caps of members, each of whom has hours of his own."""

    def __init__(self, members: Collection[Member], hours: Mapping[int, Hours]) -> None:
        caps = caps_of(members) if members else []
        self._hours = hours
        self._caps: dict[Member, list[Cap]] = {
            member: held
            for member in members
            if (held := [cap for cap in caps if holds_for(cap, member)])
        }
        self._came: dict[tuple[int, int | None], list[float]] = {}

    def __bool__(self) -> bool:
        return bool(self._caps)

    def add(self, receipts: Iterable[tuple[float, int, int]]) -> None:
        """Leads that came to reps: moment, rep, pool."""
        for at, rep, pool in receipts:
            for key in ((rep, None), (rep, pool)):
                insort(self._came.setdefault(key, []), at)

    def receipts(self, since: float) -> list[tuple[float, int, int]]:
        """What was added, from a moment on, as ``add`` takes it."""
        return [
            (at, rep, pool)
            for (rep, pool), moments in self._came.items()
            if pool is not None
            for at in moments
            if at >= since
        ]

    def of(self, member: Member, now: datetime) -> tuple[tuple[Limit, ...], float]:
        """A member's caps with what is used, and the moment at which time changes that."""
        limits, until = [], float("inf")
        for cap in self._caps.get(member, ()):
            rep = member[1]
            hours = self._hours.get(rep, Hours())
            since = begins(cap, hours, now)
            came = self._came.get((rep, cap.pool_id), [])
            first = bisect_left(came, since.timestamp())
            used = bisect_right(came, now.timestamp()) - first
            limits.append(limit_of(cap, used))
            oldest = came[first] if used else None
            until = min(until, _ends(cap, since, hours, now, oldest=oldest))
        return tuple(limits), until


def _ends(cap: Cap, since: datetime, hours: Hours, now: datetime, *, oldest: float | None) -> float:
    """When the count changes by itself: the oldest lead leaves, or the period is over."""
    period = CapPeriod(cap.period)
    if cap.is_rolling:
        if oldest is None:
            return float("inf")
        return oldest + ROLLING[period].total_seconds() + JUST_AFTER
    if period == CapPeriod.HOUR:
        return (since + AN_HOUR).timestamp()
    return hours.midnight(hours.today(now) + timedelta(days=1)).timestamp()
