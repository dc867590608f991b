"""Receiving no leads for a while, without leave: the switch that a rep and his manager have."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from reps.freeing import freed
from reps.models import Rep


@transaction.atomic
def pause(rep_ids: Collection[int]) -> int:
    """Give these reps no more leads until they are resumed; how many of them were not paused."""
    return _switch(rep_ids, is_paused=True)


@transaction.atomic
def resume(rep_ids: Collection[int], *, now: datetime) -> int:
    """Let these reps receive leads again, those that wait first; how many of them were paused."""
    count = _switch(rep_ids, is_paused=False)
    if count:
        freed(rep_ids, now=now)
    return count


def _switch(rep_ids: Collection[int], *, is_paused: bool) -> int:
    """Row by row and only this column: each change is kept in the history, no load is touched."""
    others = Rep.objects.filter(pk__in=rep_ids, is_paused=not is_paused)
    count = 0
    for rep in others.order_by("pk").select_for_update(no_key=True):
        rep.is_paused = is_paused
        rep.save(update_fields=["is_paused"])
        count += 1
    return count
