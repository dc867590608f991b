"""Telling people, in the transaction that made the thing true."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from reps.models import Notice


def notice(
    user_id: int,
    kind: str,
    *,
    key: str,
    at: datetime,
    lead: int | None = None,
    **data: Any,
) -> Notice:
    """A notice, not yet written. The same ``key`` reaches one person once."""
    return Notice(user_id=user_id, kind=kind, key=key, lead_number=lead, data=data, created_at=at)


def send(notices: Iterable[Notice]) -> None:
    """Write notices; those that a person already has are dropped. May be repeated."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)


def mark_read(*, user_id: int, now: datetime) -> int:
    """Everything one person has not read is read now; returns how many that were."""
    return Notice.objects.unread().filter(user_id=user_id).update(read_at=now)
