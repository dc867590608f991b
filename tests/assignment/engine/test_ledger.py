from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.ledger import (
    UNIT,
    deal_lines,
    rebuild,
    reversal,
    spread,
)

weights = st.dictionaries(st.integers(1, 50), st.integers(0, 10_000), min_size=1, max_size=30)
reps = st.integers(1, 60)


def test_a_deal_credits_by_weight_and_debits_the_winner():
    lines = deal_lines({1: 300, 2: 100}, winner=1)

    assert lines == {1: -UNIT // 4, 2: UNIT // 4}


def test_what_rounding_leaves_goes_to_the_first_in_line():
    assert deal_lines({9: 1, 4: 1, 6: 1}, winner=6) == {
        9: 333_333_334,
        4: 333_333_333,
        6: 333_333_333 - UNIT,
    }


def test_a_winner_from_outside_owes_the_lead_to_those_who_could_have_taken_it():
    assert deal_lines({1: 1, 2: 1}, winner=3) == {1: UNIT // 2, 2: UNIT // 2, 3: -UNIT}


def test_without_anybody_eligible_nothing_is_booked():
    assert deal_lines({}, winner=3) == {}


def test_weights_of_nought_throughout_count_as_equal():
    assert deal_lines({1: 0, 2: 0}, winner=1) == {1: -UNIT // 2, 2: UNIT // 2}


@given(weights, reps)
def test_a_deal_sums_to_nought_and_no_share_is_off_by_a_unit(weights, winner):
    lines = deal_lines(weights, winner)
    total = sum(weights.values()) or len(weights)

    assert sum(lines.values()) == 0
    for rep, weight in weights.items():
        share = lines[rep] + UNIT * (rep == winner)
        exact = UNIT * (weight if any(weights.values()) else 1) / total
        assert abs(share - exact) <= 1


@given(weights, reps)
def test_a_reversal_undoes_its_deal(weights, winner):
    lines = deal_lines(weights, winner)

    assert set(rebuild([lines, reversal(lines)]).values()) == {0}


@given(st.integers(-5 * UNIT, 5 * UNIT), weights, reps)
def test_a_credit_is_carried_by_the_others(amount, weights, to):
    lines = spread(amount, weights, to=to)

    assert sum(lines.values()) == 0
    assert lines.get(to, 0) in {amount, 0}
    assert (lines == {}) is (not amount or not set(weights) - {to})
    assert all(line * amount <= 0 for rep, line in lines.items() if rep != to)


def test_a_leaver_leaves_nothing_behind():
    balances = {1: -600_000_000, 2: 400_000_000, 3: 200_000_000}

    lines = spread(-balances[1], {2: 300, 3: 100}, to=1)

    assert rebuild([balances, lines]) == {1: 0, 2: -50_000_000, 3: 50_000_000}


@given(st.lists(st.tuples(weights, reps), max_size=10))
def test_balances_rebuilt_from_entries_sum_to_nought(deals):
    balances = rebuild(deal_lines(weights, winner) for weights, winner in deals)

    assert sum(balances.values()) == 0
