"""What the ledger promises over many deals, whoever is eligible."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assignment.engine.codes import Exclusion, Strategy
from assignment.engine.ledger import UNIT, rebuild
from assignment.engine.pick import pick
from assignment.engine.roster import after_deal
from tests.assignment.engine.cast import deal, make_roster, members

ROUNDING = 10**4  # units: ties are judged to a millionth of a lead, shares to a unit

some_weights = st.lists(st.integers(1, 1000), min_size=1, max_size=12)
uneven_weights = st.lists(st.sampled_from([1, 16, 64, 256, 512]), min_size=2, max_size=12)


def balances(roster):
    return [candidate.balance for candidate in roster.candidates]


def letters(winners):
    return "".join(chr(ord("A") + winner - 1) for winner in winners)


def test_three_to_one_and_a_half_to_one_gives_six_three_and_two_of_eleven():
    winners, roster = deal(make_roster(*members([300, 150, 100])), 22)

    assert letters(winners) == "ABACABACABA" * 2
    assert [candidate.received for candidate in roster.candidates] == [12, 6, 4]


def test_a_ten_beside_ten_ones_gets_every_other_lead():
    winners, _ = deal(make_roster(*members([1000] + [100] * 10)), 40)

    assert letters(winners) == "ABACADAEAFGAHAIAJAKA" * 2


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 11, 13, 20])
@pytest.mark.parametrize("strategy", [Strategy.ROUND_ROBIN, Strategy.WEIGHTED])
def test_equal_members_take_turns_strictly(count, strategy):
    winners, _ = deal(make_roster(*members([100] * count), strategy=strategy), count * 20)

    assert winners == list(range(1, count + 1)) * 20


def test_round_robin_ignores_weights():
    roster = make_roster(*members([900, 100]), strategy=Strategy.ROUND_ROBIN)

    assert letters(deal(roster, 6)[0]) == "ABABAB"


def test_who_was_away_is_not_flooded_on_return():
    def away(number):
        return {1: Exclusion.NO_PERMISSION} if number <= 20 else {}

    winners, _ = deal(make_roster(*members([100] * 3)), 26, barred_each=away)

    assert sorted(winners[20:]) == [1, 1, 2, 2, 3, 3]


@given(some_weights | uneven_weights)
@settings(max_examples=40, deadline=None)
def test_with_the_same_members_nobody_is_a_whole_lead_ahead(weights):
    roster = make_roster(*members(weights))
    for number in range(1, 80):
        roster = after_deal(roster, pick(roster, barred={}, draw=0), number)

        assert min(balances(roster)) > -UNIT
        assert max(balances(roster)) <= max(len(weights) - 1, 1) * UNIT // 2 + ROUNDING


@given(st.integers(1, 12))
@settings(deadline=None)
def test_with_the_same_equal_members_nobody_is_a_whole_lead_behind(count):
    roster = make_roster(*members([100] * count))
    for number in range(1, 4 * count):
        roster = after_deal(roster, pick(roster, barred={}, draw=0), number)

        assert max(map(abs, balances(roster))) < UNIT


def test_with_very_unequal_weights_one_may_be_owed_a_little_more_than_a_lead():
    roster = make_roster(*members([512, 16, 1, 512]))
    owed = []
    for number in range(1, 1042):
        roster = after_deal(roster, pick(roster, barred={}, draw=0), number)
        owed.append(max(balances(roster)))

    assert round(max(owed) / UNIT, 2) == 1.06


@st.composite
def histories(draw):
    """Weights, and for each deal the set of those who could take it."""
    weights = draw(some_weights | uneven_weights)
    reps = st.integers(1, len(weights))
    eligible = st.sets(reps, min_size=min(2, len(weights)), max_size=draw(reps) + 1)
    return weights, draw(st.lists(eligible, max_size=60))


@given(histories())
@settings(max_examples=150, deadline=None)
def test_whoever_is_eligible_balances_stay_within_half_the_members(history):
    weights, eligible = history
    roster = make_roster(*members(weights))
    for number, able in enumerate(eligible, start=1):
        barred = dict.fromkeys(set(range(1, len(weights) + 1)) - able, Exclusion.NO_PERMISSION)
        roster = after_deal(roster, pick(roster, barred=barred, draw=0), number)

        assert sum(balances(roster)) == 0
        assert 2 * max(map(abs, balances(roster))) <= (len(weights) - 1) * UNIT + ROUNDING


@pytest.mark.parametrize("uneven", [0, 1, 9])
@pytest.mark.parametrize("count", [4, 6, 8])
def test_an_adversary_who_always_offers_to_the_two_closest_stays_within_the_bound(count, uneven):
    everybody = range(1, count + 1)
    roster = make_roster(*members([100 + uneven * rep for rep in everybody]))
    worst = 0
    for number in range(1, 400):
        order = sorted(roster.candidates, key=lambda candidate: candidate.balance)
        gaps = [(b.balance - a.balance, a.rep, b.rep) for a, b in pairwise(order)]
        barred = dict.fromkeys({*everybody} - {*min(gaps)[1:]}, Exclusion.NO_PERMISSION)
        roster = after_deal(roster, pick(roster, barred=barred, draw=0), number)
        worst = max(worst, *map(abs, balances(roster)))

    assert UNIT / 2 <= worst <= (count - 1) * UNIT / 2 + ROUNDING


@given(histories())
@settings(max_examples=50, deadline=None)
def test_balances_carried_forward_are_those_rebuilt_from_the_entries(history):
    weights, eligible = history
    roster, entries = make_roster(*members(weights)), []
    for number, able in enumerate(eligible, start=1):
        barred = dict.fromkeys(set(range(1, len(weights) + 1)) - able, Exclusion.NO_PERMISSION)
        choice = pick(roster, barred=barred, draw=0)
        roster = after_deal(roster, choice, number)
        entries.append(choice.lines)

    rebuilt = rebuild(entries)
    assert {c.rep: c.balance for c in roster.candidates if c.rep in rebuilt} == rebuilt
