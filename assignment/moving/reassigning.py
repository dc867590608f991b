"""Giving many leads to others at once: which, to whom, and the order to do so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from assignment.choices import Destination, MoveResult
from assignment.models import Assignment, Pool, Reassignment
from assignment.moving.destinations import UnknownDestination, Where, where_of
from assignment.moving.foreseeing import Foreseen, foresee
from assignment.moving.moves import RELATED, Moved, Order, move
from assignment.versions.published import readable_pools
from leads.choices import OPEN, LeadStatus
from leads.models import Lead
from reps.models import Rep, Team

MOST = 2000
MOVES = (Destination.RULES, Destination.POOL, Destination.REP)
BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Which leads: those named, or those that fit everything that is not empty."""

    ids: Sequence[int] = ()
    owner: Rep | None = None
    team: Team | None = None
    status: str = ""
    pool: Pool | None = None

    @property
    def are_empty(self) -> bool:
        return not (self.ids or self.owner or self.team or self.status or self.pool)


def chosen_leads(user: Any, criteria: Criteria) -> QuerySet[Lead]:
    """The open leads that fit, of those a user decides about; urgent first, then the oldest."""
    leads = Lead.objects.decided_by(user).filter(status__in=OPEN)
    if criteria.ids:
        leads = leads.filter(pk__in=criteria.ids)
    if criteria.owner:
        leads = leads.filter(owner=criteria.owner)
    if criteria.team:
        leads = leads.filter(_of_team(criteria.team))
    if criteria.status:
        leads = leads.filter(status=criteria.status)
    if criteria.pool:
        leads = leads.filter(_of_pool(criteria.pool))
    return leads.order_by("-is_key", "opened_at", "pk")


def receivers_for(user: Any) -> QuerySet[Rep]:
    """The active reps to whom a user may give leads that are not his own: all, or his teams'."""
    reps = Rep.objects.active().order_by("name", "pk")
    return reps if user.has_perm("leads.see_all_leads") else reps.under(user)


def pools_for(user: Any) -> QuerySet[Pool]:
    """The pools that a user may have deal leads: all, or those with members of his."""
    return readable_pools(user=user).prefetch_related(None).order_by("name", "pk")


def orders_for(user: Any) -> QuerySet[Reassignment]:
    """The reassignments a user may read: his own and of his leavers, all, or none."""
    orders = Reassignment.objects.select_related("leaver", "asked_by")
    if not user.has_perm("leads.change_lead"):
        return orders.none()
    if user.has_perm("leads.see_all_leads"):
        return orders
    return orders.filter(Q(asked_by=user) | Q(leaver__in=Rep.objects.under(user)))


def allowed(user: Any, code: str, *, among: Collection[str]) -> Where:
    """A destination that a user may choose. Raises UnknownDestination."""
    where = where_of(code)
    if where.to not in among:
        raise UnknownDestination(code)
    if where.to == Destination.REP and not receivers_for(user).filter(pk=where.number).exists():
        raise UnknownDestination(code)
    if where.to == Destination.POOL and not pools_for(user).filter(pk=where.number).exists():
        raise UnknownDestination(code)
    return where


def preview(user: Any, criteria: Criteria, where: Where, *, now: datetime) -> list[Foreseen]:
    """Each lead that would be moved, at most ``MOST``, and what would become of it."""
    leads = chosen_leads(user, criteria).select_related(*RELATED)
    return foresee(list(leads[:MOST]), where, now=now)


def begin(
    user: Any, criteria: Criteria, where: Where, *, note: str = "", now: datetime
) -> Reassignment:
    """Write down what is to be moved; ``carrying_out`` does it."""
    ids = list(chosen_leads(user, criteria).values_list("pk", flat=True)[:MOST])
    return Reassignment.objects.create(
        wishes={"leads": str(where)}, note=note, lead_ids=ids, asked_by=user, asked_at=now
    )


def move_batch(order: Reassignment, *, now: datetime) -> dict[int, Moved]:
    """Move the next leads of an order; empty when all are done.

    What its giver no longer decides about by now has changed meanwhile.
    """
    ids = [pk for pk in order.lead_ids if str(pk) not in order.results][:BATCH]
    by = order.asked_by
    wanted = Order(where=where_of(order.wishes["leads"]), by=by.pk, note=order.note)
    known = Lead.objects.decided_by(by).select_related(*RELATED).in_bulk(ids)
    gone: dict[int, Moved] = {pk: (MoveResult.CHANGED, None) for pk in ids if pk not in known}
    return gone | move([known[pk] for pk in ids if pk in known], wanted, now=now)


def _of_team(team: Team) -> Q:
    return Q(owner__team=team) | Q(owner__team__parent=team) | Q(owner__team__parent__parent=team)


def _of_pool(pool: Pool) -> Q:
    """Leads whose owners have them from this pool, and those that stand in it."""
    dealt = Assignment.objects.filter(pool=pool, ended_at__isnull=True).values("lead")
    return Q(pk__in=dealt) | Q(status=LeadStatus.WAITING, place__pool=pool)
