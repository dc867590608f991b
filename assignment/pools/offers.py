"""Offers as rows: which stand, who let one pass, and what ends one without an answer.

Making an offer is routing's (``assignment.routing``), answering one is ``answering``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from assignment.choices import OfferState
from assignment.engine.codes import Exclusion
from assignment.models import Assignment, Offer
from leads.choices import EventKind, LeadStatus, WaitingFor
from leads.models import Lead
from leads.timeline import event, record

PASSED = (OfferState.DECLINED, OfferState.LAPSED)


def open_offers(*, now: datetime) -> QuerySet[Offer]:
    """Offers that can still be taken."""
    waiting = Offer.objects.filter(state=OfferState.OPEN, lead__status=LeadStatus.WAITING)
    return waiting.filter(expires_at__gt=now)


def passed_by(lead_ids: Collection[int]) -> dict[int, dict[int, Exclusion]]:
    """Who let each lead pass in its cycle, since somebody owned it last; one query."""
    if not lead_ids:
        return {}
    given_since = Assignment.objects.filter(
        lead=OuterRef("lead"), starts_at__gte=OuterRef("answered_at")
    )
    passed = Offer.objects.filter(lead__in=lead_ids, state__in=PASSED, cycle=F("lead__cycle"))
    found: dict[int, dict[int, Exclusion]] = {}
    for lead_id, rep_id in passed.exclude(Exists(given_since)).values_list("lead_id", "rep_id"):
        found.setdefault(lead_id, {})[rep_id] = Exclusion.DECLINED
    return found


def offered(leads: Iterable[Lead]) -> list[int]:
    """Which of these leads stand offered to somebody, as far as their objects know."""
    return [lead.pk for lead in leads if lead.waiting_for == WaitingFor.OFFER]


def withdraw(lead_ids: Collection[int], *, now: datetime) -> int:
    """End the open offers of leads that are given otherwise, closed or routed anew.

    Nobody has let them pass by that. Within the caller's transaction; may be repeated, and
    asks nothing for no lead.
    """
    if not lead_ids:
        return 0
    standing = Offer.objects.filter(lead__in=lead_ids, state=OfferState.OPEN)
    return standing.update(state=OfferState.WITHDRAWN, answered_at=now)


def due_offers(*, now: datetime, limit: int) -> list[int]:
    """Open offers whose time is up, the oldest first."""
    due = Offer.objects.filter(state=OfferState.OPEN, expires_at__lte=now)
    return list(due.order_by("expires_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def lapse(*, offer_id: int, now: datetime) -> bool:
    """Note that an offer was not answered in time; its lead is due to be routed on at once.

    False when somebody has dealt with it meanwhile. Safe to run twice and from two workers.
    """
    return let_pass(Offer.objects.get(pk=offer_id), OfferState.LAPSED, by=None, now=now)


def let_pass(offer: Offer, state: str, *, by: int | None, now: datetime) -> bool:
    """Close an open offer as declined or lapsed; within the caller's transaction.

    The lead is tried again at once: whatever happens next, the sweep finds it.
    """
    waiting = Lead.objects.filter(pk=offer.lead_id, status=LeadStatus.WAITING)
    if waiting.select_for_update(no_key=True).first() is None:  # lead before offer
        withdraw([offer.lead_id], now=now)
        return False
    standing = Offer.objects.filter(pk=offer.pk, state=OfferState.OPEN)
    if state == OfferState.LAPSED:
        standing = standing.filter(expires_at__lte=now)
    if not standing.update(state=state, answered_at=now):
        return False
    line = event(
        offer.lead_id, EventKind.OFFER_PASSED, at=now, by=by, rep=offer.rep_id, how=str(state)
    )
    record([line])
    waiting.update(try_at=now)
    return True
