from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import Strategy
from assignment.engine.ledger import UNIT
from assignment.engine.roster import Candidate, Deal
from assignment.engine.strategies import STRATEGIES, method_of
from tests.assignment.engine.any import candidates, draws, options
from tests.assignment.engine.cast import ranked
from tests.assignment.engine.test_match import facts_of_any_kind

members = st.lists(candidates, unique_by=lambda one: one.rep, min_size=1, max_size=6)


@given(st.sampled_from(Strategy), members, draws, facts_of_any_kind, options)
def test_every_strategy_ranks_each_candidate_once(strategy, roster, draw, facts, options):
    deal = Deal(draw=draw, facts=facts, options=options)

    order = STRATEGIES[strategy].rank(roster, deal=deal)

    assert sorted(one.rep for one, _ in order) == sorted(one.rep for one in roster)
    weights = STRATEGIES[strategy].weights(roster)
    assert [*weights] == [one.rep for one in roster]
    assert max(weights.values()) > 0


def test_every_strategy_is_registered():
    assert set(STRATEGIES) == set(Strategy)


def test_a_strategy_that_exists_no_more_goes_by_weight():
    assert method_of("gone").code == Strategy.WEIGHTED


def test_weighted_counts_this_lead_into_the_balance():
    owed = Candidate(rep=1, weight=100, balance=UNIT // 4)
    heavy = Candidate(rep=2, weight=300)

    assert ranked(Strategy.WEIGHTED, owed, heavy) == [(2, 0.75), (1, 0.5)]


def test_round_robin_counts_an_equal_share():
    owed = Candidate(rep=1, weight=100, balance=UNIT // 4)
    heavy = Candidate(rep=2, weight=300)

    assert ranked(Strategy.ROUND_ROBIN, owed, heavy) == [(1, 0.75), (2, 0.5)]


def test_ties_go_to_the_longest_waiting_then_to_the_lowest_id():
    order = ranked(
        Strategy.WEIGHTED,
        Candidate(rep=3, last_deal=5),
        Candidate(rep=2, last_deal=5),
        Candidate(rep=4, last_deal=1),
    )

    assert [rep for rep, _ in order] == [4, 2, 3]


def test_rounding_does_not_break_a_tie():
    rounded_up = Candidate(rep=1, balance=3, last_deal=9)
    waiting = Candidate(rep=2, balance=-3, last_deal=8)

    assert [rep for rep, _ in ranked(Strategy.WEIGHTED, rounded_up, waiting)] == [2, 1]


def test_no_weight_comes_after_any_weight():
    weightless = Candidate(rep=1, weight=0, balance=3 * UNIT)

    assert [rep for rep, _ in ranked(Strategy.WEIGHTED, weightless, Candidate(rep=2))] == [2, 1]


def test_the_ledger_books_round_robin_equally_and_the_others_by_weight():
    pool = [Candidate(rep=2, weight=300), Candidate(rep=1, weight=-5)]

    booked = {strategy: method.weights(pool) for strategy, method in STRATEGIES.items()}

    assert booked == {
        Strategy.ROUND_ROBIN: {2: 1, 1: 1},
        Strategy.WEIGHTED: {2: 300, 1: 0},
        Strategy.LOAD_BALANCE: {2: 300, 1: 0},
        Strategy.BEST_MATCH: {2: 300, 1: 0},
        Strategy.BEST_RESULT: {2: 300, 1: 0},
        Strategy.OFFER: {2: 300, 1: 0},
        Strategy.CLAIM: {2: 300, 1: 0},
    }
