"""What the queue runs for leads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django_q.tasks import async_task

from leads.choices import Outcome
from leads.intake.chunks import forgotten_imports, run_chunk
from leads.intake.receive import finish_message
from leads.models import InboxMessage
from reps.leases import Ran
from reps.sweeps import Tally, run_job, sweep

BATCH = 500
IN_FLIGHT = timedelta(seconds=20)  # a request that kept its message may still be finishing it


def finish_messages() -> int:
    return run_job("finish_messages", finish_open, now=timezone.now()).done


def finish_open(now: datetime) -> Tally:
    """Bring messages to their outcome that were left open: the least tried first, then the oldest.

    So however many are beyond help, they never keep the others waiting.
    """
    left = InboxMessage.objects.unfinished().filter(received_at__lte=now - IN_FLIGHT)
    ids = list(left.order_by("attempts", "received_at", "pk").values_list("pk", flat=True)[:BATCH])

    def act(message_id: int) -> bool:
        message = InboxMessage.objects.select_related("channel").get(pk=message_id)
        return finish_message(message, now=now).outcome != Outcome.OPEN

    return sweep(ids, act)


def queue_import(import_id: int) -> None:
    """Have an import run in the cluster for long jobs, so that it never keeps a sweep waiting."""
    async_task("leads.tasks.run_import", import_id, cluster="long")


def run_import(import_id: int) -> str:
    """Bring some rows of an import in and queue the rest; harmless to repeat."""
    ran = run_chunk(import_id, now=timezone.now())
    if ran == Ran.MORE:
        queue_import(import_id)
    return str(ran)


def continue_imports() -> int:
    return run_job("continue_imports", ring_for_imports, now=timezone.now()).done


def ring_for_imports(now: datetime) -> Tally:
    """Queue imports again whose job was lost on the way."""

    def act(import_id: int) -> bool:
        queue_import(import_id)
        return True

    return sweep(forgotten_imports(now=now), act)
