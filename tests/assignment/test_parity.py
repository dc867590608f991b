"""The six drivers of the engine give the same decision for the same input."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from assignment.choices import RoutingEvent, VersionState
from assignment.models import Decision, Rule, RuleSetVersion
from assignment.records import by_code, ranked_of
from assignment.routing import route
from assignment.simulation.replay import replay
from assignment.simulation.run import start_run
from assignment.simulation.try_one import subject_from, subject_of, try_one
from assignment.simulation.versions import content_of, rules_of
from assignment.versions.rule_sets import draft_of, publish
from assignment.wishes import wish_for
from leads.models import Lead
from reps.models import Team
from tests.builders import (
    MONDAY,
    after,
    make_channel,
    make_customer,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db

PEOPLE = [
    {"email": "one@mill.de", "country": "DE", "industry": "Machinery", "language": "de"},
    {"email": "two@mill.fr", "country": "FR", "industry": "Machinery", "message": "urgent pump"},
    {"email": "three@own.com", "country": "US", "company": "Own"},
    {"email": "four@far.cn", "country": "CN", "language": "zh", "quantity": 5},
    {"email": "five@key.com", "country": "DE", "value": 2_000_000, "currency": "CNY"},
    {"email": "six@mill.de", "country": "DE", "industry": "Machinery"},
    {"email": "seven@x.com", "country": "BR"},
    {"email": "eight@x.com", "country": "AT", "industry": "Food"},
]


@pytest.fixture
def rules():
    """Pools of several strategies with limits, an overflow, and rules that ask for something."""
    team = Team.objects.create(name="East")
    ana = make_rep("Ana", team=team, languages=["de", "en"], capacity=2)
    bo = make_rep("Bo", team=team, languages=["zh"], daily_cap=3)
    cai = make_rep("Cai", languages=["en"], level="senior", products=["Pump"])
    dan = make_rep("Dan", is_paused=True)
    everybody = make_pool(
        (ana, "2"), (bo, "1.5"), cai, dan, name="all", strategy="weighted", books_outside=["sticky"]
    )
    few = make_pool(
        ana, bo, name="few", strategy="round_robin", when_nobody="overflow", overflow=everybody
    )
    best = make_pool(ana, bo, cai, name="best", strategy="best_match")
    make_policy()
    make_customer("Own", owner=cai, domain="own.com")
    return make_rules(
        (few, ("industry", "is", "Machinery")),
        (best, ("language", "is_not_empty", None)),
        catch_all=everybody,
    )


def told(decision: Decision) -> tuple:
    record = decision.record
    return (
        decision.kind,
        decision.rep_id,
        decision.rule_key,
        list(decision.reasons),
        record["ranked"],
        record["excluded"],
    )


def as_told(outcome) -> tuple:
    choice, rule = outcome.choice, outcome.plan.rule
    return (
        outcome.kind,
        outcome.rep,
        rule.key if rule else "",
        [str(reason) for reason in outcome.reasons],
        ranked_of(choice),
        by_code(choice.excluded) if choice else {},
    )


def live() -> list[Decision]:
    leads = [make_lead(now=after(number / 4), **one) for number, one in enumerate(PEOPLE)]
    return [Decision.objects.get(lead=lead) for lead in leads]


def rerun(*versions, kept=None) -> list[list[tuple]]:
    """What each version decides of the leads that have come, in a dry run or a comparison."""
    run = start_run(
        [rules_of(content_of(one)) for one in versions],
        since=MONDAY - timedelta(days=1),
        until=MONDAY + timedelta(days=1),
    )
    answers = [[] for _ in versions]
    for arm, told_by in zip(run.arms, answers, strict=True):
        take = arm.take
        arm.take = lambda lead, take=take, told_by=told_by: told_by.append(as_told(take(lead)))
    assert run.go_on(seconds=60, told=lambda done: None)
    return answers


def test_a_dry_run_decides_as_it_was_decided_live(rules):
    decisions = live()

    (again,) = rerun(rules)

    assert again == [told(decision) for decision in decisions]
    assert {decision.kind for decision in decisions} == {"assigned", "review"}


def test_a_comparison_decides_by_both_versions_as_each_would_alone(rules):
    live()
    other = publish_another(rules)

    before, after_it = rerun(rules, other)

    assert [before] == rerun(rules)
    assert [after_it] == rerun(other)
    assert before != after_it


def test_a_dry_run_goes_on_from_ledgers_and_loads_as_they_stood(rules):
    decisions = live()
    run = start_run([rules_of(content_of(rules))], since=after(0.9), until=after(24))
    answers = []

    for arm in run.arms:
        take = arm.take
        arm.take = lambda lead, take=take: answers.append(as_told(take(lead)))
    run.go_on(seconds=60, told=lambda done: None)

    assert answers == [told(decision) for decision in decisions[4:]]


def test_trying_a_lead_says_what_routing_then_does(rules):
    channel = make_channel()
    for number, one in enumerate(PEOPLE):
        now = after(number / 4)
        (foreseen,) = try_one(subject_from(one, channel=channel, now=now), [rules], now=now)

        lead = make_lead(channel, now=now, **one)

        decision = Decision.objects.get(lead=lead)
        assert as_told(foreseen.outcome) == told(decision)
        assert foreseen.facts == as_facts(decision, foreseen.facts)


def test_an_existing_lead_is_tried_as_if_it_came_now(rules):
    lead = make_lead(**PEOPLE[0])
    typed = try_one(
        subject_from(PEOPLE[0], channel=lead.channel, now=after(1)), [rules], now=after(1)
    )
    lead = Lead.objects.select_related("channel", "customer__owner").get(pk=lead.pk)

    picked = try_one(subject_of(lead), [rules], now=after(1))

    assert as_told(picked[0].outcome) == as_told(typed[0].outcome)


def test_bulk_decides_as_one_by_one(rules):
    waiting = leads_that_wait(rules)

    one_by_one = undone(lambda: [routed([lead])[0] for lead in waiting])

    assert routed(waiting) == one_by_one


def test_every_decision_is_replayed_to_the_same(rules):
    live()
    routed(leads_that_wait(rules))
    decisions = Decision.objects.order_by("pk")

    replays = [replay(Decision.objects.get(pk=decision.pk)) for decision in decisions]

    assert {one.kind for one in decisions} == {"assigned", "review", "waiting"}
    assert [one.differences for one in replays] == [()] * len(replays)
    assert [as_told(one.outcome) for one in replays] == [told(one) for one in decisions]
    assert max(len(json.dumps(one.record)) for one in decisions) < 4096


def leads_that_wait(version) -> list[Lead]:
    """The same people once more, who came while no rules were in force."""
    RuleSetVersion.objects.filter(pk=version.pk).update(state=VersionState.RETIRED)
    again = [{**one, "email": f"again-{one['email']}"} for one in PEOPLE]
    leads = [make_lead(now=after(5), **one).pk for one in again]
    RuleSetVersion.objects.filter(pk=version.pk).update(state=VersionState.PUBLISHED)
    waiting = Lead.objects.waiting().filter(pk__in=leads)
    return list(waiting.order_by("pk"))


def routed(leads: list[Lead]) -> list[tuple]:
    """What routing decides of waiting leads, in one go."""
    with transaction.atomic():
        wishes = [wish_for(reread(lead), event_kind=RoutingEvent.RETRIED) for lead in leads]
        answers = route(wishes, now=after(6))
    return [told(Decision.objects.get(pk=one.decision_id)) for one in answers]


def undone(act):
    """What something answers; whatever it wrote is taken back."""
    with transaction.atomic():
        answer = act()
        transaction.set_rollback(True)
    return answer


def as_facts(decision: Decision, facts) -> dict:
    stored = dict(decision.record["facts"])
    stored["area"] = tuple(stored["area"]) if "area" in stored else None
    stored["message"] = facts.get("message")
    return {name: fact for name, fact in stored.items() if fact is not None}


def publish_another(version):
    draft = draft_of(version.rule_set)
    rule = Rule.objects.get(version=draft, position=0)
    rule.pool = Rule.objects.get(version=draft, is_catch_all=True).pool
    rule.save()
    return publish(draft, by=None, now=MONDAY)
