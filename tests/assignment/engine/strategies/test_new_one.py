"""A new strategy is one file, one registration, one test: here they are, all in one."""

import pytest

from assignment.engine.codes import Problem
from assignment.engine.ledger import UNIT
from assignment.engine.roster import Candidate
from assignment.engine.route import plan, settle
from assignment.engine.strategies import STRATEGIES, Method, Option, clean_options, register
from assignment.engine.strategies.owed import own_weights
from tests.assignment.engine.cast import compiled, make_request, make_roster, make_rule

LAST = Option(name="last", kind="flag", default=False, label="The newest first")


def rank(candidates, *, deal):
    """By seniority: the lowest id first, or the highest."""
    order = sorted(candidates, key=lambda one: one.rep, reverse=LAST.of(deal.options))
    return [(candidate, float(candidate.rep)) for candidate in order]


METHOD = Method(
    code="seniority", label="By seniority", rank=rank, weights=own_weights, options=(LAST,)
)


@pytest.fixture(autouse=True)
def _registered():
    register([METHOD])
    yield
    del STRATEGIES[METHOD.code]


def test_it_deals_through_gates_ledger_and_route_like_any_other():
    rules = compiled(make_rule("rest"))
    roster = make_roster(
        Candidate(rep=1, is_paused=True),
        Candidate(rep=2, balance=-9 * UNIT),
        Candidate(rep=3),
        strategy="seniority",
    )

    outcome = settle(plan(rules, make_request()), roster, barred={}, draw=0)

    assert (outcome.kind, outcome.rep, outcome.choice.ranked) == (
        "assigned",
        2,
        ((2, 2.0), (3, 3.0)),
    )
    assert outcome.lines == {2: -UNIT // 2, 3: UNIT // 2}


def test_its_options_are_checked_and_obeyed():
    roster = make_roster(Candidate(rep=1), Candidate(rep=2), strategy="seniority")
    turned = make_roster(*roster.candidates, strategy="seniority", options={"last": True})
    rest = plan(compiled(make_rule("rest")), make_request())

    winners = [settle(rest, one, barred={}, draw=0).rep for one in (roster, turned)]

    assert winners == [1, 2]
    assert clean_options("seniority", {"last": 3}) == (
        {"last": False},
        {"last": Problem.VALUE_NOT_A_FLAG},
    )


def test_a_code_is_taken_once():
    with pytest.raises(ValueError, match="seniority"):
        register([METHOD])
