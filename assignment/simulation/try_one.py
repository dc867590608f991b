"""What a version of the rules would do with one lead now; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assignment.dealing import Hand, Table
from assignment.engine.match import RuleCheck
from assignment.engine.match import explain as explain_match
from assignment.engine.pick import draw_for
from assignment.engine.roster import NO_POOL, Choice, Deal, Roster
from assignment.engine.route import Outcome, plan
from assignment.engine.rules import CompiledRuleSet
from assignment.engine.strategies import Unit, method_of
from assignment.explain import Candidate, Excluded, PassedPool
from assignment.facts import facts_of, quantity_thresholds
from assignment.models import Policy, Pool, RuleSetVersion
from assignment.owners import back_from_leave
from assignment.policies import current_policy, first_follow_up_within
from assignment.requests import request_for
from assignment.rosters import load_rosters
from assignment.simulation.versions import asks_of_reps, content_of, rules_of, targets_of
from assignment.wishes import newest_inquiries, sticky_of
from leads.intake.would_be import would_be
from leads.models import Channel, Lead
from leads.regions import places


@dataclass(frozen=True, slots=True)
class Subject:
    """The lead that is tried. ``known``: who wrote before, so that it would join that lead."""

    lead: Lead
    channel: str
    text: str
    message: int = 0
    known: Lead | None = None
    problems: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one version would do. ``checks`` are its rules up to the one that holds.

    ``below`` names the rules that were not reached. ``first_due`` is by when the owner would
    have to follow up, None if there would be none.
    """

    version: RuleSetVersion
    facts: Mapping[str, Any]
    outcome: Outcome
    checks: tuple[RuleCheck, ...]
    below: tuple[str, ...]
    pool: str
    strategy: str
    unit: Unit
    winner: str
    candidates: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]
    passed_pools: tuple[PassedPool, ...]
    key_rules: tuple[str, ...]
    first_due: datetime | None


def subject_of(lead: Lead) -> Subject:
    """A lead that is there, as if it came now; one query."""
    inquiry = newest_inquiries([lead.pk]).get(lead.pk)
    return Subject(
        lead=lead,
        channel=lead.channel.slug,
        text=inquiry.text if inquiry else "",
        message=inquiry.message_id if inquiry else 0,
    )


def subject_from(fields: Mapping[str, object], *, channel: Channel, now: datetime) -> Subject:
    """A lead typed by hand, read as the channel's intake would."""
    found = would_be(fields, channel=channel, now=now)
    return Subject(
        lead=found.lead,
        channel=channel.slug,
        text=found.text,
        known=found.known,
        problems=found.problems,
    )


def try_one(subject: Subject, versions: Sequence[RuleSetVersion], *, now: datetime) -> list[Answer]:
    """What each version would do with it; one set of rosters for all.

    Raises NoPolicy, UnreadableRules.
    """
    places.current()
    policy, thresholds = current_policy(), quantity_thresholds([subject.lead])
    rule_sets = [rules_of(content_of(version)) for version in versions]
    hands = [
        _hand(subject, rules, policy=policy, thresholds=thresholds, now=now) for rules in rule_sets
    ]
    pools, named = targets_of(rule_sets)
    sticky = {hand.plan.sticky_rep for hand in hands if hand.plan.sticky_rep}
    rosters = load_rosters(
        pools, rep_ids=sticky, targets=named, needs_traits=asks_of_reps(rule_sets), now=now
    )
    table = Table(rosters, dealt_pools=set(), is_bulk=False, now=now)
    names = {pk: person.name for pk, person in rosters.people.items()}
    return [
        _answer(version, rules, hand, table=table, names=names, policy=policy, now=now)
        for version, rules, hand in zip(versions, rule_sets, hands, strict=True)
    ]


def _hand(
    subject: Subject,
    rules: CompiledRuleSet,
    *,
    policy: Policy,
    thresholds: dict[str, int],
    now: datetime,
) -> Hand:
    facts = facts_of(subject.lead, channel=subject.channel, text=subject.text)
    sticky = sticky_of(subject.lead)
    request = request_for(
        facts,
        rules=rules,
        policy=policy,
        thresholds=thresholds,
        sticky=sticky,
        back=back_from_leave([sticky.rep] if sticky else [], now=now),
        now=now,
    )
    planned = plan(rules, request)
    pool = planned.target.pool if planned.target else None
    draw = draw_for(subject.message, pool or NO_POOL)
    return Hand(plan=planned, barred=request.barred, facts=facts, draw=draw)


def _answer(
    version: RuleSetVersion,
    rules: CompiledRuleSet,
    hand: Hand,
    *,
    table: Table,
    names: Mapping[int, str],
    policy: Policy,
    now: datetime,
) -> Answer:
    outcome = table.suggest(hand)
    seen = table.seen(hand)
    roster = next((one for one in seen if one.pool == outcome.pool), seen[0] if seen else None)
    method = method_of(roster.strategy) if roster else None
    checks = explain_match(rules, hand.facts) if hand.plan.step == "rules" else ()
    of_pools = _pool_names({one.pool for one in seen})
    keys = outcome.plan.key_reasons
    return Answer(
        version=version,
        facts=hand.facts,
        outcome=outcome,
        checks=checks,
        below=tuple(one.rule.name for one in rules.rules[len(checks) :]),
        pool=of_pools.get(roster.pool, "") if roster else "",
        strategy=str(method.code) if method and roster and roster.pool != NO_POOL else "",
        unit=_unit(roster),
        winner=names.get(outcome.rep or 0, ""),
        candidates=_candidates(outcome, hand, roster, names),
        excluded=_excluded(outcome.choice, names),
        passed_pools=tuple(
            PassedPool(of_pools.get(pool, f"#{pool}"), _excluded(choice, names))
            for pool, choice in outcome.passed
        ),
        key_rules=rules.key_names({**hand.facts, "is_key": False}) if keys else (),
        first_due=_first_due(outcome, policy=policy, table=table, now=now),
    )


def _first_due(outcome: Outcome, *, policy: Policy, table: Table, now: datetime) -> datetime | None:
    if outcome.kind != "assigned" or outcome.rep is None:
        return None
    hours = table.rosters.availability.of(outcome.rep)
    begins = hours.next_working(now) if outcome.starts_later else now
    within: timedelta = first_follow_up_within(policy, is_key=bool(outcome.plan.key_reasons))
    return begins + within


def _unit(roster: Roster | None) -> Unit:
    """Reps by name and teams are ranked by how long they have waited."""
    if roster is None or roster.pool == NO_POOL:
        return Unit.MOMENT
    return method_of(roster.strategy).unit(roster.options)


def _candidates(
    outcome: Outcome, hand: Hand, roster: Roster | None, names: Mapping[int, str]
) -> tuple[Candidate, ...]:
    if outcome.choice is None or roster is None:
        return ()
    count = method_of(roster.strategy).points if roster.pool != NO_POOL else None
    deal = Deal(draw=hand.draw, facts=hand.facts, options=roster.options)
    people = {one.rep: one for one in roster.candidates}
    return tuple(
        Candidate(
            rep_id=rep,
            name=names.get(rep, f"#{rep}"),
            number=number,
            is_winner=rep == outcome.rep,
            points=count(people[rep], deal) if count else {},
        )
        for rep, number in outcome.choice.ranked
    )


def _excluded(choice: Choice | None, names: Mapping[int, str]) -> tuple[Excluded, ...]:
    return tuple(
        Excluded(rep, names.get(rep, f"#{rep}"), code)
        for rep, code in (choice.excluded if choice else ())
    )


def _pool_names(pool_ids: set[int]) -> dict[int, str]:
    known = pool_ids - {NO_POOL}
    return dict(Pool.objects.filter(pk__in=known).values_list("pk", "name")) if known else {}
