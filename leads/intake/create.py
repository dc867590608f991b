"""New leads out of messages that nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from leads.choices import EventKind, Outcome
from leads.identity.lookup import Known, customer_of
from leads.intake import history
from leads.intake.answers import answer
from leads.intake.batch import Incoming, Settled
from leads.intake.build import new_lead
from leads.lifecycle import Arrival, Routed, lifecycle
from leads.models import ContactPoint, Inquiry, Lead
from leads.timeline import event, record
from reps.bulk import insert_many

ARRIVED = "arrived"


def create_leads(
    fresh: Sequence[Incoming], *, known: Known, rates: Mapping[str, Decimal], now: datetime
) -> list[Settled]:
    """Make a lead of each message and route it; within T2's transaction.

    Raises IntegrityError when somebody else made a lead with the same point meanwhile.
    """
    if not fresh:
        return []
    leads = [lead_from(incoming, known=known, rates=rates, now=now) for incoming in fresh]
    insert_many(leads)
    _write_points(zip(fresh, leads, strict=True), known=known, now=now)
    write_inquiries(zip(fresh, leads, strict=True))
    record(
        event(lead.pk, EventKind.CAPTURED, at=lead.received_at, channel=incoming.channel.slug)
        for incoming, lead in zip(fresh, leads, strict=True)
    )
    routed = _route(fresh, leads, now=now)
    return [
        Settled(
            message=incoming.message,
            outcome=Outcome.CREATED,
            lead=lead,
            answer=answer(
                incoming.message,
                Outcome.CREATED,
                routed=routed[lead.pk],
                problems=incoming.draft.problems,
            ),
        )
        for incoming, lead in zip(fresh, leads, strict=True)
    ]


def write_inquiries(pairs) -> None:
    """Keep what each message asked for, whatever becomes of the lead."""
    insert_many(
        Inquiry(
            lead_id=lead.pk,
            message_id=incoming.message.pk,
            channel_id=incoming.channel.pk,
            cycle=lead.cycle,
            received_at=incoming.draft.received_at or incoming.message.received_at,
            text=incoming.draft.message,
            source=incoming.draft.source or incoming.channel.default_source,
            data=_demand(incoming),
        )
        for incoming, lead in pairs
    )


def _demand(incoming: Incoming) -> dict[str, object]:
    draft = incoming.draft
    asked = {
        "product": draft.product,
        "quantity": draft.quantity,
        "value": draft.value,
        "currency": draft.currency,
        "campaign": draft.campaign,
    }
    return {name: value for name, value in asked.items() if value not in ("", None)}


def lead_from(
    incoming: Incoming, *, known: Known, rates: Mapping[str, Decimal], now: datetime
) -> Lead:
    """A new lead of a message, not saved; whose customer it is comes from what is known."""
    draft = incoming.draft
    if not incoming.is_history and (draft.owner or draft.status):
        given = {"owner": draft.owner, "status": draft.status}
        draft = replace(draft, attributes={**draft.attributes, **given})
    lead = new_lead(draft, channel=incoming.channel, rates=rates, now=now)
    lead.customer = customer_of(incoming.points, known)
    lead.is_history = incoming.is_history
    lead.touched_at = _last_sign_of_life(incoming, lead, now=now)
    return lead


def _last_sign_of_life(incoming: Incoming, lead: Lead, *, now: datetime) -> datetime:
    """A live lead is fresh whenever it was collected; a moved one is as old as its history."""
    if not incoming.is_history:
        return now
    return max(lead.received_at, incoming.draft.last_follow_up_at or lead.received_at)


def _write_points(pairs, *, known: Known, now: datetime) -> None:
    """Insert contact points in one sorted order, so that two inserts cannot deadlock."""
    rows = [
        ContactPoint(
            lead_id=lead.pk,
            namespace=point.namespace,
            value=point.value,
            is_shared=point in known.shared,
            created_at=now,
        )
        for incoming, lead in pairs
        for point in incoming.points
    ]
    rows.sort(key=lambda row: (row.namespace, row.value))
    insert_many(rows)


def _route(fresh: Sequence[Incoming], leads: Sequence[Lead], *, now: datetime) -> dict[int, Routed]:
    moving_in = [pair for pair in zip(fresh, leads, strict=True) if pair[0].is_history]
    arriving = [
        Arrival(
            lead=lead,
            event=ARRIVED,
            channel=incoming.channel.slug,
            text=incoming.draft.message,
            message_id=incoming.message.pk,
        )
        for incoming, lead in zip(fresh, leads, strict=True)
        if not incoming.is_history
    ]
    history.move_in(moving_in, now=now)
    routed = {told.lead_id: told for told in lifecycle().arrived(arriving, now=now)}
    return {lead.pk: routed.get(lead.pk) or history.as_routed(lead) for lead in leads}
