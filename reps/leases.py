"""Long work in chunks: one worker at a time, and any other goes on where a killed one stopped.

A row of long work has a ``state`` and ``busy_until``: until then one worker has it for itself;
afterwards it says when the row was last worked on.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

SECONDS = 20.0  # of one chunk
LEASE = timedelta(seconds=60)  # a run is over, or was killed by the queue, long before
FORGOTTEN_AFTER = timedelta(minutes=3)
SOME = 50


class Ran(StrEnum):
    """How a run ended: everything is done, there is more, or somebody else is at it."""

    DONE = "done"
    MORE = "more"
    BUSY = "busy"
    FAILED = "failed"


class Overtaken(Exception):
    """Another worker has gone on with it."""


def claim(ready: QuerySet[Any], *, running: str, now: datetime, lease: timedelta = LEASE) -> bool:
    """Have a row for oneself; False when somebody else is at it, or there is nothing to do."""
    free = Q(busy_until__isnull=True) | Q(busy_until__lte=now)
    return bool(ready.filter(free).update(state=running, busy_until=now + lease))


def forgotten(waiting: QuerySet[Any], *, made_at: str, now: datetime) -> list[int]:
    """Rows on their way that nobody has worked on for a while; each is named once a while."""
    since = now - FORGOTTEN_AFTER
    quiet = Q(busy_until__lte=since) | Q(busy_until__isnull=True, **{f"{made_at}__lte": since})
    rows = waiting.filter(quiet)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:SOME])
    return [pk for pk in ids if rows.filter(pk=pk).update(busy_until=now)]


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for cycles less often: rows make many objects and none of them.

    The usual rhythm costs a sixth of the time. For this process only, which is a worker or a
    command.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()
