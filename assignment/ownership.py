"""The only place that changes who owns a lead.

Rule, review, manual gift, transfer, import, return, recycling, taking back and closing
all come through here, so that load, periods of ownership, clocks, timeline and notices
can never disagree with the owner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from assignment import clocks, loads
from assignment.choices import AssignmentKind, ClockKind, EndReason
from assignment.models import Assignment, Clock, Decision, LedgerEntry, Policy
from assignment.policies import first_follow_up_within
from assignment.pools.offers import offered, withdraw
from assignment.together.worklist import take_over_tasks
from assignment.waiting import wake
from leads.choices import CLOSED, EventKind, LeadStatus, WaitingFor
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record
from reps.availability import NO_HOURS, Hours
from reps.bulk import insert_many
from reps.choices import NoticeKind
from reps.notices import notice, send
from reps.sql import update_each


@dataclass(frozen=True, slots=True)
class Owner:
    """The rep who gets a lead, and what must be known of him to give it."""

    rep_id: int
    user_id: int | None
    today: date
    hours: Hours = NO_HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A lead for a rep. ``is_reserved``: his load counts it already, under his limits.

    ``pool`` is the one that gave it; ``clock_from`` is when the time begins to run, now if None.
    """

    lead: Lead
    owner: Owner
    kind: str = AssignmentKind.AUTOMATIC
    decision: Decision | None = None
    entry: LedgerEntry | None = None
    by: int | None = None
    is_reserved: bool = False
    pool: int | None = None
    clock_from: datetime | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The end of an ownership: what the lead becomes, and why."""

    lead: Lead
    reason: str
    status: str = LeadStatus.WAITING
    close_reason: str = ""
    note: str = ""
    by: int | None = None
    closed_at: datetime | None = None


GIVEN = (
    "owner",
    "status",
    "assigned_at",
    "due_at",
    "try_at",
    "waiting_for",
    "waiting_reasons",
    "is_key",
    "key_reasons",
    "first_response_at",
)
ENDED = (
    "owner",
    "status",
    "due_at",
    "try_at",
    "waiting_for",
    "waiting_reasons",
    "recycles",
    "close_reason",
    "closed_at",
    "converted_at",
    "touched_at",
)
OWNER_CLOCKS = (ClockKind.FIRST_FOLLOW_UP, ClockKind.RESPONSE)


def give(gifts: Sequence[Gift], *, policy: Policy, now: datetime) -> list[Assignment]:
    """Give leads to reps: ends what ownership there was, starts the clocks, tells the reps.

    Within the caller's transaction. Raises LostRace when a lead is no longer as its
    object says; the caller rolls back. Leads keep first_response_at within a cycle.
    """
    if not gifts:
        return []
    owned_before = sorted(gift.lead.pk for gift in gifts if gift.lead.owner_id is not None)
    asked = offered(gift.lead for gift in gifts if gift.kind != AssignmentKind.OFFER)
    given_before = sorted(gift.lead.pk for gift in gifts if gift.lead.assigned_at is not None)
    loads.move(
        gone=[gift.lead.owner_id for gift in gifts if _counts(gift.lead)],
        come=[(gift.owner.rep_id, gift.owner.today) for gift in gifts if not gift.is_reserved],
        now=now,
    )
    write_leads([(gift.lead, _as_given(gift, policy, now)) for gift in gifts], GIVEN)
    withdraw(asked, now=now)
    _end_previous(owned_before, kind=gifts[0].kind, now=now)
    if given_before:
        take_over_tasks(given_before)
    assignments = insert_many(_period(gift, now) for gift in gifts)
    insert_many(
        _first_clock(gift, period, policy=policy, now=now)
        for gift, period in zip(gifts, assignments, strict=True)
    )
    record(_given_line(gift, now) for gift in gifts)
    send(
        _given_notice(gift, period, now)
        for gift, period in zip(gifts, assignments, strict=True)
        if gift.owner.user_id and gift.owner.user_id != gift.by
    )
    return assignments


def end(endings: Sequence[Ending], *, now: datetime) -> None:
    """Take leads from their owners, to wait for another, to be reviewed, or closed.

    A closed lead keeps its owner's name but not his load. Within the caller's
    transaction; raises LostRace when a lead is no longer as its object says.
    """
    if not endings:
        return
    freed = [ending.lead.owner_id for ending in endings if _counts(ending.lead)]
    asked = offered(ending.lead for ending in endings)
    loads.move(gone=freed, now=now)
    write_leads([(ending.lead, _as_ended(ending, now)) for ending in endings], ENDED)
    withdraw(asked, now=now)
    ids = sorted(ending.lead.pk for ending in endings)
    clocks.stop(ids, kinds=OWNER_CLOCKS, now=now)
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for ending in endings:
        alike[(ending.reason, ending.note[:200])].append(ending.lead.pk)
    for (reason, note), lead_ids in alike.items():
        running = Assignment.objects.filter(lead__in=lead_ids, ended_at__isnull=True)
        running.update(ended_at=now, end_reason=reason, end_note=note)
    wake(freed, most=len(freed), now=now)


def _counts(lead: Lead) -> bool:
    return lead.owner_id is not None and lead.status in (LeadStatus.ASSIGNED, LeadStatus.WORKING)


def _end_previous(lead_ids: Sequence[int], *, kind: str, now: datetime) -> None:
    if not lead_ids:
        return
    is_handover = kind == AssignmentKind.HANDOVER
    reason = EndReason.HANDOVER if is_handover else EndReason.TRANSFERRED
    clocks.stop(lead_ids, kinds=OWNER_CLOCKS, now=now)
    running = Assignment.objects.filter(lead__in=lead_ids, ended_at__isnull=True)
    running.update(ended_at=now, end_reason=reason)


def _as_given(gift: Gift, policy: Policy, now: datetime) -> dict[str, Any]:
    is_key = gift.facts.get("is_key", gift.lead.is_key)
    return {
        "owner_id": gift.owner.rep_id,
        "status": LeadStatus.ASSIGNED,
        "assigned_at": now,
        "due_at": (gift.clock_from or now) + first_follow_up_within(policy, is_key=is_key),
        "try_at": None,
        "waiting_for": "",
        "waiting_reasons": [],
        "is_key": is_key,
        "key_reasons": gift.facts.get("key_reasons", gift.lead.key_reasons),
        "first_response_at": gift.lead.first_response_at,
    }


def _as_ended(ending: Ending, now: datetime) -> dict[str, Any]:
    lead = ending.lead
    waits = ending.status == LeadStatus.WAITING
    closed = ending.status in CLOSED
    closed_at = ending.closed_at or now
    return {
        "owner_id": lead.owner_id if closed else None,
        "status": ending.status,
        "due_at": None,
        "try_at": now if waits else None,
        "waiting_for": WaitingFor.ROUTING if waits else "",
        "waiting_reasons": [],
        "recycles": lead.recycles + (ending.reason == EndReason.RECYCLED),
        "close_reason": ending.close_reason,
        "closed_at": closed_at if closed else None,
        "converted_at": closed_at if ending.status == LeadStatus.CONVERTED else lead.converted_at,
        "touched_at": now,
    }


def write_leads(changes: Sequence[tuple[Lead, dict[str, Any]]], columns: Sequence[str]) -> None:
    """Write leads that are still as they were seen; raises LostRace if one is not."""
    by_seen: dict[tuple[str, int | None], list[tuple[Lead, dict[str, Any]]]] = defaultdict(list)
    for lead, values in changes:
        by_seen[(lead.status, lead.owner_id)].append((lead, values))
    for (status, owner_id), some in by_seen.items():
        some.sort(key=lambda change: change[0].pk)
        rows = [
            (lead.pk, *(values["owner_id" if name == "owner" else name] for name in columns))
            for lead, values in some
        ]
        seen = {"status": status, "owner": owner_id}
        changed = update_each(Lead, rows, key="id", columns=columns, only_where=seen)
        if changed != len(rows):
            raise LostRace
    for lead, values in changes:
        for name, value in values.items():
            setattr(lead, name, value)


def _period(gift: Gift, now: datetime) -> Assignment:
    return Assignment(
        lead_id=gift.lead.pk,
        rep_id=gift.owner.rep_id,
        cycle=gift.lead.cycle,
        kind=gift.kind,
        decision_id=gift.decision.pk if gift.decision else None,
        entry_id=gift.entry.pk if gift.entry else None,
        pool_id=gift.pool,
        by_id=gift.by,
        starts_at=now,
    )


def _first_clock(gift: Gift, period: Assignment, *, policy: Policy, now: datetime) -> Clock:
    return clocks.new_clock(
        gift.lead,
        ClockKind.FIRST_FOLLOW_UP,
        policy=policy,
        length=first_follow_up_within(policy, is_key=gift.lead.is_key),
        now=gift.clock_from or now,
        assignment=period,
        hours=gift.owner.hours,
    )


def _given_line(gift: Gift, now: datetime):
    return event(
        gift.lead.pk,
        EventKind.ASSIGNED,
        at=now,
        by=gift.by,
        rep=gift.owner.rep_id,
        how=str(gift.kind),
        decision=gift.decision.pk if gift.decision else None,
    )


def _given_notice(gift: Gift, period: Assignment, now: datetime):
    return notice(
        gift.owner.user_id,
        NoticeKind.LEAD_ASSIGNED,
        key=f"assigned:{period.pk}",
        at=now,
        lead=gift.lead.pk,
        who=gift.lead.company or gift.lead.name,
        is_key=gift.lead.is_key,
    )
