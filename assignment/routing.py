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

from assignment.cases import Case, Wish, prepare
from assignment.choices import AssignmentKind, RoutingEvent
from assignment.dealing import Hand, Table
from assignment.engine.codes import Exclusion, Unassigned
from assignment.engine.roster import NO_POOL, Roster
from assignment.engine.route import Outcome
from assignment.holding import hold
from assignment.models import Decision, LedgerEntry, Policy
from assignment.ownership import Gift, Owner, give
from assignment.policies import NoPolicy
from assignment.records import record_of, rule_of
from assignment.reviews import open_reviews
from assignment.rosters import Rosters
from assignment.versions.in_force import in_force
from assignment.waiting import RETRY_AFTER_ERROR, is_news, let_wait, standing
from leads.choices import LeadStatus
from leads.lifecycle import LostRace, Routed
from leads.models import Lead
from reps.bulk import insert_many

logger = logging.getLogger(__name__)
Barred = Mapping[int, Exclusion]


@dataclass(frozen=True, slots=True)
class Decided:
    """A case with its outcome, what that came from and, when a pool dealt it, the ledger entry.

    ``hand`` is the case's, with those who turned out to be full; ``seen`` are the rosters.
    """

    case: Case
    outcome: Outcome
    hand: Hand
    seen: tuple[Roster, ...]
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
        force = in_force()
        cases, rosters = prepare(wishes, force, now=now)
        table = _open_table(cases, rosters, now=now)
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, NoPolicy):
        logger.exception("Could not route leads %s", [w.arrival.lead.pk for w in wishes][:20])
        return [_failed(wish.arrival.lead, now) for wish in wishes]
    decided = _decide(cases, table, now=now)
    table.write()
    return _write(decided, rosters, policy=force.policy, now=now)


def suggest(wish: Wish, *, now: datetime) -> Outcome:
    """What routing would answer now; nothing is locked, booked or written."""
    cases, rosters = prepare([wish], in_force(), now=now)
    table = Table(rosters, dealt_pools=set(), is_bulk=False, now=now)
    return table.suggest(cases[0].hand)


def _open_table(cases: Sequence[Case], rosters: Rosters, *, now: datetime) -> Table:
    deals = {
        case.plan.target.pool
        for case in cases
        if case.plan.target and case.plan.target.pool and not case.plan.is_review
    }
    dealt = rosters.overflows_of(deals).union(*(case.owed_pools for case in cases))
    return Table(rosters, dealt_pools=dealt, is_bulk=len(cases) > 1, now=now)


def _decide(cases: Sequence[Case], table: Table, *, now: datetime) -> list[Decided]:
    decided = []
    for case in cases:
        started = time.perf_counter_ns()
        seen = table.seen(case.hand)
        outcome, hand = table.settle(case.hand)
        entry = table.carry_out(outcome, case.lead, owed=case.owed, hand=hand)
        took_us = (time.perf_counter_ns() - started) // 1000
        is_reserved = table.is_bulk or case.plan.step != "sticky"
        decided.append(Decided(case, outcome, hand, seen, entry, took_us, is_reserved))
    return decided


def _write(
    decided: Sequence[Decided], rosters: Rosters, *, policy: Policy, now: datetime
) -> list[Routed]:
    unowned = [one for one in decided if one.outcome.kind in ("waiting", "offered", "pooled")]
    stood = standing(one.case.lead for one in unowned)
    news = [one for one in decided if _is_worth_a_decision(one, stood)]
    decisions = insert_many(_decision(one, now) for one in news)
    decision_of = {
        one.case.lead.pk: decision for one, decision in zip(news, decisions, strict=True)
    }
    assigned = [one for one in decided if one.outcome.kind == "assigned"]
    gifts = [_gift(one, decision_of[one.case.lead.pk], rosters, now=now) for one in assigned]
    give(gifts, policy=policy, now=now)
    reviews = [one for one in decided if one.outcome.kind == "review"]
    open_reviews(
        [(one.case.lead, one.outcome, decision_of[one.case.lead.pk]) for one in reviews],
        policy=policy,
        now=now,
    )
    hold(
        [(one.case.lead, one.outcome, decision_of.get(one.case.lead.pk)) for one in unowned],
        users={rep: person.user_id for rep, person in rosters.people.items()},
        retry=timedelta(minutes=policy.retry_minutes),
        now=now,
    )
    return [_told(one, decision_of.get(one.case.lead.pk), rosters) for one in decided]


def _is_worth_a_decision(one: Decided, stood: Mapping[int, int]) -> bool:
    """Trying again without another answer is not; an offer always is, since it asks somebody.

    The same reasons in another pool than where the lead ``stood`` are another answer.
    """
    lead, outcome = one.case.lead, one.outcome
    if outcome.kind not in ("waiting", "pooled") or is_news(lead, outcome.reasons):
        return True
    return outcome.pool is not None and stood.get(lead.pk) != outcome.pool


def _decision(one: Decided, now: datetime) -> Decision:
    case, outcome = one.case, one.outcome
    rule_key, rule_name = rule_of(outcome.plan)
    pool = outcome.pool or (one.seen[0].pool if one.seen else NO_POOL)
    strategies = {roster.pool: str(roster.strategy) for roster in one.seen}
    return Decision(
        lead_id=case.lead.pk,
        cycle=case.lead.cycle,
        event=case.wish.arrival.event,
        kind=outcome.kind,
        version_id=case.version or None,
        rule_key=rule_key,
        rule_name=rule_name,
        pool_id=pool or None,
        strategy=strategies.get(pool, "") if pool else "",
        rep_id=outcome.rep,
        reasons=[str(reason) for reason in outcome.reasons],
        record=record_of(
            outcome,
            facts=case.facts,
            message_id=case.wish.arrival.message_id,
            deal=one.entry.number if one.entry else None,
            rosters=one.seen,
            barred=one.hand.barred,
            age_hours=one.hand.age_hours,
            push=one.hand.push,
        ),
        took_us=one.took_us,
        at=now,
    )


def _gift(one: Decided, decision: Decision, rosters: Rosters, *, now: datetime) -> Gift:
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
        pool=one.outcome.pool,
        clock_from=hours.next_working(now) if one.outcome.starts_later else None,
        facts={"is_key": bool(key), "key_reasons": key},
    )


def _kind_of(one: Decided) -> str:
    if one.case.wish.arrival.event == RoutingEvent.HANDOVER:
        return AssignmentKind.HANDOVER
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
