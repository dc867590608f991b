"""Giving a waiting lead to a rep who takes it himself: by a claim, or because it was offered.

The pool books it as if it had dealt the lead to him: credited to the members who could have
taken it at that moment, debited to the taker, also if he is none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assignment import loads
from assignment.caps import limits_of
from assignment.choices import EntryKind
from assignment.engine.codes import Exclusion, TargetKind
from assignment.engine.ledger import owed_by
from assignment.engine.pick import pick
from assignment.engine.requirements import Requirement
from assignment.engine.roster import ON_DUTY, Candidate, Choice, Roster
from assignment.engine.route import Request, plan
from assignment.engine.rules import Target
from assignment.facts import facts_of
from assignment.fairness.ledger import post
from assignment.models import Assignment, Decision, LedgerEntry, PoolLedger
from assignment.ownership import Gift, Owner, give
from assignment.pools.refusals import Refused
from assignment.rosters import Rosters, load_rosters, lock_ledgers, with_balances
from assignment.versions.in_force import InForce, in_force
from assignment.wishes import newest_inquiries
from leads.lifecycle import Arrival
from leads.models import Lead

Barred = Mapping[int, Exclusion]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A waiting lead that a rep wants from a pool.

    ``barred`` says which reps could not take this lead, and why; ``decision`` put it there.
    """

    lead: Lead
    rep_id: int
    pool_id: int
    barred: Barred
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A lead that may be taken, with all that was read before any lock."""

    wanted: Wanted
    rosters: Rosters
    in_force: InForce
    facts: Mapping[str, Any]
    requirements: tuple[Requirement, ...]


def prepare(wanted: Wanted, *, now: datetime) -> Ready:
    """Read what taking needs and judge the taker as the pool's rule would, but for his hours.

    Takes no lock. Raises Refused with the code of the gate that stops him.
    """
    current = in_force()
    facts, requirements = _asked_of_reps(wanted, current)
    rosters = load_rosters(
        [wanted.pool_id],
        targets=[_by_name(wanted.rep_id)],
        needs_traits=bool(requirements),
        now=now,
    )
    ready = Ready(wanted, rosters, current, facts, requirements)
    alone = replace(
        rosters.named[_by_name(wanted.rep_id)], candidates=(_candidate(ready, now=now),)
    )
    excluded = _pick(alone, ready).excluded
    if excluded:
        raise Refused(excluded[0][1])
    return ready


def take(ready: Ready, *, kind: str, by: int | None, now: datetime) -> Assignment:
    """Book the deal, count the lead for the taker and make him its owner.

    Within the caller's transaction: locks the pool's ledger, then the rep, then the lead.
    Raises Refused when his limits are used up by now, LostRace when the lead is gone.
    """
    wanted = ready.wanted
    ledger = lock_ledgers([wanted.pool_id])[wanted.pool_id]
    _reserve(ready, now=now)
    entry = _book(ready, ledger, now=now)
    person = ready.rosters.people[wanted.rep_id]
    hours = ready.rosters.availability.of(person.pk)
    gift = Gift(
        lead=wanted.lead,
        owner=Owner(person.pk, person.user_id, person.today, hours),
        kind=kind,
        decision=wanted.decision,
        pool=wanted.pool_id,
        entry=entry,
        by=by,
        is_reserved=True,
    )
    return give([gift], policy=ready.in_force.policy, now=now)[0]


def _pick(roster: Roster, ready: Ready) -> Choice:
    return pick(
        roster,
        barred=ready.wanted.barred,
        draw=0.0,
        facts=ready.facts,
        requirements=ready.requirements,
    )


def _by_name(rep_id: int) -> Target:
    return Target(TargetKind.REPS, reps=(rep_id,))


def _asked_of_reps(
    wanted: Wanted, current: InForce
) -> tuple[Mapping[str, Any], tuple[Requirement, ...]]:
    """The lead's facts, and what its rule asks of a rep if it still is the one that decided."""
    lead = wanted.lead
    inquiry = newest_inquiries([lead.pk]).get(lead.pk)
    text = inquiry.text if inquiry else ""
    facts = facts_of(lead, channel=lead.channel.slug, text=text)
    arrival = Arrival(lead=lead, event="", channel=lead.channel.slug, text=text)
    request = Request(facts=facts, sticky=None, key_reasons=(), barred={}, review_done=True)
    found = plan(current.rules_for(arrival, facts), request)
    is_same = wanted.decision and found.rule and found.rule.key == wanted.decision.rule_key
    return facts, found.requirements if is_same else ()


def _candidate(ready: Ready, *, now: datetime) -> Candidate:
    """The taker, who is evidently there, with the caps that hold for him in this pool."""
    wanted, rosters = ready.wanted, ready.rosters
    candidate = rosters.named[_by_name(wanted.rep_id)].candidates[0]
    caps = candidate.caps
    if rosters.is_capped:
        place = wanted.pool_id, wanted.rep_id
        hours = {wanted.rep_id: rosters.availability.of(wanted.rep_id)}
        caps = limits_of([place], hours=hours, now=now).get(place, ())
    return replace(candidate, presence=ON_DUTY, ready_in=0, caps=caps)


def _reserve(ready: Ready, *, now: datetime) -> None:
    rep_id, rosters = ready.wanted.rep_id, ready.rosters
    today = rosters.people[rep_id].today
    if rosters.is_capped:
        hours, pool_id = rosters.availability.of(rep_id), ready.wanted.pool_id
        is_reserved = loads.reserve_within_caps(
            rep_id, pool_id=pool_id, hours=hours, today=today, now=now
        )
    else:
        is_reserved = loads.reserve(rep_id, today=today, now=now)
    if not is_reserved:
        raise Refused(Exclusion.AT_CAPACITY)


def _book(ready: Ready, ledger: PoolLedger, *, now: datetime) -> LedgerEntry | None:
    """The deal of this pool; None when nobody in it could have taken the lead."""
    wanted, rosters = ready.wanted, ready.rosters
    roster = with_balances(rosters.by_pool[ledger.pk], ledger.accounts, rosters.details)
    there = tuple(
        replace(one, presence=ON_DUTY, ready_in=0) if one.rep == wanted.rep_id else one
        for one in roster.candidates
    )
    choice = _pick(replace(roster, candidates=there, max_age_hours=None), ready)
    if choice.winner is None:
        return None
    return post(
        ledger,
        owed_by(choice.lines, instead_of=choice.winner, rep=wanted.rep_id),
        kind=EntryKind.DEAL,
        lead_id=wanted.lead.pk,
        winner_id=wanted.rep_id,
        at=now,
    )
