"""Trying again what was set aside or left open."""

from __future__ import annotations

from datetime import datetime

from leads.choices import Outcome
from leads.intake.receive import Receipt, finish_message
from leads.models import InboxMessage


def replay(message_id: int, *, now: datetime) -> Receipt | None:
    """Read an open or quarantined message anew and bring it to its outcome.

    None when it has another outcome by then: nothing is done twice. Not within a
    transaction of the caller.
    """
    reopen(message_id)
    messages = InboxMessage.objects.unfinished().select_related("channel")
    message = messages.filter(pk=message_id).first()
    return None if message is None else finish_message(message, now=now)


def reopen(message_id: int) -> bool:
    """A quarantined message is open again; False when it was not in quarantine."""
    quarantined = InboxMessage.objects.filter(pk=message_id, outcome=Outcome.QUARANTINED)
    return bool(quarantined.update(outcome=Outcome.OPEN, reasons=[], answer={}, finished_at=None))
