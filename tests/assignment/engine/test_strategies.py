from assignment.engine.codes import Strategy
from assignment.engine.ledger import UNIT
from assignment.engine.roster import Candidate
from assignment.engine.strategies import STRATEGIES


def ranked(strategy, *candidates):
    order = STRATEGIES[strategy].rank(candidates, draw=0.5)
    return [(candidate.rep, number) for candidate, number in order]


def test_every_strategy_is_registered():
    assert set(STRATEGIES) == set(Strategy)


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


def test_load_balance_prefers_the_most_room():
    order = ranked(
        Strategy.LOAD_BALANCE,
        Candidate(rep=1, capacity=10, open=8),
        Candidate(rep=2, capacity=10, open=3),
        Candidate(rep=3, open=40),
        Candidate(rep=4, open=30),
    )

    assert order == [(4, 999_970.0), (3, 999_960.0), (2, 7.0), (1, 2.0)]


def test_load_balance_ties_go_to_the_longest_waiting():
    order = ranked(
        Strategy.LOAD_BALANCE,
        Candidate(rep=1, capacity=5, last_deal=2),
        Candidate(rep=2, capacity=9, open=4, last_deal=1),
    )

    assert [rep for rep, _ in order] == [2, 1]


def test_the_ledger_books_round_robin_equally_and_the_others_by_weight():
    pool = [Candidate(rep=2, weight=300), Candidate(rep=1, weight=-5)]

    booked = {strategy: method.weights(pool) for strategy, method in STRATEGIES.items()}

    assert booked == {
        Strategy.ROUND_ROBIN: {2: 1, 1: 1},
        Strategy.WEIGHTED: {2: 300, 1: 0},
        Strategy.LOAD_BALANCE: {2: 300, 1: 0},
    }
