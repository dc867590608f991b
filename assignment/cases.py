"""From wishes to cases: whatever deciding about leads needs, read and planned before any lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assignment.bars import bars_of
from assignment.choices import AssignmentKind, RoutingEvent
from assignment.dealing import Hand
from assignment.engine.codes import Exclusion, TargetKind
from assignment.engine.match import Match, match
from assignment.engine.pick import draw_for
from assignment.engine.plans import to_pool
from assignment.engine.roster import NO_POOL
from assignment.engine.route import Plan, Sticky, plan
from assignment.facts import facts_of, quantity_thresholds
from assignment.models import Pool
from assignment.owners import back_from_leave
from assignment.requests import request_for
from assignment.rosters import Rosters, load_rosters
from assignment.versions.in_force import InForce
from leads.lifecycle import Arrival
from leads.models import Lead

Barred = Mapping[int, Exclusion]


@dataclass(frozen=True, slots=True)
class Wish:
    """A lead that wants an owner, and whose it might be already; ``by`` is who has approved it.

    ``pool`` is to deal it, whatever the rules say, because a manager wants it so. ``is_approved``:
    a suggestion was, so that nobody is asked any more, neither a rep nor a public pool.
    """

    arrival: Arrival
    sticky: Sticky | None = None
    review_done: bool = False
    is_approved: bool = False
    by: int | None = None
    pool: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A wish with everything that deciding about it needs, and the plan by a rule set's version.

    ``owed`` is what the rules would have said of a lead that goes to its customer's owner, if
    the pool that they name debits such leads.
    """

    wish: Wish
    facts: dict[str, Any]
    barred: Barred
    plan: Plan
    version: int
    age_hours: float
    owed: Match | None = None

    @property
    def lead(self) -> Lead:
        return self.wish.arrival.lead

    @property
    def owed_pools(self) -> frozenset[int]:
        """The pool, if any, whose members are owed this lead if the customer's owner gets it."""
        rule = self.owed.rule if self.owed else None
        return frozenset({rule.target.pool} if rule and rule.target.pool else ())

    @property
    def hand(self) -> Hand:
        target = self.plan.target
        pool = target.pool if target and target.pool else NO_POOL
        return Hand(
            plan=self.plan,
            barred=self.barred,
            facts=self.facts,
            draw=draw_for(self.wish.arrival.message_id, pool),
            age_hours=self.age_hours,
            push=self.wish.is_approved or self.wish.arrival.event == RoutingEvent.PUSHED,
        )


def prepare(wishes: Sequence[Wish], force: InForce, *, now: datetime) -> tuple[list[Case], Rosters]:
    """What deciding about some leads needs, read and planned before any lock."""
    thresholds = quantity_thresholds([wish.arrival.lead for wish in wishes])
    known = [one.arrival.lead for one in wishes if one.arrival.event != RoutingEvent.ARRIVED]
    barred = bars_of(known)
    back = back_from_leave([wish.sticky.rep for wish in wishes if wish.sticky], now=now)
    cases = []
    for wish in wishes:
        arrival, bars = wish.arrival, barred.get(wish.arrival.lead.pk, {})
        facts = facts_of(arrival.lead, channel=arrival.channel, text=arrival.text)
        rules = force.rules_for(arrival, facts)
        request = request_for(
            facts,
            rules=rules,
            policy=force.policy,
            thresholds=thresholds,
            sticky=wish.sticky,
            back=back,
            now=now,
            barred=bars,
            review_done=wish.review_done or wish.is_approved,
        )
        age = (now - arrival.lead.opened_at).total_seconds() / 3600
        keys = request.key_reasons
        where = to_pool(wish.pool, keys) if wish.pool else plan(rules, request)
        owed = match(rules, facts) if where.sticky_rep else None
        cases.append(Case(wish, facts, bars, where, rules.version, age, owed))
    cases = _only_booked(cases)
    return cases, _load(cases, now=now)


def _only_booked(cases: Sequence[Case]) -> list[Case]:
    """The cases, with what is owed left only where a pool books it; no query without any."""
    pools = {pool for case in cases for pool in case.owed_pools}
    books = Pool.objects.filter(pk__in=pools).values_list("pk", "books_outside") if pools else ()
    booked = {pk for pk, ways in books if AssignmentKind.STICKY in ways}
    return [case if case.owed_pools & booked else replace(case, owed=None) for case in cases]


def _load(cases: Sequence[Case], *, now: datetime) -> Rosters:
    targets = {case.plan.target for case in cases if case.plan.target}
    pools = {target.pool for target in targets if target.pool is not None}
    asks = [case.plan.requirements or (case.owed and case.owed.requirements) for case in cases]
    return load_rosters(
        pools.union(*(case.owed_pools for case in cases)),
        rep_ids={case.plan.sticky_rep for case in cases if case.plan.sticky_rep},
        targets=[one for one in targets if one.kind in (TargetKind.REPS, TargetKind.TEAM)],
        needs_traits=any(asks),
        now=now,
    )
