"""The one link that points upwards: who decides what becomes of a lead.

Leads know nothing of rules, pools or clocks. They call whatever ``settings.LEAD_LIFECYCLE``
names, the way Django itself calls whatever ``settings.EMAIL_BACKEND`` names. Every method
runs inside the caller's transaction unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from leads.models import Activity, Lead


class LostRace(Exception):
    """Somebody else changed a row first; roll back and do the whole step again."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A waiting lead that wants an owner, with the words of the inquiry that brought it."""

    lead: Lead
    event: str
    channel: str = ""
    text: str = ""
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A further inquiry of a known lead, whose gaps it has filled in memory, not yet saved."""

    lead: Lead
    channel: str = ""
    text: str = ""
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class GivenHistory:
    """A lead with the owner and the outcome that it had elsewhere; "" means still open."""

    lead: Lead
    owner_id: int | None
    status: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """What became of a lead, in codes that an API client may read."""

    lead_id: int
    status: str
    owner_id: int | None = None
    owner_name: str = ""
    decision_id: int | None = None
    rule: str = ""
    reasons: Sequence[str] = field(default_factory=tuple)


class LeadLifecycle(Protocol):
    def arrived(self, arrivals: Sequence[Arrival], *, now: datetime) -> list[Routed]:
        """Find owners for waiting leads, in the order given.

        Raises LostRace when a lead stopped waiting meanwhile.
        """

    def attached(self, attachments: Sequence[Attachment], *, now: datetime) -> list[Routed]:
        """Known leads wrote again: do what their status asks for, and tell their owners.

        Raises LostRace when a status changed meanwhile.
        """

    def followed_up(self, activity: Activity, *, now: datetime) -> None:
        """A follow-up was logged: the clock it answers stops."""

    def moved_in(self, leads: Sequence[GivenHistory], *, now: datetime) -> None:
        """Leads came from another system, or a later file brought more of their history.

        Owners, dates and outcomes are taken as given: no routing, clocks or notices.
        """


@cache
def _implementation(name: str) -> LeadLifecycle:
    return import_string(name)()


def lifecycle() -> LeadLifecycle:
    return _implementation(settings.LEAD_LIFECYCLE)
