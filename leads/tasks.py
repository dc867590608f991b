"""What the queue runs for leads."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from leads.choices import Outcome
from leads.intake.receive import finish_message
from leads.models import InboxMessage
from reps.sweeps import Tally, run_job, sweep

BATCH = 500
IN_FLIGHT = timedelta(seconds=20)  # a request that kept its message may still be finishing it


def finish_messages() -> int:
    return run_job("finish_messages", finish_open, every_minutes=1, now=timezone.now()).done


def finish_open(now: datetime) -> Tally:
    """Bring messages to their outcome that were left open, oldest first."""
    left = InboxMessage.objects.unfinished().filter(received_at__lte=now - IN_FLIGHT)
    ids = list(left.order_by("received_at", "pk").values_list("pk", flat=True)[:BATCH])

    def act(message_id: int) -> bool:
        message = InboxMessage.objects.select_related("channel").get(pk=message_id)
        return finish_message(message, now=now).outcome != Outcome.OPEN

    return sweep(ids, act)
