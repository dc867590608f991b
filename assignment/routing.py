"""Live routing: load, decide purely, write briefly; for one lead or for many.

The roster is read before any lock. Then the ledgers of the pools concerned are locked
once, in order, and only balances are read under the lock. Limits that hold across pools
are kept by a conditional update of the winner's load; in bulk, where one pick follows
from the other, the reps are locked instead. See docs/locking.md.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assignment.choices import AssignmentKind, EndReason, RoutingEvent
from assignment.dealing import Table
from assignment.engine.codes import Exclusion, TargetKind, Unassigned
from assignment.engine.route import Outcome, Plan, Request, Sticky, plan
from assignment.engine.rules import CompiledRuleSet
from assignment.facts import facts_of, key_reasons, quantity_thresholds
from assignment.in_force import in_force
from assignment.models import Assignment, Decision, LedgerEntry, Policy
from assignment.ownership import Gift, Owner, give
from assignment.policies import NoPolicy
from assignment.records import record_of, rule_of
from assignment.reviews import open_reviews
from assignment.rosters import Rosters, load_rosters
from assignment.waiting import RETRY_AFTER_ERROR, is_news, let_wait
from leads.choices import LeadStatus
from leads.lifecycle import Arrival, LostRace, Routed
from leads.models import Lead
from reps.bulk import insert_many

logger = logging.getLogger(__name__)
BARS = {
    EndReason.RECYCLED: Exclusion.LOST_IN_CYCLE,
    EndReason.RELEASED: Exclusion.PREVIOUS_OWNER,
    EndReason.TAKEN_BACK: Exclusion.PREVIOUS_OWNER,
}
Barred = Mapping[int, Exclusion]


@dataclass(frozen=True, slots=True)
class Wish:
    """A lead that wants an owner, and whose it might be already; ``by`` is who has approved it."""

    arrival: Arrival
    sticky: Sticky | None = None
    review_done: bool = False
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A wish with everything that deciding about it needs, and the plan by a rule set's version."""

    wish: Wish
    facts: dict[str, Any]
    barred: Barred
    plan: Plan
    version: int

    @property
    def lead(self) -> Lead:
        return self.wish.arrival.lead


@dataclass(frozen=True, slots=True)
class Decided:
    """A case with its outcome and, when a pool dealt it, the ledger entry."""

    case: Case
    outcome: Outcome
    entry: LedgerEntry | None
    took_us: int
    is_reserved: bool


def route(wishes: Sequence[Wish], *, now: datetime) -> list[Routed]:
    """Find owners for waiting leads, in the order given, and write everything that follows.

    Within the caller's transaction; takes the locks named above. Raises LostRace when a
    lead stopped waiting meanwhile. An error in what rules and rosters are made of leaves the
    leads waiting, to be tried again, and is logged.
    """
    if any(wish.arrival.lead.status != LeadStatus.WAITING for wish in wishes):
        raise LostRace
    if not wishes:
        return []
    try:
        policy, rules = in_force()
        cases, rosters = _prepare(wishes, policy=policy, rules=rules, now=now)
        table = _open_table(cases, rosters)
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, NoPolicy):
        logger.exception("Could not route leads %s", [w.arrival.lead.pk for w in wishes][:20])
        return [_failed(wish.arrival.lead, now) for wish in wishes]
    decided = _decide(cases, table, now=now)
    table.write()
    return _write(decided, rosters, policy=policy, now=now)


def suggest(wish: Wish, *, now: datetime) -> Outcome:
    """What routing would answer now; nothing is locked, booked or written."""
    policy, rules = in_force()
    cases, rosters = _prepare([wish], policy=policy, rules=rules, now=now)
    table = Table(rosters, dealt_pools=set(), is_bulk=False)
    return table.suggest(cases[0].plan, barred=cases[0].barred)


def _prepare(
    wishes: Sequence[Wish], *, policy: Policy, rules: CompiledRuleSet, now: datetime
) -> tuple[list[Case], Rosters]:
    leads = [wish.arrival.lead for wish in wishes]
    thresholds = quantity_thresholds(leads)
    barred = _barred([wish.arrival for wish in wishes])
    cases = []
    for wish in wishes:
        lead = wish.arrival.lead
        facts = facts_of(lead, channel=wish.arrival.channel, text=wish.arrival.text)
        reasons = key_reasons(facts, value_minor=policy.key_value_minor, thresholds=thresholds)
        facts["is_key"] = bool(reasons)
        bars = barred.get(lead.pk, {})
        request = Request(
            facts=facts,
            sticky=_usable(wish.sticky, bars),
            key_reasons=reasons,
            barred=bars,
            review_done=wish.review_done or not policy.reviews_key_leads,
        )
        cases.append(Case(wish, facts, bars, plan(rules, request), rules.version))
    return cases, _load(cases, now=now)


def _usable(sticky: Sticky | None, bars: Barred) -> Sticky | None:
    """Who has returned the lead himself does not get it back because it was his."""
    if sticky and bars.get(sticky.rep) == Exclusion.PREVIOUS_OWNER:
        return None
    return sticky


def _barred(arrivals: Sequence[Arrival]) -> dict[int, dict[int, Exclusion]]:
    known = [a.lead for a in arrivals if a.event != RoutingEvent.ARRIVED]
    if not known:
        return {}
    cycle_of = {lead.pk: lead.cycle for lead in known}
    periods = Assignment.objects.filter(lead__in=cycle_of, end_reason__in=BARS)
    barred: dict[int, dict[int, Exclusion]] = {}
    rows = periods.order_by("pk").values_list("lead_id", "rep_id", "cycle", "end_reason")
    for lead_id, rep_id, cycle, reason in rows:
        bars = barred.setdefault(lead_id, {})
        if cycle == cycle_of[lead_id] and bars.get(rep_id) != Exclusion.LOST_IN_CYCLE:
            bars[rep_id] = BARS[EndReason(reason)]
    return barred


def _load(cases: Sequence[Case], *, now: datetime) -> Rosters:
    targets = [case.plan.target for case in cases if case.plan.target]
    pools = {target.pool for target in targets if target.kind == TargetKind.POOL}
    reps = {rep for target in targets if target.kind == TargetKind.REPS for rep in target.reps}
    reps |= {case.plan.sticky_rep for case in cases if case.plan.sticky_rep}
    return load_rosters(pools, rep_ids=sorted(reps), now=now)


def _open_table(cases: Sequence[Case], rosters: Rosters) -> Table:
    deals = {
        case.plan.target.pool
        for case in cases
        if case.plan.target and case.plan.target.pool and not case.plan.is_review
    }
    return Table(rosters, dealt_pools=deals, is_bulk=len(cases) > 1)


def _decide(cases: Sequence[Case], table: Table, *, now: datetime) -> list[Decided]:
    decided = []
    for case in cases:
        started = time.perf_counter_ns()
        message_id = case.wish.arrival.message_id
        outcome = table.settle(case.plan, barred=case.barred, message_id=message_id)
        entry = table.carry_out(outcome, case.lead, now=now)
        took_us = (time.perf_counter_ns() - started) // 1000
        is_reserved = table.is_bulk or case.plan.step != "sticky"
        decided.append(Decided(case, outcome, entry, took_us, is_reserved))
    return decided


def _write(
    decided: Sequence[Decided], rosters: Rosters, *, policy: Policy, now: datetime
) -> list[Routed]:
    news = [one for one in decided if _is_worth_a_decision(one)]
    decisions = insert_many(_decision(one, now) for one in news)
    decision_of = {
        one.case.lead.pk: decision for one, decision in zip(news, decisions, strict=True)
    }
    assigned = [one for one in decided if one.outcome.kind == "assigned"]
    gifts = [_gift(one, decision_of[one.case.lead.pk], rosters) for one in assigned]
    give(gifts, policy=policy, now=now)
    reviews = [one for one in decided if one.outcome.kind == "review"]
    open_reviews(
        [(one.case.lead, one.outcome, decision_of[one.case.lead.pk]) for one in reviews],
        policy=policy,
        now=now,
    )
    retry = timedelta(minutes=policy.retry_minutes)
    for one in decided:
        if one.outcome.kind == "waiting":
            keys = one.outcome.plan.key_reasons
            let_wait(one.case.lead, one.outcome.reasons, key_reasons=keys, retry=retry, now=now)
    return [_told(one, decision_of.get(one.case.lead.pk), rosters) for one in decided]


def _is_worth_a_decision(one: Decided) -> bool:
    return one.outcome.kind != "waiting" or is_news(one.case.lead, one.outcome.reasons)


def _decision(one: Decided, now: datetime) -> Decision:
    case, outcome = one.case, one.outcome
    rule_key, rule_name = rule_of(outcome.plan)
    target = outcome.plan.target
    return Decision(
        lead_id=case.lead.pk,
        cycle=case.lead.cycle,
        event=case.wish.arrival.event,
        kind=outcome.kind,
        version_id=case.version or None,
        rule_key=rule_key,
        rule_name=rule_name,
        pool_id=target.pool if target and target.kind == TargetKind.POOL else None,
        rep_id=outcome.rep,
        reasons=[str(reason) for reason in outcome.reasons],
        record=record_of(
            outcome,
            facts=case.facts,
            message_id=case.wish.arrival.message_id,
            deal=one.entry.number if one.entry else None,
        ),
        took_us=one.took_us,
        at=now,
    )


def _gift(one: Decided, decision: Decision, rosters: Rosters) -> Gift:
    person = rosters.people[one.outcome.rep]
    hours = rosters.availability.of(person.pk)
    key = list(one.outcome.plan.key_reasons)
    return Gift(
        lead=one.case.lead,
        owner=Owner(person.pk, person.user_id, person.today, hours),
        kind=_kind_of(one),
        decision=decision,
        entry=one.entry,
        by=one.case.wish.by,
        is_reserved=one.is_reserved,
        facts={"is_key": bool(key), "key_reasons": key},
    )


def _kind_of(one: Decided) -> str:
    if one.outcome.plan.step == "sticky":
        return AssignmentKind.STICKY
    return AssignmentKind.REVIEW if one.case.wish.by else AssignmentKind.AUTOMATIC


def _told(one: Decided, decision: Decision | None, rosters: Rosters) -> Routed:
    lead = one.case.lead
    owner = rosters.people.get(lead.owner_id) if lead.owner_id else None
    return Routed(
        lead_id=lead.pk,
        status=lead.status,
        owner_id=lead.owner_id,
        owner_name=owner.name if owner else "",
        decision_id=decision.pk if decision else None,
        rule=rule_of(one.outcome.plan)[1],
        reasons=one.outcome.reasons,
    )


def _failed(lead: Lead, now: datetime) -> Routed:
    let_wait(lead, [Unassigned.ERROR], retry=RETRY_AFTER_ERROR, now=now)
    return Routed(lead_id=lead.pk, status=lead.status, reasons=[Unassigned.ERROR])
