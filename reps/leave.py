"""Leave: a stretch of time, in whole days or hours, in which a rep takes no leads.

Only leave that is not over can be entered, changed or cancelled, and two leaves of one rep never
overlap. Whoever cancels or shortens leave may free the rep, and says so.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from reps.freeing import freed
from reps.hours import first_moment
from reps.models import Leave, Rep

LONGEST = timedelta(days=3 * 366)
ONE_DAY = timedelta(days=1)


class Overlaps(Exception):
    """The rep is on leave already at that time; ``leave`` is that other one."""

    def __init__(self, leave: Leave) -> None:
        super().__init__(str(leave))
        self.leave = leave


class IsOver(Exception):
    """The leave has ended, or has been cancelled meanwhile: it is part of the past."""


class NotAStretch(Exception):
    """It would end before it begins, or is longer than three years."""


def stretch(
    *,
    zone: str,
    first_day: date,
    last_day: date,
    begins: time | None = None,
    ends: time | None = None,
) -> tuple[datetime, datetime]:
    """From when to when leave lasts by the clock of a zone; without times, whole days.

    Raises NotAStretch.
    """
    clock = ZoneInfo(zone)
    starts_at = first_moment(clock, first_day, begins or time.min)
    until = last_day if ends else last_day + ONE_DAY
    ends_at = first_moment(clock, until, ends or time.min)
    if not timedelta() < ends_at - starts_at <= LONGEST:
        raise NotAStretch
    return starts_at, ends_at


def leaves_of(rep: Rep, *, now: datetime) -> QuerySet[Leave]:
    """Leave that runs or is to come, the next first."""
    return Leave.objects.filter(rep=rep, ends_at__gt=now).order_by("starts_at", "pk")


def in_the_way(
    rep_ids: Collection[int], *, starts_at: datetime, ends_at: datetime, besides: int | None = None
) -> dict[int, Leave]:
    """By rep, the first leave that overlaps a stretch; one query."""
    there = Leave.objects.filter(rep__in=rep_ids, starts_at__lt=ends_at, ends_at__gt=starts_at)
    others = there if besides is None else there.exclude(pk=besides)
    rows = others.order_by("-starts_at", "-pk")
    return {leave.rep_id: leave for leave in rows}


@transaction.atomic
def enter_leave(
    *, rep: Rep, starts_at: datetime, ends_at: datetime, reason: str = "", now: datetime
) -> Leave:
    """Write leave down. Raises Overlaps, and IsOver for leave that would lie in the past."""
    _require_free(rep.pk, starts_at=starts_at, ends_at=ends_at, now=now)
    return Leave.objects.create(rep=rep, starts_at=starts_at, ends_at=ends_at, reason=reason)


@transaction.atomic
def change_leave(
    *, leave: Leave, starts_at: datetime, ends_at: datetime, reason: str = "", now: datetime
) -> None:
    """Let leave be at another time. Raises Overlaps, and IsOver when old or new is over."""
    _require_free(leave.rep_id, starts_at=starts_at, ends_at=ends_at, now=now, besides=leave.pk)
    row = _running(leave, now=now)
    row.starts_at, row.ends_at, row.reason = starts_at, ends_at, reason
    row.save(update_fields=["starts_at", "ends_at", "reason"])
    if starts_at > now:
        freed([leave.rep_id], now=now)


@transaction.atomic
def cancel_leave(*, leave: Leave, now: datetime) -> None:
    """Take back leave that has not begun; leave that runs ends now. Raises IsOver."""
    _lock(leave.rep_id)
    row = _running(leave, now=now)
    if row.starts_at < now:
        row.ends_at = now
        row.save(update_fields=["ends_at"])
    else:
        row.delete()
    freed([leave.rep_id], now=now)


@transaction.atomic
def enter_leave_of_many(
    *,
    stretches: dict[int, tuple[datetime, datetime]],
    reason: str = "",
    now: datetime,
) -> tuple[int, int]:
    """Write leave down for several reps, each with his own stretch: how many got it, were left.

    Those who are on leave already at that time are left as they are.
    """
    entered = 0
    for rep in Rep.objects.filter(pk__in=stretches).order_by("pk"):
        starts_at, ends_at = stretches[rep.pk]
        try:
            enter_leave(rep=rep, starts_at=starts_at, ends_at=ends_at, reason=reason, now=now)
        except (Overlaps, IsOver):
            continue
        entered += 1
    return entered, len(stretches) - entered


def _require_free(
    rep_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
    besides: int | None = None,
) -> None:
    """The rep's row is locked, so that of two requests at once the second sees the first."""
    if ends_at <= now:
        raise IsOver
    _lock(rep_id)
    other = in_the_way([rep_id], starts_at=starts_at, ends_at=ends_at, besides=besides)
    if rep_id in other:
        raise Overlaps(other[rep_id])


def _lock(rep_id: int) -> None:
    list(Rep.objects.filter(pk=rep_id).select_for_update(no_key=True).values_list("pk"))


def _running(leave: Leave, *, now: datetime) -> Leave:
    row = Leave.objects.filter(pk=leave.pk, ends_at__gt=now).first()
    if row is None:
        raise IsOver
    return row
