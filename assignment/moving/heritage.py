"""What a leaver hands over beside his leads: customers, tasks, collaborations, reviews, pools.

Each step takes some of what he still holds and says how many; none when nothing is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import cycle
from typing import Any

from django.db import transaction

from assignment.choices import (
    ClockKind,
    CollaboratorRole,
    Destination,
    HandoverKind,
    OfferState,
    RoutingEvent,
)
from assignment.clocks import earliest_due, stop
from assignment.fairness.ledger import settle_leaver
from assignment.models import Offer, PoolMember, Review, Task
from assignment.moving.destinations import Where
from assignment.moving.leaving import Belongings
from assignment.pools.offers import let_pass
from assignment.routing import suggest
from assignment.together.collaboration import (
    AlreadyOnLead,
    add_collaborator,
    end_collaborations,
    pass_on_collaboration,
    workers_on,
)
from assignment.together.worklist import give_tasks, take_over_tasks
from assignment.waking import wake_pools
from assignment.wishes import wish_for
from leads.customers import pass_customers_on
from leads.lifecycle import LostRace
from leads.models import Customer, Lead
from reps.models import Rep

SOME = 50
Step = Callable[..., int]


def heirs_of(
    customers: Sequence[Customer], where: Where, leaver: Rep
) -> dict[Customer, Rep | None]:
    """Who each customer's owner will be: one rep, a pool's active members in turn, or nobody."""
    if where.to == Destination.REP:
        heirs: list[Rep] = list(Rep.objects.active().filter(pk=where.number))
    elif where.to == Destination.POOL:
        members = PoolMember.objects.filter(pool=where.pk, is_active=True).values("rep")
        others = Rep.objects.active().filter(pk__in=members).exclude(pk=leaver.pk)
        heirs = list(others.order_by("pk"))
    else:
        heirs = []
    if not heirs:
        return dict.fromkeys(customers)
    return dict(zip(customers, cycle(heirs)))


def pause(leaver: Rep, *, by: Any, now: datetime) -> None:
    """Let no lead come to a leaver any more; the offers that he has go on to the next."""
    if not leaver.is_paused:
        _write(leaver, is_paused=True, by=by, now=now)
    for offer in Offer.objects.filter(rep=leaver, state=OfferState.OPEN).order_by("pk"):
        let_pass(offer, OfferState.WITHDRAWN, by=by.pk, now=now)


def switch_off(leaver: Rep, *, by: Any, now: datetime) -> None:
    if leaver.is_active:
        _write(leaver, is_active=False, by=by, now=now)


def _write(row: Any, *, by: Any, now: datetime, **values: Any) -> None:
    """Kept in the row's history, and only these columns, since others are counted elsewhere."""
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user, row._history_date = by, now
    row.save(update_fields=list(values))


def _pass_customers(has: Belongings, where: Where, *, by: Any, now: datetime) -> int:
    """All at once, so that a pool's members get equal numbers of them."""
    heirs = heirs_of(list(has.customers), where, has.rep)
    with transaction.atomic():
        pass_customers_on(heirs, by=by, now=now)
    return len(heirs)


def _pass_tasks(has: Belongings, where: Where, *, by: Any, now: datetime) -> int:
    """To one rep, who works on their leads from now on; or each goes with its lead."""
    if where.to != Destination.REP:
        return take_over_tasks(has.tasks.values("lead"))
    heir = Rep.objects.get(pk=where.number)
    tasks = list(has.tasks.select_related("lead__owner")[:SOME])
    for lead in {task.lead_id: task.lead for task in tasks}.values():
        with transaction.atomic():
            _bring_in(heir, lead, by=by.pk, now=now)
            give_tasks(Task.objects.filter(lead=lead, rep=has.rep), rep=heir, now=now)
    return len(tasks)


def _bring_in(heir: Rep, lead: Lead, *, by: int, now: datetime) -> None:
    if workers_on(lead).filter(pk=heir.pk).exists():
        return
    role = CollaboratorRole.FOLLOWER
    with suppress(AlreadyOnLead, LostRace):  # a lead without owner has nobody to work on it with
        add_collaborator(lead=lead, rep=heir, role=role, by=by, now=now)


def _pass_collaborations(has: Belongings, where: Where, *, by: Any, now: datetime) -> int:
    rows = list(has.collaborations.select_related("lead__owner")[:SOME])
    heir = Rep.objects.get(pk=where.number) if where.to == Destination.REP else None
    for row in rows:
        with transaction.atomic():
            if heir is None:
                end_collaborations([row.pk], by=by.pk, now=now)
            else:
                pass_on_collaboration(collaborator=row, rep=heir, by=by.pk, now=now)
                left = Task.objects.filter(lead=row.lead_id, rep=has.rep)
                give_tasks(left, rep=heir, now=now)
            take_over_tasks([row.lead_id])
    return len(rows)


def _pass_reviews(has: Belongings, where: Where, *, by: Any, now: datetime) -> int:
    related = ("lead__customer__owner", "lead__channel")
    rows = list(has.reviews.select_related(*related)[:SOME])
    for review in rows:
        if where.to == Destination.REP:
            rep = where.pk
        else:
            wish = wish_for(review.lead, event_kind=RoutingEvent.HANDOVER)
            rep = suggest(wish, now=now).rep
        _suggest(review, None if rep == has.rep.pk else rep, now=now)
    return len(rows)


@transaction.atomic
def _suggest(review: Review, rep: int | None, *, now: datetime) -> None:
    """Another suggestion; without one there is nothing to take when the time is up."""
    still = Review.objects.open().filter(pk=review.pk, suggestion=review.suggestion_id)
    if rep is not None:
        still.update(suggestion=rep)
    elif still.update(suggestion=None, due_at=None):
        stop([review.lead_id], kinds=[ClockKind.REVIEW], now=now)
        due_at = earliest_due(review.lead_id)
        Lead.objects.filter(pk=review.lead_id).update(due_at=due_at)


def _leave_pools(has: Belongings, where: Where, *, by: Any, now: datetime) -> int:
    """Out of every pool, each balance carried by those who stay; a successor takes the place."""
    rows = list(has.pools.select_related("pool")[:SOME])
    for member in rows:
        with transaction.atomic():
            if where.to == Destination.REP:
                _take_place(member, where.number, by=by, now=now)
            _write(member, is_active=False, by=by, now=now)
            settle_leaver(rep=has.rep, pool=member.pool, by=by.pk, now=now)
    return len(rows)


def _take_place(member: PoolMember, rep_id: int, *, by: Any, now: datetime) -> None:
    if PoolMember.objects.filter(pool=member.pool_id, rep=rep_id).exists():
        return
    place: Any = PoolMember(pool=member.pool, rep_id=rep_id, weight=member.weight)
    place._history_user, place._history_date = by, now
    place.save(force_insert=True)
    wake_pools([member.pool_id], now=now)


PASS_ON: Mapping[str, Step] = {
    HandoverKind.CUSTOMERS: _pass_customers,
    HandoverKind.TASKS: _pass_tasks,
    HandoverKind.COLLABORATIONS: _pass_collaborations,
    HandoverKind.REVIEWS: _pass_reviews,
    HandoverKind.POOLS: _leave_pools,
}
