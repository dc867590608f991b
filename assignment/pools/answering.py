"""What a rep answers to an offer: he takes the lead, or lets it pass to the next."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assignment.bars import bars_of
from assignment.choices import AssignmentKind, OfferState, RoutingEvent
from assignment.handling import route_again
from assignment.models import Assignment, Offer
from assignment.pools.offers import let_pass
from assignment.pools.refusals import Answer, Refused
from assignment.pools.taking import Wanted, prepare, take
from leads.choices import LeadStatus
from leads.lifecycle import LostRace
from leads.models import Lead


def offer_of(rep_id: int, offer_id: int) -> Offer | None:
    """An offer with its lead and pool; None when it was made to somebody else, or never."""
    related = ("lead__customer__owner", "lead__channel", "pool", "decision")
    return Offer.objects.select_related(*related).filter(pk=offer_id, rep=rep_id).first()


def accept(offer: Offer, *, by: int | None, now: datetime) -> Assignment:
    """Make the rep of an open offer the lead's owner; his pool books it as a deal.

    Raises Refused: OVER when the offer has ended, else with what keeps him from taking it; the
    offer stands then, and he may try again while it lasts.
    """
    _require_open(offer, now=now)
    lead = offer.lead
    wanted = Wanted(
        lead=lead,
        rep_id=offer.rep_id,
        pool_id=offer.pool_id,
        barred=bars_of([lead]).get(lead.pk, {}),
        decision=offer.decision,
    )
    ready = prepare(wanted, now=now)
    try:
        with transaction.atomic():
            period = take(ready, kind=AssignmentKind.OFFER, by=by, now=now)
            standing = Offer.objects.filter(pk=offer.pk, state=OfferState.OPEN)
            if not standing.update(state=OfferState.ACCEPTED, answered_at=now):
                raise Refused(Answer.OVER)
    except LostRace as error:
        raise Refused(Answer.OVER) from error
    return period


def decline(offer: Offer, *, by: int | None, now: datetime) -> None:
    """Let an open offer pass; the lead goes to whoever is next. Raises Refused when it is over.

    Two transactions: should the second fail, the sweep routes the lead.
    """
    with transaction.atomic():
        if not let_pass(offer, OfferState.DECLINED, by=by, now=now):
            raise Refused(Answer.OVER)
    route_on(offer.lead_id, now=now)


def route_on(lead_id: int, *, now: datetime) -> bool:
    """Find the next owner of a lead whose offer was not taken; False when that is done already."""
    related = Lead.objects.select_related("customer__owner", "channel")
    lead = related.filter(pk=lead_id, status=LeadStatus.WAITING).first()
    if lead is None:
        return False
    try:
        route_again(lead, event_kind=RoutingEvent.LAPSED, now=now)
    except LostRace:
        return False
    return True


def _require_open(offer: Offer, *, now: datetime) -> None:
    is_open = offer.state == OfferState.OPEN and offer.expires_at > now
    if not is_open or offer.lead.status != LeadStatus.WAITING:
        raise Refused(Answer.OVER)
