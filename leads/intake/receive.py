"""Every submission of one lead: T1 keeps it, T2 finishes it, in the same request."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leads.channels import api
from leads.choices import MessageReason, Outcome
from leads.intake.batch import Incoming
from leads.intake.finish import finish, note_failure
from leads.intake.messages import Submission, keep
from leads.intake.readers import as_incoming, incoming_of
from leads.models import Channel, InboxMessage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission so far; ``answer`` may be told to a key of scope read."""

    message_id: int
    outcome: str
    is_repeat: bool = False
    answer: Mapping[str, Any] = field(default_factory=dict)


def receive_json(
    *,
    channel: Channel,
    body: bytes,
    idempotency_key: str = "",
    headers: Mapping[str, str] | None = None,
    now: datetime,
) -> Receipt:
    """Keep and finish one JSON submission; a repeat gets the first answer and changes nothing.

    A repeat that overtakes the first delivery helps to finish it and gets the same answer.
    Raises ``api.Unreadable`` when the body is no JSON object, after keeping it as a
    quarantined message that does not use up the key; KeyReused for a known id or key with
    another body. A failure of ours leaves the message open: it is kept, and finished later.
    """
    try:
        draft = api.parse(body, default_region=channel.default_country)
    except api.Unreadable as error:
        _keep_unreadable(channel, body, error, headers=headers or {}, now=now)
        raise
    submission = Submission(
        channel=channel,
        body=body,
        content_hash=api.canonical_hash(body),
        content_type="application/json",
        headers=headers or {},
        external_id=draft.external_id,
        idempotency_key=idempotency_key,
    )
    message, is_new = keep(submission, now=now)
    if message.outcome != Outcome.OPEN:
        return _as_stored(message, is_repeat=not is_new)
    message.channel = channel
    return _finished(as_incoming(message, draft, channel=channel), is_repeat=not is_new, now=now)


def receive_form(
    *,
    channel: Channel,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    now: datetime,
) -> Receipt:
    """Keep and finish one posted form. Once it is kept no error reaches the person who sent it."""
    submission = Submission(
        channel=channel,
        body=body,
        content_hash=hashlib.sha256(body).hexdigest(),
        content_type="application/x-www-form-urlencoded",
        headers=headers or {},
    )
    message, _ = keep(submission, now=now)
    message.channel = channel
    return finish_message(message, now=now)


def finish_message(message: InboxMessage, *, now: datetime) -> Receipt:
    """Read an open message anew and bring it to its outcome; also what the sweep calls.

    Never raises for anything in the message: what cannot be read is quarantined, and what
    fails otherwise stays open.
    """
    try:
        incoming = incoming_of(message)
    except api.Unreadable as error:
        quarantine(message, [MessageReason.UNREADABLE, error.code], now=now)
        return _receipt(message, Outcome.QUARANTINED, {})
    except Exception:  # a reader's fault must not lose the message; the sweep reads it again
        logger.exception("Could not read message %s", message.pk)
        note_failure(message)
        return Receipt(message.pk, Outcome.OPEN)
    return _finished(incoming, now=now)


def quarantine(message: InboxMessage, reasons: list[str], *, now: datetime) -> bool:
    """Set a message aside with its reasons; False when it has an outcome already."""
    unfinished = InboxMessage.objects.unfinished().filter(pk=message.pk)
    codes = [str(reason) for reason in reasons]
    return bool(unfinished.update(outcome=Outcome.QUARANTINED, reasons=codes, finished_at=now))


def _keep_unreadable(
    channel: Channel,
    body: bytes,
    error: api.Unreadable,
    *,
    headers: Mapping[str, str],
    now: datetime,
) -> None:
    InboxMessage.objects.create(
        channel=channel,
        content_hash=hashlib.sha256(body).hexdigest(),
        content_type="application/json",
        headers=dict(headers),
        body=body,
        received_at=now,
        outcome=Outcome.QUARANTINED,
        reasons=[MessageReason.UNREADABLE, error.code],
        finished_at=now,
    )


def _finished(incoming: Incoming, *, is_repeat: bool = False, now: datetime) -> Receipt:
    """Finish one message, or find the outcome that somebody else gave it meanwhile."""
    done = finish([incoming], now=now)
    if done:
        return Receipt(incoming.message.pk, done[0].outcome, is_repeat, done[0].answer)
    stored = InboxMessage.objects.defer("body").get(pk=incoming.message.pk)
    return _as_stored(stored, is_repeat=is_repeat)


def _as_stored(message: InboxMessage, *, is_repeat: bool) -> Receipt:
    return Receipt(message.pk, message.outcome, is_repeat, message.answer)


def _receipt(message: InboxMessage, outcome: str, answer: Mapping[str, Any]) -> Receipt:
    return Receipt(message.pk, outcome, answer=answer)
