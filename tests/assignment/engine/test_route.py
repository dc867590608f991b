import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import Exclusion
from assignment.engine.conditions import Condition
from assignment.engine.ledger import UNIT
from assignment.engine.pick import pick
from assignment.engine.roster import Candidate
from assignment.engine.route import Request, Sticky, plan, settle
from tests.assignment.engine.any import ages, bars, chains, draws, rosters, small_rosters
from tests.assignment.engine.cast import (
    TO_POOL,
    TO_REPS,
    TO_REVIEW,
    compiled,
    make_request,
    make_roster,
    make_rule,
)
from tests.assignment.engine.test_match import facts_of_any_kind
from tests.assignment.engine.test_rules import rules as any_rule

LOST = Exclusion.LOST_IN_CYCLE
OWNER = Sticky(rep=5, is_active=True, source="customer")
REST = compiled(make_rule("rest"))
KEY = ("key_value",)


def settled(rules, request, roster=None):
    return settle(plan(rules, request), roster, barred=request.barred, draw=0.5)


def test_a_rule_names_the_pool_and_the_pool_the_rep():
    roster = make_roster(Candidate(rep=1), Candidate(rep=2))

    outcome = settled(REST, make_request(), roster)

    assert (outcome.kind, outcome.rep, outcome.reasons) == ("assigned", 1, ("rule",))
    assert (outcome.plan.rule.key, outcome.plan.target) == ("rest", TO_POOL)
    assert outcome.lines == {1: -UNIT // 2, 2: UNIT // 2}


def test_a_sticky_owner_comes_before_the_rules():
    outcome = settled(REST, make_request(sticky=OWNER))

    assert (outcome.kind, outcome.rep, outcome.reasons) == ("assigned", 5, ("sticky_owner",))
    assert (outcome.plan.step, outcome.plan.rule, outcome.lines) == ("sticky", None, {})


def test_a_sticky_owner_keeps_a_key_lead_without_review_and_the_plan_says_that_it_is_key():
    request = make_request(sticky=OWNER, key_reasons=KEY)

    found = plan(REST, request)

    assert (found.step, found.is_review, found.sticky_rep) == ("sticky", False, 5)
    assert found.notes == ("sticky_owner", "key_value")


def test_a_sticky_owner_who_was_the_previous_one_may_have_it_back():
    request = make_request(sticky=OWNER, barred={5: Exclusion.PREVIOUS_OWNER})

    assert plan(REST, request).step == "sticky"


@pytest.mark.parametrize(
    ("is_active", "is_away", "barred", "note"),
    [
        (False, True, {}, "sticky_inactive"),
        (True, True, {5: LOST}, "sticky_away"),
        (True, False, {5: LOST}, "sticky_lost_in_cycle"),
        (True, False, {5: Exclusion.NO_PERMISSION}, "sticky_no_permission"),
    ],
)
def test_a_sticky_owner_who_cannot_have_it_leaves_a_note(is_active, is_away, barred, note):
    sticky = Sticky(5, is_active, "company", is_away)
    request = make_request(sticky=sticky, barred=barred)

    found = plan(REST, request)

    assert (found.step, found.sticky_rep, found.notes) == ("rules", None, (note,))


def test_a_key_lead_is_held_for_review_with_a_suggestion_that_books_nothing():
    roster = make_roster(Candidate(rep=1), Candidate(rep=2))

    outcome = settled(REST, make_request(key_reasons=KEY), roster)

    assert (outcome.kind, outcome.rep, outcome.reasons) == ("review", 1, KEY)
    assert outcome.lines == {}


def test_a_reviewed_key_lead_is_assigned_and_still_noted_as_key():
    request = make_request(key_reasons=KEY, review_done=True)

    outcome = settled(REST, request, make_roster(Candidate(rep=1)))

    assert (outcome.kind, outcome.rep, outcome.plan.notes) == ("assigned", 1, KEY)


def test_a_key_lead_that_nobody_can_take_still_goes_to_the_manager():
    outcome = settled(REST, make_request(key_reasons=KEY), make_roster())

    assert (outcome.kind, outcome.rep) == ("review", None)
    assert outcome.reasons == ("key_value", "no_candidate")


def test_a_rule_may_ask_for_a_review():
    outcome = settled(compiled(make_rule("ask", target=TO_REVIEW)), make_request())

    assert (outcome.kind, outcome.rep, outcome.reasons) == ("review", None, ("review_target",))


def test_named_reps_take_turns_without_a_ledger():
    roster = make_roster(Candidate(rep=1, last_deal=3), Candidate(rep=2, last_deal=1), pool=0)

    outcome = settled(compiled(make_rule("us", target=TO_REPS)), make_request(), roster)

    assert (outcome.kind, outcome.rep, outcome.lines) == ("assigned", 2, {})


@pytest.mark.parametrize(
    ("roster", "barred", "kind", "reason"),
    [
        (None, {}, "waiting", "no_candidate"),
        (make_roster(), {}, "waiting", "no_candidate"),
        (make_roster(Candidate(rep=1, is_paused=True)), {}, "waiting", "all_unavailable"),
        (make_roster(Candidate(rep=1)), {1: LOST}, "review", "exhausted"),
    ],
)
def test_a_lead_that_nobody_takes_waits_or_goes_to_the_manager(roster, barred, kind, reason):
    outcome = settled(REST, make_request(barred=barred), roster)

    assert (outcome.kind, outcome.rep, outcome.reasons) == (kind, None, (reason,))


def test_a_lead_that_no_rule_takes_waits():
    outcome = settled(compiled(), make_request())

    assert (outcome.kind, outcome.reasons) == ("waiting", ("no_rule",))


def test_a_flawed_rule_is_noted_and_the_lead_goes_on():
    broken = make_rule("broken", [Condition("colour", "is", "red")])

    found = plan(compiled(broken, make_rule("rest")), make_request())

    assert (found.rule.key, found.notes) == ("rest", ("rule_flawed",))
    assert [flaw.rule for flaw in found.flaws] == ["broken"]


def test_what_a_rule_asks_of_the_rep_goes_along_to_the_roster():
    rules = compiled(make_rule("fluent", [Condition("rep.languages", "contains_fact", "language")]))
    roster = make_roster(
        Candidate(rep=1), Candidate(rep=2, traits={"languages": frozenset({"de"})})
    )
    facts = {"language": "de"}
    found = plan(rules, make_request(facts))

    outcome = settle(found, roster, barred={}, draw=0.5, facts=facts)

    assert [one.code for one in found.requirements] == ["language_missing"]
    assert (outcome.rep, outcome.choice.excluded) == (2, ((1, "language_missing"),))


requests = st.builds(
    Request,
    facts=facts_of_any_kind,
    sticky=st.none()
    | st.builds(Sticky, st.integers(1, 9), st.booleans(), st.just("company"), st.booleans()),
    key_reasons=st.sampled_from([(), KEY]),
    barred=bars,
    review_done=st.booleans(),
)
plain = st.builds(
    make_request,
    st.just({}),
    key_reasons=st.sampled_from([(), KEY]),
    barred=st.dictionaries(st.integers(1, 3), st.sampled_from(Exclusion), max_size=2),
)
journeys = st.fixed_dictionaries(
    {"draw": draws, "overflow": chains, "age_hours": ages, "push": st.booleans()}
)


@given(st.lists(any_rule, max_size=4), requests, st.none() | rosters, journeys)
def test_every_request_ends_with_a_reason_and_always_the_same(rules, request, roster, journey):
    outcomes = [
        settle(
            plan(compiled(*rules), request),
            roster,
            barred=request.barred,
            facts=request.facts,
            **journey,
        )
        for _ in range(2)
    ]

    assert outcomes[0] == outcomes[1]
    assert outcomes[0].kind in {"assigned", "review", "waiting", "offered", "pooled"}
    assert outcomes[0].reasons != ()
    assert (outcomes[0].kind not in {"assigned", "offered"}) or outcomes[0].rep is not None
    assert request.barred.get(outcomes[0].rep) != LOST
    assert sum(outcomes[0].lines.values()) == 0


@given(plain, small_rosters, journeys)
def test_overflow_visits_no_pool_twice_and_no_more_than_four(request, roster, journey):
    outcome = settle(
        plan(REST, request), roster, barred=request.barred, facts=request.facts, **journey
    )

    been = [pool for pool, _ in outcome.passed]
    assert len(been) == len(set(been)) <= 3
    assert outcome.pool not in been


@given(plain, small_rosters, journeys)
def test_pushing_ends_offers_and_claims(request, roster, journey):
    outcome = settle(
        plan(REST, request),
        roster,
        barred=request.barred,
        facts=request.facts,
        **{**journey, "push": True},
    )

    assert outcome.kind != "offered"
    if outcome.kind == "pooled":  # it stays there while none of its members can take it
        there = {**journey["overflow"], roster.pool: roster}[outcome.pool]
        found = pick(
            there,
            barred={rep: why for rep, why in request.barred.items() if why != "declined"},
            draw=0.0,
            facts=request.facts,
            requirements=outcome.plan.requirements,
            age_hours=journey["age_hours"],
        )
        assert found.winner is None
    assert "not_accepted" not in outcome.reasons
