"""Logging what a rep did for a lead, and what of it counts as follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from leads.choices import OWNED, ActivityKind, EventKind, LeadStatus
from leads.lifecycle import LostRace, lifecycle
from leads.models import Activity, Lead
from leads.timeline import event, record
from reps.models import Rep


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What was done, how it went, and when to go on."""

    kind: str
    outcome: str = ""
    note: str = ""
    next_contact_at: datetime | None = None


def counts_as_follow_up(follow_up: FollowUp) -> bool:
    """Anything that was addressed to the customer; a note to oneself is none."""
    return follow_up.kind != ActivityKind.NOTE


@transaction.atomic
def log_follow_up(
    *, lead: Lead, rep: Rep, follow_up: FollowUp, by: int | None, now: datetime
) -> Activity:
    """Write an activity; if it counts, the lead is being worked and its clocks are answered.

    Raises LostRace when the lead has no owner any more or another one than its object says.
    """
    counts = counts_as_follow_up(follow_up)
    activity = Activity.objects.create(
        lead=lead,
        rep=rep,
        cycle=lead.cycle,
        kind=follow_up.kind,
        outcome=follow_up.outcome,
        note=follow_up.note,
        is_follow_up=counts,
        at=now,
        next_contact_at=follow_up.next_contact_at,
    )
    _touch(lead, follow_up, counts=counts, now=now)
    line = {"kind": follow_up.kind, "outcome": follow_up.outcome, "activity": activity.pk}
    record([event(lead.pk, EventKind.FOLLOWED_UP, at=now, by=by, **line)])
    if counts:
        lifecycle().followed_up(activity, now=now)
    return activity


def _touch(lead: Lead, follow_up: FollowUp, *, counts: bool, now: datetime) -> None:
    changes: dict[str, object] = {"touched_at": now}
    if follow_up.next_contact_at or counts:
        changes["next_contact_at"] = follow_up.next_contact_at
    if counts:
        changes |= {"status": LeadStatus.WORKING, "last_follow_up_at": now}
        changes["first_response_at"] = lead.first_response_at or now
    owned = Lead.objects.filter(Q(status__in=OWNED), pk=lead.pk, owner=lead.owner_id)
    if not owned.update(**changes):
        raise LostRace
    for name, value in changes.items():
        setattr(lead, name, value)
