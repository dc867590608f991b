"""To whom leads would go if they were moved now: the engine at a table without locks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assignment.cases import Case, Wish, prepare
from assignment.choices import Destination, MoveResult, RoutingEvent
from assignment.dealing import Table
from assignment.engine.codes import Exclusion
from assignment.engine.route import Outcome, Sticky
from assignment.models import PoolLedger
from assignment.moving.destinations import Where
from assignment.rosters import Rosters
from assignment.versions.in_force import in_force
from assignment.wishes import wishes_for
from leads.choices import CLOSED, LeadStatus
from leads.models import Lead
from reps.models import Rep

Heirs = Mapping[int, Rep | None]
NO_HEIRS: Heirs = {}
RESULTS = {
    "assigned": MoveResult.MOVED,
    "review": MoveResult.REVIEW,
    "offered": MoveResult.OFFERED,
    "pooled": MoveResult.POOLED,
    "waiting": MoveResult.WAITS,
}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One lead and what would become of it; ``rep`` is to whom it would go, or be offered."""

    lead: Lead
    result: str
    rep: int | None = None
    reasons: tuple[str, ...] = ()


class DryTable(Table):
    """Deals one lead after the other as in bulk, but locks nothing. Never write() it."""

    def __init__(self, rosters: Rosters, *, now: datetime) -> None:
        super().__init__(rosters, dealt_pools=set(), is_bulk=False, now=now)
        found = PoolLedger.objects.in_bulk(list(rosters.by_pool))
        self.ledgers = {pk: found.get(pk) or PoolLedger(pool_id=pk) for pk in rosters.by_pool}
        self.is_bulk = True


def foresee(
    leads: Sequence[Lead], where: Where, *, heirs: Heirs = NO_HEIRS, now: datetime
) -> list[Foreseen]:
    """What would become of leads, in the order given; nothing is written, booked or locked.

    ``heirs`` are the owners that customers will have by then. A fixed number of queries,
    whatever the number of leads. Raises NoPolicy.
    """
    if where.to == Destination.REP:
        return [_to_rep(lead, where.pk) for lead in leads]
    fit = [lead for lead in leads if can_be_routed(lead)]
    dealt = deal_in_mind(fit, where, heirs, now=now)
    outcomes = {lead.pk: outcome for lead, outcome in zip(fit, dealt, strict=True)}
    return [
        _as_foreseen(lead, outcomes[lead.pk])
        if lead.pk in outcomes
        else Foreseen(lead, MoveResult.UNFIT)
        for lead in leads
    ]


def can_be_routed(lead: Lead) -> bool:
    """What waits for a manager's decision is his, and what is closed nobody's."""
    return lead.status not in CLOSED and lead.status != LeadStatus.REVIEW


def deal_in_mind(
    leads: Sequence[Lead], where: Where, heirs: Heirs = NO_HEIRS, *, now: datetime
) -> list[Outcome]:
    """The engine's answers, each following from those before it; its owner of now has no part."""
    if not leads:
        return []
    asked = wishes_for(leads, event_kind=RoutingEvent.REQUESTED, pool=where.pool)
    wishes = [replace(wish, sticky=_sticky(wish, heirs)) for wish in asked]
    cases, rosters = prepare(wishes, in_force(), now=now)
    table = DryTable(rosters, now=now)
    outcomes = []
    for case in cases:
        outcome, _hand = table.settle(_without_owner(case).hand)
        table.carry_out(outcome, case.lead)
        outcomes.append(outcome)
    return outcomes


def _sticky(wish: Wish, heirs: Heirs) -> Sticky | None:
    """The customer's owner of then; not the owner who loses the lead."""
    lead = wish.arrival.lead
    if lead.customer_id in heirs:
        heir = heirs[lead.customer_id]
        return Sticky(rep=heir.pk, is_active=heir.is_active, source="customer") if heir else None
    return None if wish.sticky and wish.sticky.rep == lead.owner_id else wish.sticky


def _without_owner(case: Case) -> Case:
    owner = case.lead.owner_id
    if owner is None or owner in case.barred:
        return case
    return replace(case, barred={**case.barred, owner: Exclusion.PREVIOUS_OWNER})


def _to_rep(lead: Lead, rep: int | None) -> Foreseen:
    if lead.status in CLOSED or lead.owner_id == rep:
        return Foreseen(lead, MoveResult.UNFIT)
    return Foreseen(lead, MoveResult.MOVED, rep)


def _as_foreseen(lead: Lead, outcome: Outcome) -> Foreseen:
    reasons = tuple(str(reason) for reason in outcome.reasons)
    return Foreseen(lead, RESULTS[outcome.kind], outcome.rep, reasons)
