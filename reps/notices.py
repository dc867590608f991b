"""Telling people, in the transaction that made the thing true."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from reps.bulk import insert_many
from reps.models import Notice, Rep


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
    insert_many(notices, ignore_conflicts=True)


def managers_above(rep_ids: Collection[int]) -> dict[int, set[int]]:
    """The users who manage each rep's team or one above it; one query, none without reps."""
    if not rep_ids:
        return {}
    chain = [
        "team__manager_id",
        "team__parent__manager_id",
        "team__parent__parent__manager_id",
    ]
    rows = Rep.objects.filter(pk__in=rep_ids).values_list("pk", *chain)
    return {pk: {user_id for user_id in users if user_id} for pk, *users in rows}


def mark_read(*, user_id: int, now: datetime) -> int:
    """Everything one person has not read is read now; returns how many that were."""
    return Notice.objects.unread().filter(user_id=user_id).update(read_at=now)
