"""Leads that nobody could take yet: why, when they are tried again, and who wakes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django_q.tasks import async_task

from assignment.engine.codes import Unassigned, WhenNobody
from assignment.engine.route import MAX_OVERFLOWS
from assignment.models import Pool, PoolMember, Waiting
from leads.choices import EventKind, LeadStatus, WaitingFor
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record

RETRY_AFTER_ERROR = timedelta(minutes=5)
WAITS_FOR: dict[str, WaitingFor] = {
    Unassigned.ALL_UNAVAILABLE: WaitingFor.CAPACITY,
    Unassigned.ERROR: WaitingFor.ERROR,
}


def is_news(lead: Lead, reasons: Sequence[str]) -> bool:
    """Whether an attempt answered otherwise than the one before; only news is written down."""
    return list(lead.waiting_reasons) != [str(reason) for reason in reasons]


def standing(leads: Iterable[Lead]) -> dict[int, int]:
    """In which pools leads stand that were tried before; one query, none for new ones."""
    tried = [lead.pk for lead in leads if lead.waiting_reasons]
    places = Waiting.objects.filter(lead__in=tried)
    return dict(places.values_list("lead_id", "pool_id")) if tried else {}


def let_wait(lead: Lead, reasons: Sequence[str], *, retry: timedelta, now: datetime) -> None:
    """Leave a lead waiting with its reasons and try again later. Raises LostRace."""
    waits_for = WAITS_FOR.get(reasons[0] if reasons else "", WaitingFor.ROUTING)
    codes = [str(reason) for reason in reasons]
    if is_news(lead, reasons):
        record([event(lead.pk, EventKind.WAITS, at=now, reasons=codes)])
    values = {"waiting_for": waits_for, "waiting_reasons": codes, "try_at": now + retry}
    as_seen = Lead.objects.filter(pk=lead.pk, status=LeadStatus.WAITING, try_at=lead.try_at)
    if not as_seen.update(**values):
        raise LostRace
    for name, value in values.items():
        setattr(lead, name, value)


def put_off(lead: Lead, *, now: datetime) -> None:
    """Try a waiting lead whose routing failed later, so that it never keeps others waiting."""
    waiting = Lead.objects.filter(pk=lead.pk, status=LeadStatus.WAITING, try_at__lte=now)
    waiting.update(waiting_for=WaitingFor.ERROR, try_at=now + RETRY_AFTER_ERROR)


def wake(rep_ids: Collection[int], *, most: int, now: datetime) -> int:
    """Have leads tried at once that wait for capacity in a pool of these reps; returns how many.

    ``most`` is how many could be taken: the most urgent, then the oldest. Whoever frees capacity
    calls this, within his transaction or outside; the periodic routing does the rest, and a bell
    is rung for it. Leads that wait for reps or teams by name stand in no pool and are tried
    besides. Safe to repeat, and harmless when nobody can take them after all.
    """
    members = PoolMember.objects.filter(rep__in=rep_ids, is_active=True)
    return wake_in(members.values("pool"), most=most, now=now) if rep_ids else 0


def wake_in(pools: Any, *, most: int, now: datetime) -> int:
    """As ``wake``, for pools given as keys or as a query.

    A lead stands in the last pool that it overflowed to, so those are looked through as well.
    """
    there, beyond = Q(place__pool__in=pools), pools
    for _ in range(MAX_OVERFLOWS):
        overflowing = Pool.objects.filter(pk__in=beyond, when_nobody=WhenNobody.OVERFLOW)
        beyond = overflowing.filter(overflow__isnull=False).values("overflow")
        there |= Q(place__pool__in=beyond)
    asleep = sleeping(now=now).filter(there | Q(place__isnull=True))
    urgent = asleep.order_by("-is_key", "opened_at", "pk").values_list("pk", "place__pool")
    placed: list[int] = []
    by_name: list[int] = []
    for pk, pool in urgent[: 2 * most]:
        (placed if pool else by_name).append(pk)
    first = placed[:most] + by_name[:most]
    if not first:
        return 0
    count = sleeping(now=now).filter(pk__in=first).update(try_at=now)
    async_task("assignment.tasks.route_waiting")
    return count


def sleeping(*, now: datetime) -> QuerySet[Lead]:
    """Leads that wait for capacity and are not due to be tried yet."""
    return Lead.objects.waiting().filter(waiting_for=WaitingFor.CAPACITY, try_at__gt=now)
