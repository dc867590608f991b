"""Running things at the same moment, each in a thread with its own connection."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

T = TypeVar("T")
PATIENCE = 20  # seconds after which a test that hangs fails


def all_at_once(calls: list[Callable[[], T]]) -> list[T]:
    """Start all calls behind one barrier; their answers in order, or the first exception."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        connection.ensure_connection()
        barrier.wait(PATIENCE)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        running = [pool.submit(_in_own_connection, run, call) for call in calls]
        return [future.result(PATIENCE) for future in running]


def begin(call: Callable[[], T]) -> Future[T]:
    """Start a call in the background; ``result()`` waits for its answer or its exception."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(_in_own_connection(lambda inner: inner(), call))
        except Exception as error:  # handed to whoever asks for the result
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


def wait_for_lock(*, waiting: int = 1) -> None:
    """Return once so many other connections wait for a lock; fails if that never happens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees no change
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= waiting:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits for a lock")


def twice_behind(rows: QuerySet, call: Callable[[], T]) -> list[T]:
    """Let two calls run into a lock on some rows, so that both have read before either writes."""
    with transaction.atomic():
        list(rows.select_for_update())
        running = [begin(call), begin(call)]
        wait_for_lock(waiting=2)
    return [one.result(PATIENCE) for one in running]


def _in_own_connection(run: Callable, call: Callable[[], T]) -> T:
    try:
        return run(call)
    finally:
        connection.close()
