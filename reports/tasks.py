"""What the queue runs for reports."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from reports import results
from reps.sweeps import Tally, run_job


def count_results() -> int:
    """Every night: what reps made of their leads, for the strategy that goes by it."""
    return run_job("count_results", _count, now=timezone.now()).done


def _count(now: datetime) -> Tally:
    return Tally(done=results.count_results(now=now))
