"""History from another system: owners and outcomes as given, without clocks or notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assignment import loads, reviews
from assignment.choices import AssignmentKind, EndReason, Resolution
from assignment.models import Assignment
from assignment.ownership import Ending, end, write_leads
from leads.choices import CLOSED, OWNED, CloseReason, EventKind, LeadStatus
from leads.conversion import hand_to_customers
from leads.lifecycle import GivenHistory
from leads.models import Lead
from leads.timeline import event, record
from reps.bulk import insert_many

MOVED = (
    "owner",
    "status",
    "assigned_at",
    "try_at",
    "waiting_for",
    "close_reason",
    "closed_at",
    "converted_at",
    "last_follow_up_at",
)


def move_in(given: Sequence[GivenHistory], *, now: datetime) -> None:
    """Give leads the owner and the outcome that they had elsewhere.

    A lead that is new here takes all of it. One that lives here already keeps its owner
    and is closed if the file says so. Within the caller's transaction.
    """
    converted_before = {one.lead.pk for one in given if _is_converted(one.lead)}
    new = [one for one in given if one.lead.is_history and _is_untouched(one.lead)]
    _settle_in(new, now=now)
    settled = {one.lead.pk for one in new}
    _catch_up([one for one in given if one.lead.pk not in settled], now=now)
    hand_to_customers(
        [
            (one.lead, one.lead.converted_at or now)
            for one in given
            if _is_converted(one.lead) and one.lead.pk not in converted_before
        ]
    )


def _is_converted(lead: Lead) -> bool:
    return lead.status == LeadStatus.CONVERTED


def _is_untouched(lead: Lead) -> bool:
    return lead.status == LeadStatus.WAITING and lead.owner_id is None


def _settle_in(new: Sequence[GivenHistory], *, now: datetime) -> None:
    if not new:
        return
    values = [(one.lead, _as_moved(one)) for one in new]
    working = Counter(
        found["owner_id"] for _, found in values if found["status"] in OWNED and found["owner_id"]
    )
    loads.add_history(working)
    write_leads(values, MOVED)
    owned = [one.lead for one in new if one.lead.owner_id]
    insert_many(_period(lead) for lead in owned)
    record(
        event(one.lead.pk, EventKind.IMPORTED, at=now, status=str(one.lead.status)) for one in new
    )


def _as_moved(one: GivenHistory) -> dict[str, Any]:
    lead = one.lead
    status = _status_of(one)
    closed_at = (one.at or lead.received_at) if status in CLOSED else None
    return {
        "owner_id": one.owner_id,
        "status": status,
        "assigned_at": lead.received_at if one.owner_id else None,
        "try_at": None,
        "waiting_for": "",
        "close_reason": _reason_for(status),
        "closed_at": closed_at,
        "converted_at": closed_at if status == LeadStatus.CONVERTED else None,
        "last_follow_up_at": lead.last_follow_up_at,
    }


def _status_of(one: GivenHistory) -> str:
    """The status as given; nobody can be working on a lead that has no owner."""
    if one.status in CLOSED or one.status == LeadStatus.NURTURING:
        return one.status
    return LeadStatus.WORKING if one.owner_id else LeadStatus.ARCHIVED


def _reason_for(status: str) -> str:
    if status == LeadStatus.CONVERTED:
        return CloseReason.WON
    return CloseReason.IMPORTED if status in CLOSED else ""


def _period(lead: Lead) -> Assignment:
    is_over = lead.status in CLOSED
    return Assignment(
        lead=lead,
        rep_id=lead.owner_id,
        cycle=lead.cycle,
        kind=AssignmentKind.IMPORT,
        starts_at=lead.received_at,
        ended_at=lead.closed_at if is_over else None,
        end_reason=EndReason.CLOSED if is_over else "",
    )


def _catch_up(given: Sequence[GivenHistory], *, now: datetime) -> None:
    """A later file says how leads that live here ended."""
    ended = [one for one in given if one.status in CLOSED and one.status != one.lead.status]
    for one in ended:
        if one.lead.status == LeadStatus.REVIEW:
            reviews.close_for_lead(one.lead, Resolution.CLOSED, by=None, now=now)
    end([_ending(one) for one in ended], now=now)
    record(
        event(
            one.lead.pk,
            EventKind.CLOSED,
            at=now,
            status=str(one.status),
            reason=str(_reason_for(one.status)),
        )
        for one in ended
    )


def _ending(one: GivenHistory) -> Ending:
    return Ending(
        lead=one.lead,
        reason=EndReason.CLOSED,
        status=one.status,
        close_reason=_reason_for(one.status),
        closed_at=one.at,
    )
