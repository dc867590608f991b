"""What the queue runs for people and for itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_q.models import Failure, Success

from reps.sweeps import Tally, run_job

SUCCESSES_ARE_KEPT = timedelta(days=3)
FAILURES_ARE_KEPT = timedelta(days=30)


def purge_job_results() -> int:
    return run_job("purge_job_results", purge_old_results, now=timezone.now()).done


def purge_old_results(now: datetime) -> Tally:
    """Forget what jobs answered long ago; failures are kept longer, for somebody to look at."""
    succeeded = Success.objects.filter(stopped__lt=now - SUCCESSES_ARE_KEPT)
    failed = Failure.objects.filter(stopped__lt=now - FAILURES_ARE_KEPT)
    return Tally(done=succeeded.delete()[0] + failed.delete()[0])
