"""What T2 works on, and what it says of each message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from leads.choices import ImportMode, Outcome
from leads.draft import LeadDraft
from leads.identity.normalize import Point
from leads.models import Channel, InboxMessage, Lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A kept message, what its channel read out of it, and how it wants to be treated."""

    message: InboxMessage
    draft: LeadDraft
    channel: Channel
    points: tuple[Point, ...]
    spam: str = ""
    mode: str = ImportMode.LIVE
    accept_without_contact: bool = False
    updates: bool = False

    @property
    def is_history(self) -> bool:
        return self.mode == ImportMode.HISTORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The outcome of one message; ``answer`` is what a repeat of it will be told."""

    message: InboxMessage
    outcome: Outcome
    answer: dict[str, Any]
    reasons: Sequence[str] = ()
    lead: Lead | None = None


def rounds(batch: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    """Split a batch so that no two messages of one part share a contact point.

    The order of messages that share one is kept, so that the second finds the lead that
    the first has made.
    """
    rest = list(batch)
    while rest:
        taken: set[Point] = set()
        now, later = [], []
        for incoming in rest:
            if taken.isdisjoint(incoming.points):
                now.append(incoming)
            else:
                later.append(incoming)
            taken.update(incoming.points)
        yield now
        rest = later
