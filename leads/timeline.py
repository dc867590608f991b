"""The append-only timeline of leads."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from leads.models import Event
from reps.bulk import insert_many


def event(lead_id: int, kind: str, /, *, at: datetime, by: int | None = None, **data: Any) -> Event:
    """One line of a timeline, not yet written; ``data`` holds codes and ids, no sentences."""
    return Event(lead_id=lead_id, kind=kind, at=at, actor_id=by, data=data)


def record(events: Iterable[Event]) -> None:
    """Write lines in the order given, within the caller's transaction."""
    insert_many(events)
