"""Messages of people we know: a further inquiry of their one lead, never a second lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from leads.choices import EventKind, LeadStatus, Outcome
from leads.identity.lookup import Known
from leads.identity.normalize import EXTERNAL
from leads.intake import history
from leads.intake.answers import answer
from leads.intake.batch import Incoming, Settled
from leads.intake.build import FILLED, fill_gaps
from leads.intake.create import write_inquiries
from leads.lifecycle import Attachment, LostRace, Routed, lifecycle
from leads.models import ContactPoint, Lead
from leads.timeline import event, record
from reps.sql import update_each

SEEN = ("status", "owner_id", "cycle", "customer_id")


@dataclass(frozen=True, slots=True)
class Familiar:
    """A message and the lead it belongs to."""

    incoming: Incoming
    lead: Lead


def attach(
    familiar: Sequence[Familiar],
    *,
    known: Known,
    rates: Mapping[str, Decimal],
    now: datetime,
) -> list[Settled]:
    """Add each message to its lead, and let the lead's status decide what follows.

    Raises LostRace when a lead's status or owner changed meanwhile.
    """
    if not familiar:
        return []
    _lock({pair.lead.pk: pair.lead for pair in familiar})
    if any(_has_become_a_customer(pair, known) for pair in familiar):
        raise LostRace
    changes = {
        pair.incoming.message.pk: fill_gaps(pair.lead, pair.incoming.draft, rates=rates, now=now)
        for pair in familiar
    }
    routed = _follow_status(familiar, now=now)
    _save_facts({pair.lead.pk: pair.lead for pair in familiar})
    _add_points(familiar, known=known, now=now)
    inquiring = [pair for pair in familiar if not pair.incoming.updates]
    write_inquiries((pair.incoming, pair.lead) for pair in inquiring)
    record(_lines(familiar, changes, now=now))
    return [_settled(pair, routed) for pair in familiar]


def _lock(leads: Mapping[int, Lead]) -> None:
    """Lock known leads in order of pk and take over what others have added meanwhile.

    Without it two inquiries of one moment would each write back what the other has filled.
    """
    locked = Lead.objects.filter(pk__in=leads).order_by("pk").select_for_update(no_key=True)
    for row in locked.values("pk", *SEEN, *FILLED):
        lead = leads[row["pk"]]
        if any(getattr(lead, name) != row[name] for name in SEEN):
            raise LostRace
        for name in FILLED:
            setattr(lead, name, row[name])


def _has_become_a_customer(pair: Familiar, known: Known) -> bool:
    """Whether the lead was converted while we looked: its points are the customer's now."""
    if pair.lead.status != LeadStatus.CONVERTED:
        return False
    hits = [point for point in pair.incoming.points if known.leads.get(point) == pair.lead]
    return all(point.namespace != EXTERNAL for point in hits)


def _follow_status(familiar: Sequence[Familiar], *, now: datetime) -> dict[int, Routed]:
    history.move_in(
        [(pair.incoming, pair.lead) for pair in familiar if pair.incoming.is_history], now=now
    )
    wrote = {
        pair.lead.pk: pair
        for pair in familiar
        if not pair.incoming.is_history and not pair.incoming.updates
    }
    told = lifecycle().attached(
        [
            Attachment(
                lead=pair.lead,
                channel=pair.incoming.channel.slug,
                text=pair.incoming.draft.message,
                message_id=pair.incoming.message.pk,
            )
            for pair in wrote.values()
        ],
        now=now,
    )
    return {routed.lead_id: routed for routed in told}


def _save_facts(leads: Mapping[int, Lead]) -> None:
    rows = [
        (lead.pk, *(getattr(lead, name) for name in FILLED)) for _, lead in sorted(leads.items())
    ]
    update_each(Lead, rows, key="id", columns=FILLED)


def _add_points(familiar: Sequence[Familiar], *, known: Known, now: datetime) -> None:
    """A new point joins the lead; one that is another lead's stays on the inquiry."""
    new = {
        (point, pair.lead.pk)
        for pair in familiar
        for point in pair.incoming.points
        if point not in known.leads
    }
    ContactPoint.objects.bulk_create(
        (
            ContactPoint(
                lead_id=lead_id,
                namespace=point.namespace,
                value=point.value,
                is_shared=point in known.shared,
                created_at=now,
            )
            for point, lead_id in sorted(new)
        ),
        ignore_conflicts=True,
    )


def _lines(familiar: Sequence[Familiar], changes: Mapping[int, dict], *, now: datetime):
    for pair in familiar:
        incoming = pair.incoming
        changed = changes[incoming.message.pk]
        if not incoming.updates:
            yield event(
                pair.lead.pk, EventKind.INQUIRED_AGAIN, at=now, channel=incoming.channel.slug
            )
        if changed:
            yield event(pair.lead.pk, EventKind.UPDATED, at=now, changes=changed)


def _settled(pair: Familiar, routed: Mapping[int, Routed]) -> Settled:
    incoming = pair.incoming
    told = answer(
        incoming.message,
        Outcome.ATTACHED,
        routed=routed.get(pair.lead.pk) or history.as_routed(pair.lead),
        problems=incoming.draft.problems,
        updated=incoming.updates,
    )
    return Settled(message=incoming.message, outcome=Outcome.ATTACHED, lead=pair.lead, answer=told)
