"""From a lead to a wish: whose it might be already, and in which words it was asked for."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max

from assignment.choices import Resolution
from assignment.engine.route import Sticky
from assignment.models import Assignment, Review
from assignment.routing import Wish
from leads.lifecycle import Arrival
from leads.models import Inquiry, Lead
from reps.models import Rep


def wish_for(
    lead: Lead,
    *,
    event_kind: str,
    review_done: bool = False,
    by: int | None = None,
) -> Wish:
    """The wish of one lead that has waited, with its newest inquiry; one or two queries."""
    inquiry = newest_inquiries([lead.pk]).get(lead.pk)
    arrival = Arrival(
        lead=lead,
        event=event_kind,
        channel=lead.channel.slug,
        text=inquiry.text if inquiry else "",
        message_id=inquiry.message_id if inquiry else 0,
    )
    done = review_done or is_approved(lead)
    return Wish(arrival, sticky=sticky_of(lead), review_done=done, by=by)


def is_approved(lead: Lead) -> bool:
    """Whether a manager has let this key lead go and nobody has had it since.

    One that found nobody then need not be approved again when somebody can take it.
    """
    if not lead.is_key:
        return False
    let_go = Review.objects.filter(
        lead=lead,
        opened_at__gte=lead.opened_at,
        resolution__in=[Resolution.APPROVED, Resolution.EXPIRED],
    ).aggregate(at=Max("closed_at"))["at"]
    if let_go is None:
        return False
    return not Assignment.objects.filter(lead=lead, starts_at__gte=let_go).exists()


def sticky_of(lead: Lead, *, previous: Rep | None = None) -> Sticky | None:
    """The customer's owner, else the owner of the cycle before."""
    owner = lead.customer.owner if lead.customer_id else None
    if owner is not None:
        return Sticky(rep=owner.pk, is_active=owner.is_active, source="customer")
    if previous is not None:
        return Sticky(rep=previous.pk, is_active=previous.is_active, source="previous_owner")
    return None


def newest_inquiries(lead_ids: Collection[int]) -> dict[int, Inquiry]:
    """The newest inquiry of each lead."""
    rows = Inquiry.objects.filter(lead__in=lead_ids).order_by("received_at", "pk")
    return {row.lead_id: row for row in rows}
