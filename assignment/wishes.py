"""From a lead to a wish: whose it might be already, and in which words it was asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Max

from assignment.cases import Wish
from assignment.choices import Resolution
from assignment.engine.route import Sticky
from assignment.models import Assignment, Decision, Review
from leads.lifecycle import Arrival
from leads.models import Inquiry, Lead
from reps.models import Rep


def wish_for(
    lead: Lead,
    *,
    event_kind: str,
    approved: bool = False,
    by: int | None = None,
) -> Wish:
    """The wish of one lead that has waited, with its newest inquiry; one to four queries."""
    inquiry = newest_inquiries([lead.pk]).get(lead.pk)
    return Wish(
        _arrival(lead, inquiry, event_kind),
        sticky=sticky_of(lead),
        is_approved=approved or is_approved(lead),
        by=by,
        pool=ordered_pool(lead),
    )


def _arrival(lead: Lead, inquiry: Inquiry | None, event_kind: str) -> Arrival:
    return Arrival(
        lead=lead,
        event=event_kind,
        channel=lead.channel.slug,
        text=inquiry.text if inquiry else "",
        message_id=inquiry.message_id if inquiry else 0,
    )


def wishes_for(leads: Sequence[Lead], *, event_kind: str, pool: int | None = None) -> list[Wish]:
    """The wishes of leads that a manager wants dealt anew, so that they need no review.

    By the rules, or by ``pool`` instead of them. One query, whatever the number of leads.
    """
    newest = newest_inquiries([lead.pk for lead in leads])
    return [
        Wish(
            _arrival(lead, newest.get(lead.pk), event_kind),
            sticky=sticky_of(lead),
            review_done=True,
            pool=pool,
        )
        for lead in leads
    ]


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


def ordered_pool(lead: Lead) -> int | None:
    """The pool that a manager has sent a waiting lead to and that has not found anybody yet.

    One query for a lead that was tried before, and one more if it was sent.
    """
    if not lead.waiting_reasons:  # new, or just taken from an owner
        return None
    last = Decision.objects.filter(lead=lead, cycle=lead.cycle).order_by("-at", "-pk")
    found = last.values_list("at", "record__to").first()
    if found is None or found[1] is None:
        return None
    at, pool = found
    since = Assignment.objects.filter(lead=lead, starts_at__gte=at)
    return None if since.exists() else pool


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
