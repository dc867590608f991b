"""An explanation says again what the engine decided, and what it knew then."""

import pytest

from assignment.explain import explain
from assignment.models import Decision
from assignment.versions.rule_sets import draft_of, publish
from tests.builders import (
    MONDAY,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
)

pytestmark = pytest.mark.django_db


def test_explains_the_rule_with_its_conditions_and_facts():
    ana = make_rep("Ana")
    pool = make_pool(ana, name="North")
    make_rules((pool, ("industry", "is", "Machinery")), catch_all=pool)
    make_lead(email="a@b.de", industry="Machinery")

    told = explain(Decision.objects.get())

    ((check,),) = told.groups
    assert (told.rule, told.pool, told.winner) == ("rule 0", "North", "Ana")
    assert (check.condition.field, check.actual, check.holds) == ("industry", "Machinery", True)


def test_a_condition_on_the_message_is_judged_with_the_words_of_then():
    pool = make_pool(make_rep("Ana"))
    make_rules((pool, ("message", "contains", "urgent")), catch_all=pool)
    make_lead(email="a@b.de", message="This is urgent")

    told = explain(Decision.objects.get())

    assert told.rule == "rule 0"
    assert told.groups[0][0].holds


def test_rules_above_the_match_are_named():
    pool = make_pool(make_rep("Ana"))
    make_rules((pool, ("industry", "is", "Machinery")), catch_all=pool)
    make_lead(email="a@b.de")

    told = explain(Decision.objects.get())

    assert told.rule == "everything else"
    assert [rule.name for rule in told.passed_over] == ["rule 0"]


def test_candidates_come_with_their_numbers_and_the_others_with_their_codes():
    ana, bo, cai = make_rep("Ana"), make_rep("Bo"), make_rep("Cai", is_paused=True)
    make_rules(catch_all=make_pool(ana, bo, cai))
    make_lead(email="a@b.de")

    told = explain(Decision.objects.get())

    assert [(one.name, one.number, one.is_winner) for one in told.candidates] == [
        ("Ana", 0.5, True),
        ("Bo", 0.5, False),
    ]
    assert [(one.name, one.code) for one in told.excluded] == [("Cai", "paused")]
    assert told.code_of(cai.pk) == "paused"


def test_sticky_lead_needs_no_rule():
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(make_rep("Bo")))
    make_customer(owner=ana).points.create(namespace="email", value="a@b.de")
    make_lead(email="a@b.de")

    told = explain(Decision.objects.get())

    assert (told.step, told.rule, told.winner) == ("sticky", "", "Ana")
    assert told.notes == ("sticky_owner",)


def test_an_old_decision_is_explained_by_the_rules_of_its_time():
    pool = make_pool(make_rep("Ana"))
    version = make_rules((pool, ("industry", "is", "Machinery")), catch_all=pool)
    make_lead(email="a@b.de", industry="Machinery")
    draft = draft_of(version.rule_set)
    draft.rules.filter(is_catch_all=False).delete()
    publish(draft, by=None, now=MONDAY)

    told = explain(Decision.objects.get())

    assert (told.rule, told.version) == ("rule 0", 1)
    assert told.groups


def test_explaining_costs_the_same_for_one_candidate_and_for_five(django_assert_max_num_queries):
    costs = []
    for count in (1, 5):
        make_rules(catch_all=make_pool(*(make_rep() for _ in range(count))))
        make_lead(email=f"a{count}@b.de")
        related = Decision.objects.select_related("version", "pool", "rep")
        decision = related.order_by("-pk").first()
        with django_assert_max_num_queries(3) as asked:  # the rules, the inquiry, the names
            explain(decision)
        costs.append(len(asked))

    assert costs[0] == costs[1]


def test_a_best_match_is_told_by_the_points_of_each_criterion():
    ana = make_rep("Ana", languages=["de"], products=["Pumps"])
    bo = make_rep("Bo", languages=["de"])
    make_rules(catch_all=make_pool(ana, bo, strategy="best_match"))
    make_lead(email="a@b.de", language="de", product="Pumps")

    told = explain(Decision.objects.get())

    assert (told.strategy, told.unit) == ("best_match", "points")
    points = {
        one.name: {name: count for name, count in one.points.items() if count}
        for one in told.candidates
    }
    assert points == {"Ana": {"language": 30, "product": 20}, "Bo": {"language": 30}}


def test_the_strategy_is_the_one_of_then():
    pool = make_pool(make_rep("Ana"), make_rep("Bo"), strategy="weighted")
    make_rules(catch_all=pool)
    make_lead(email="a@b.de")
    pool.strategy = "load_balance"
    pool.save()

    told = explain(Decision.objects.select_related("pool").get())

    assert (told.strategy, told.unit) == ("weighted", "leads")


def test_pools_that_had_nobody_are_named_with_their_reasons():
    second = make_pool(make_rep("Bo"), name="Second")
    first = make_pool(
        make_rep("Ana", is_paused=True), name="First", when_nobody="overflow", overflow=second
    )
    make_rules(catch_all=first)
    make_lead(email="a@b.de")

    told = explain(Decision.objects.get())

    (passed,) = told.passed_pools
    assert (told.pool, told.winner, "overflowed" in told.reasons) == ("Second", "Bo", True)
    assert (passed.name, [(one.name, one.code) for one in passed.excluded]) == (
        "First",
        [("Ana", "paused")],
    )


def test_what_the_rule_asks_of_the_rep_stands_among_its_conditions():
    ana, bo = make_rep("Ana", languages=["en"]), make_rep("Bo", languages=["de"])
    pool = make_pool(ana, bo)
    make_rules((pool, ("rep.languages", "contains_fact", "language")), catch_all=pool)
    make_lead(email="a@b.de", language="de")

    told = explain(Decision.objects.get())

    assert [check.is_requirement for check in told.groups[0]] == [True]
    assert (told.winner, told.code_of(ana.pk)) == ("Bo", "language_missing")


def test_a_version_published_in_part_is_said_to_be_so():
    pool = make_pool(make_rep("Ana"))
    version = make_rules(catch_all=pool)
    make_lead(email="a@b.de")
    decision = Decision.objects.select_related("version", "pool", "rep").get()
    before = explain(decision).is_trial
    version.partial_from = MONDAY
    version.save()

    decision = Decision.objects.select_related("version", "pool", "rep").get()

    assert (before, explain(decision).is_trial) == (False, True)
