"""T1: a submission becomes a row before anything is read out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from leads.choices import Outcome
from leads.draft import JSON
from leads.models import Channel, InboxMessage
from reps.bulk import insert_many, insert_once


class KeyReused(Exception):
    """The same external id or idempotency key came with another body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What came through a channel: raw bytes, and the names under which it may come again."""

    channel: Channel
    body: bytes
    content_hash: str
    content_type: str = ""
    headers: Mapping[str, JSON] = field(default_factory=dict)
    external_id: str = ""
    idempotency_key: str = ""


def keep(submission: Submission, *, now: datetime) -> tuple[InboxMessage, bool]:
    """Commit one submission; returns its message and whether it is new.

    A repeated name with the same body returns the first message; with another body it
    raises KeyReused. May be repeated.
    """
    message = _message(submission, now=now)
    if insert_once(message):
        return message, True
    first = _first_of(submission)
    if first.content_hash != submission.content_hash:
        raise KeyReused
    return first, False


def keep_many(submissions: Sequence[Submission], *, now: datetime) -> list[InboxMessage]:
    """Commit the rows of one file; those kept by an earlier run come back as they are.

    All must share a channel and carry an idempotency key.
    """
    new = [_message(submission, now=now) for submission in submissions]
    try:
        with transaction.atomic():
            return insert_many(new)
    except IntegrityError:  # an earlier run has kept some of them
        return _keep_missing(new)


def _keep_missing(new: Sequence[InboxMessage]) -> list[InboxMessage]:
    InboxMessage.objects.bulk_create(new, ignore_conflicts=True)
    keys = [message.idempotency_key for message in new]
    kept = InboxMessage.objects.filter(channel=new[0].channel_id, idempotency_key__in=keys).defer(
        "body"
    )
    by_key = {message.idempotency_key: message for message in kept}
    return [by_key[key] for key in keys]


def _message(submission: Submission, *, now: datetime) -> InboxMessage:
    return InboxMessage(
        channel_id=submission.channel.pk,
        external_id=submission.external_id or None,
        idempotency_key=submission.idempotency_key or None,
        content_hash=submission.content_hash,
        content_type=submission.content_type[:100],
        headers=dict(submission.headers),
        body=submission.body,
        received_at=now,
        outcome=Outcome.OPEN,
    )


def _first_of(submission: Submission) -> InboxMessage:
    same = Q(pk__in=[])
    if submission.external_id:
        same |= Q(external_id=submission.external_id)
    if submission.idempotency_key:
        same |= Q(idempotency_key=submission.idempotency_key)
    found = InboxMessage.objects.filter(same, channel=submission.channel)
    return found.select_related("channel").order_by("pk")[:1].get()
