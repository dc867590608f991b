"""How much a rep has: the counters on his row, which hold his limits across all pools.

Every change is one conditional UPDATE. Lock order everywhere: pool ledgers by pk, then
reps by pk, then leads; see docs/locking.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest

from assignment.caps import limits_of
from reps.availability import Hours
from reps.models import Rep
from reps.sql import update_each

# The hottest update there is; said by the ORM it costs ten times as much as it takes.
_RESERVE = """
UPDATE reps_rep SET
  open_leads = open_leads + 1,
  received_that_day = CASE WHEN received_on >= %(today)s THEN received_that_day + 1 ELSE 1 END,
  received_on = CASE WHEN received_on > %(today)s THEN received_on ELSE %(today)s END,
  last_received_at = %(now)s
WHERE id = %(rep)s AND is_active AND NOT is_paused
  AND (%(ignores_capacity)s OR capacity IS NULL OR open_leads < capacity)
  AND (daily_cap IS NULL
    OR daily_cap > CASE WHEN received_on >= %(today)s THEN received_that_day ELSE 0 END)
"""


def reserve(rep_id: int, *, today: date, now: datetime, ignores_capacity: bool = False) -> bool:
    """Count one more lead for a rep if his capacity and daily cap still allow it.

    False when they do not, or when he has just been paused or switched off.
    """
    moment = connection.ops.adapt_datetimefield_value(now)
    values: dict[str, Any] = {
        "rep": rep_id,
        "today": today,
        "now": moment,
        "ignores_capacity": ignores_capacity,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RESERVE, values)
        return bool(cursor.rowcount)


def reserve_within_caps(
    rep_id: int,
    *,
    pool_id: int,
    hours: Hours,
    today: date,
    now: datetime,
    ignores_capacity: bool = False,
) -> bool:
    """As ``reserve``, for a rep with caps by period, of his own or of the pool.

    His row is locked before what came to him is counted: whoever gives him a lead writes
    this row first, so the count cannot change until the caller commits.
    """
    lock([rep_id])
    member = (pool_id, rep_id)
    limits = limits_of([member], hours={rep_id: hours}, now=now).get(member, ())
    if any(limit.used >= limit.limit for limit in limits):
        return False
    return reserve(rep_id, today=today, now=now, ignores_capacity=ignores_capacity)


def move(*, gone: Iterable[int] = (), come: Iterable[tuple[int, date]] = (), now: datetime) -> None:
    """Count leads off some reps and on to others, whatever their limits.

    In order of pk, so that two transfers in opposite directions cannot deadlock.
    """
    fewer = Counter(gone)
    more: dict[int, list[date]] = {}
    for rep_id, today in come:
        more.setdefault(rep_id, []).append(today)
    for rep_id in sorted(fewer.keys() | more.keys()):
        rep = Rep.objects.filter(pk=rep_id)
        if fewer[rep_id]:
            rep.update(open_leads=Greatest(F("open_leads") - fewer[rep_id], Value(0)))
        if rep_id in more:
            rep.update(**_more(len(more[rep_id]), max(more[rep_id]), now))


def add_history(counts: Mapping[int, int]) -> None:
    """Count open leads that reps brought along; they are not of any day."""
    for rep_id, count in sorted(counts.items()):
        Rep.objects.filter(pk=rep_id).update(open_leads=F("open_leads") + count)


def lock(rep_ids: Collection[int]) -> dict[int, Rep]:
    """Lock reps in order of pk and read their load; for bulk, where picks follow one another."""
    rows = Rep.objects.filter(pk__in=rep_ids).order_by("pk").select_for_update(no_key=True)
    return {rep.pk: rep for rep in rows}


def write_back(
    received: Mapping[int, tuple[int, date]], locked: Mapping[int, Rep], *, now: datetime
) -> None:
    """Count leads for locked reps: how many each received, and on which of his days.

    One statement with plain values, since the rows cannot change while they are locked.
    """
    rows = []
    for rep_id, (count, today) in sorted(received.items()):
        rep = locked[rep_id]
        day, so_far = today, 0
        if rep.received_on and rep.received_on >= today:
            day, so_far = rep.received_on, rep.received_that_day
        rows.append((rep_id, rep.open_leads + count, so_far + count, day, now))
    columns = ("open_leads", "received_that_day", "received_on", "last_received_at")
    update_each(Rep, rows, key="id", columns=columns)


def _more(count: int, today: date, now: datetime) -> dict[str, object]:
    """A day that has begun stays: who comes late with the day before counts for it too."""
    same_day = When(received_on__gte=today, then=F("received_that_day") + count)
    begun = When(received_on__gt=today, then=F("received_on"))
    return {
        "open_leads": F("open_leads") + count,
        "received_that_day": Case(same_day, default=Value(count)),
        "received_on": Case(begun, default=Value(today)),
        "last_received_at": now,
    }
