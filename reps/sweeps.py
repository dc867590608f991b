"""Periodic jobs: do what is due, row by row, and leave a trace of every run."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from reps.models import SweepRun

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """How many rows a sweep did, found done already, or failed at."""

    done: int = 0
    skipped: int = 0
    failed: int = 0


def sweep(ids: Iterable[int], act: Callable[[int], bool]) -> Tally:
    """Call ``act`` for each id; one bad row is logged and never keeps the rest waiting."""
    tally = Tally()
    for row_id in ids:
        try:
            if act(row_id):
                tally.done += 1
            else:
                tally.skipped += 1
        except Exception:  # the edge of the loop: the row stays due and is tried again
            logger.exception("A sweep failed at row %s", row_id)
            tally.failed += 1
    return tally


def run_job(name: str, job: Callable[[datetime], Tally], *, now: datetime) -> Tally:
    """Run one periodic job and write down when, how long and with what result.

    An exception is written down too and raised again, so that the queue sees it.
    """
    started = time.monotonic()
    SweepRun.objects.update_or_create(name=name, defaults={"started_at": now})
    run = SweepRun.objects.filter(name=name)
    try:
        tally = job(now)
    except Exception as error:
        run.update(error=type(error).__name__)
        raise
    took = time.monotonic() - started
    run.update(
        finished_at=now + timedelta(seconds=took),
        took_ms=int(took * 1000),
        done=tally.done,
        failed=tally.failed,
        error="",
    )
    return tally


def last_pass(name: str) -> datetime | None:
    """As of when a job last ran to its end, or a little before; None: it never did."""
    run = SweepRun.objects.filter(name=name).first()
    if run is None or run.finished_at is None:
        return None
    return run.finished_at - timedelta(milliseconds=(run.took_ms or 0) + 1)


def ages(names: Iterable[str], *, now: datetime) -> dict[str, float | None]:
    """How many seconds ago each job finished; None: it never did."""
    finished = dict(SweepRun.objects.values_list("name", "finished_at"))

    def age(at: datetime | None) -> float | None:
        return None if at is None else (now - at).total_seconds()

    return {name: age(finished.get(name)) for name in names}


def late_jobs(jobs: Mapping[str, int], *, now: datetime) -> dict[str, float | None]:
    """Jobs that have not finished for three of their periods and two minutes: age in seconds.

    ``jobs`` maps names to their period in minutes. None: it never ran.
    """
    return {
        name: age
        for name, age in ages(jobs, now=now).items()
        if age is None or age > (3 * jobs[name] + 2) * 60
    }
