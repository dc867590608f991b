"""Waiting leads whose time has come: tried again, offered on, or given away that nobody claimed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from assignment.choices import RoutingEvent, Strategy
from assignment.handling import route_again
from assignment.holding import PUSH_AGAIN
from assignment.models import Pool, Waiting
from assignment.pools.claims import lying_in
from assignment.waiting import put_off
from leads.choices import LeadStatus, WaitingFor
from leads.lifecycle import LostRace
from leads.models import Lead


def due_leads(*, now: datetime, limit: int) -> list[int]:
    """What is to be routed now; urgent first, then the oldest.

    If more is due than that, half of it is what has been due longest: many that nobody can take
    and that are always due again do not keep the others from being looked at.
    """
    due = Lead.objects.waiting().filter(try_at__lte=now)
    urgent = due.order_by("-is_key", "opened_at", "pk").values_list("pk", flat=True)
    ids = list(urgent[:limit])
    if len(ids) == limit:
        longest = due.order_by("try_at", "pk").values_list("pk", flat=True)[: limit - limit // 2]
        ids = list(dict.fromkeys([*ids[: limit // 2], *longest, *ids]))[:limit]
    known = set(ids)
    return ids + [pk for pk in unclaimed_leads(now=now, limit=limit) if pk not in known]


def unclaimed_leads(*, now: datetime, limit: int) -> list[int]:
    """Leads that have lain in a public pool for as long as the pool says now, oldest first.

    Those too that lie in a pool that is public no longer.
    """
    ids: list[int] = []
    left = lying_in(Pool.objects.exclude(strategy=Strategy.CLAIM)).values("pool")
    for pool in Pool.objects.filter(Q(push_after__isnull=False) | Q(pk__in=left)).order_by("pk"):
        rows = _unclaimed(pool, now=now).order_by("since", "lead")
        ids += rows.values_list("lead_id", flat=True)[:limit]
    return ids[:limit]


def try_again(lead_id: int, *, now: datetime) -> bool:
    """Route one lead that is due; whether it has an owner then.

    A lead whose routing fails is put off, and the error raised. Safe to run twice and from two
    workers.
    """
    related = Lead.objects.select_related("customer__owner", "channel")
    lead = related.filter(pk=lead_id, status=LeadStatus.WAITING).first()
    if lead is None:
        return False
    event = _event_for(lead, now=now)
    if event is None:  # another sweep, or a person, was quicker
        return False
    try:
        routed = route_again(lead, event_kind=event, now=now)
    except LostRace:
        return False
    except Exception:
        put_off(lead, now=now)
        raise
    return routed[0].owner_id is not None


def _event_for(lead: Lead, *, now: datetime) -> RoutingEvent | None:
    """Why a lead is routed again; None when it is not due."""
    if lead.waiting_for == WaitingFor.CLAIM:
        pool = Pool.objects.filter(waiting__lead=lead).first()
        if pool and _unclaimed(pool, now=now).filter(lead=lead).exists():
            is_public = pool.strategy == Strategy.CLAIM
            return RoutingEvent.PUSHED if is_public else RoutingEvent.RETRIED
    if lead.try_at is None or lead.try_at > now:
        return None
    is_offer = lead.waiting_for == WaitingFor.OFFER
    return RoutingEvent.LAPSED if is_offer else RoutingEvent.RETRIED


def _unclaimed(pool: Pool, *, now: datetime) -> QuerySet[Waiting]:
    """Leads to be given away now; those for whom nobody was there get tried soon anyway."""
    soon = Q(lead__try_at__gt=now, lead__try_at__lte=now + PUSH_AGAIN)
    lying = lying_in([pool.pk]).exclude(soon)
    if pool.strategy != Strategy.CLAIM:
        return lying
    if pool.push_after is None:
        return lying.none()
    return lying.filter(since__lte=now - timedelta(minutes=pool.push_after))
