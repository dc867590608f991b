"""How much a rep has: the counters on his row, which hold his limits across all pools.

Every change is one conditional UPDATE. Lock order everywhere: pool ledgers by pk, then
reps by pk, then leads; see docs/locking.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest

from reps.models import Rep


def reserve(rep_id: int, *, today: date) -> bool:
    """Count one more lead for a rep if his capacity and daily cap still allow it.

    False when they do not, or when he has just been paused or switched off.
    """
    room = Q(capacity__isnull=True) | Q(open_leads__lt=F("capacity"))
    day = (
        Q(daily_cap__isnull=True)
        | Q(received_on__isnull=True)
        | ~Q(received_on=today)
        | Q(received_that_day__lt=F("daily_cap"))
    )
    free = Rep.objects.filter(room, day, pk=rep_id, is_active=True, is_paused=False)
    free = free.exclude(daily_cap=0)
    return bool(free.update(**_one_more(today)))


def add(rep_id: int, *, today: date) -> None:
    """Count one more lead for a rep whatever his limits: a person decided so."""
    Rep.objects.filter(pk=rep_id).update(**_one_more(today))


def add_history(counts: Mapping[int, int]) -> None:
    """Count open leads that reps brought along; they are not of any day."""
    for rep_id, count in sorted(counts.items()):
        Rep.objects.filter(pk=rep_id).update(open_leads=F("open_leads") + count)


def free(rep_ids: Iterable[int]) -> None:
    """Count leads off that reps no longer work; one statement a rep, in order of pk."""
    for rep_id, count in sorted(Counter(rep_ids).items()):
        Rep.objects.filter(pk=rep_id).update(open_leads=Greatest(F("open_leads") - count, Value(0)))


def lock(rep_ids: Collection[int]) -> dict[int, Rep]:
    """Lock reps in order of pk and read their load; for bulk, where picks follow one another."""
    rows = Rep.objects.filter(pk__in=rep_ids).order_by("pk").select_for_update()
    return {rep.pk: rep for rep in rows}


def write_back(received: Mapping[int, tuple[int, date]]) -> None:
    """Count leads for locked reps: how many each received, and on which of his days."""
    for rep_id, (count, today) in sorted(received.items()):
        Rep.objects.filter(pk=rep_id).update(**_more(count, today))


def _one_more(today: date) -> dict[str, object]:
    return _more(1, today)


def _more(count: int, today: date) -> dict[str, object]:
    same_day = When(received_on=today, then=F("received_that_day") + count)
    return {
        "open_leads": F("open_leads") + count,
        "received_that_day": Case(same_day, default=Value(count)),
        "received_on": today,
    }
