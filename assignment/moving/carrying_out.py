"""Carrying out reassignments and handovers: one worker at a time, harmless to repeat."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.models import Q

from assignment.choices import SimulationState
from assignment.models import Reassignment
from assignment.moving.handover import finish, hand_over_batch
from assignment.moving.moves import Moved
from assignment.moving.reassigning import move_batch

SECONDS = 20.0
LEASE = timedelta(seconds=90)  # a run is over, or was killed by the queue, long before
FORGOTTEN_AFTER = timedelta(minutes=3)
SOME = 20
BUSY = (SimulationState.QUEUED, SimulationState.RUNNING)


def carry_out(order_id: int, *, seconds: float = SECONDS, now: datetime) -> bool:
    """Move leads for so many seconds, from where the last run ended; True when there is more.

    Only one worker at a time is at an order; a run that was killed keeps it busy until its
    lease is over. A batch that was moved but not written down is found moved by the next run.
    """
    order = _claim(order_id, now=now)
    if order is None:
        return False
    try:
        return _run(order, seconds=seconds, now=now)
    finally:
        with suppress(DatabaseError):  # then the lease ends by itself
            _mine(order).update(busy_until=now)


def forgotten_orders(*, now: datetime) -> list[int]:
    """Orders on their way at which nobody has been for a while; each is named once a while."""
    since = now - FORGOTTEN_AFTER
    quiet = Q(busy_until__lte=since) | Q(busy_until__isnull=True, asked_at__lte=since)
    waiting = Reassignment.objects.filter(quiet, state__in=BUSY)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:SOME])
    return [pk for pk in ids if waiting.filter(pk=pk).update(busy_until=now)]


def _claim(order_id: int, *, now: datetime) -> Reassignment | None:
    free = Q(busy_until__isnull=True) | Q(busy_until__lte=now)
    ready = Reassignment.objects.filter(free, pk=order_id, state__in=BUSY)
    if not ready.update(state=SimulationState.RUNNING, busy_until=now + LEASE):
        return None
    return Reassignment.objects.select_related("leaver", "asked_by").get(pk=order_id)


def _mine(order: Reassignment):
    return Reassignment.objects.filter(
        pk=order.pk, state=SimulationState.RUNNING, busy_until=order.busy_until
    )


def _run(order: Reassignment, *, seconds: float, now: datetime) -> bool:
    """SQLite lets others write only between two batches."""
    pause = 0.0 if connection.vendor == "postgresql" else 0.05
    began = time.monotonic()
    while True:
        moved, is_more = _next(order, now=now)
        order.results = {**order.results, **{str(pk): list(one) for pk, one in moved.items()}}
        if not is_more:
            return _end(order, now=now)
        if not _mine(order).update(results=order.results, counts=order.counts):
            return False  # somebody else has gone on with it
        if time.monotonic() - began >= seconds:
            return True
        time.sleep(pause)


def _next(order: Reassignment, *, now: datetime) -> tuple[dict[int, Moved], bool]:
    if order.leaver_id:
        return hand_over_batch(order, now=now)
    moved = move_batch(order, now=now)
    return moved, bool(moved)


def _end(order: Reassignment, *, now: datetime) -> bool:
    is_done = finish(order, now=now) if order.leaver_id else True
    state = SimulationState.DONE if is_done else SimulationState.FAILED
    _mine(order).update(
        state=state,
        results=order.results,
        counts=order.counts,
        finished_at=now,
        busy_until=None,
    )
    return False
