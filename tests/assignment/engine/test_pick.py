from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import Exclusion, Strategy, Unassigned
from assignment.engine.ledger import UNIT
from assignment.engine.pick import draw_for, pick
from assignment.engine.roster import NO_POOL, Candidate, Roster
from tests.assignment.engine.cast import make_roster

LOST = Exclusion.LOST_IN_CYCLE
limits = st.none() | st.integers(0, 10)
candidates = st.builds(
    Candidate,
    rep=st.integers(1, 9),
    weight=st.integers(-1, 500),
    balance=st.integers(-3 * UNIT, 3 * UNIT),
    last_deal=st.integers(0, 5),
    open=st.integers(0, 10),
    capacity=limits,
    day=st.integers(0, 10),
    day_cap=limits,
    is_active=st.booleans(),
    is_paused=st.booleans(),
    presence=st.sampled_from(["on_duty", "off_hours", "on_leave", "holiday", "elsewhere"]),
)
rosters = st.builds(
    Roster,
    pool=st.integers(0, 3),
    strategy=st.sampled_from(Strategy),
    needs_presence=st.booleans(),
    candidates=st.lists(candidates, unique_by=lambda one: one.rep, max_size=8).map(tuple),
)
bars = st.dictionaries(st.integers(1, 12), st.sampled_from(Exclusion), max_size=6)
draws = st.floats(0, 1, exclude_max=True)


@given(rosters, bars, draws)
def test_pick_always_gives_a_winner_or_a_reason_and_accounts_for_everybody(roster, barred, draw):
    choice = pick(roster, barred=barred, draw=draw)

    told = [rep for rep, _ in choice.excluded + choice.ranked]
    assert sorted(told) == sorted(candidate.rep for candidate in roster.candidates)
    assert (choice.winner is None) is bool(choice.reasons)
    assert choice.winner == (choice.ranked[0][0] if choice.ranked else None)
    assert sum(choice.lines.values()) == 0


@given(rosters, bars, draws)
def test_pick_is_deterministic_and_the_order_of_the_roster_does_not_matter(roster, barred, draw):
    turned = replace(roster, candidates=roster.candidates[::-1])

    choice = pick(roster, barred=barred, draw=draw)
    other = pick(turned, barred=barred, draw=draw)

    assert pick(roster, barred=barred, draw=draw) == choice
    assert (other.winner, other.ranked, other.lines) == (choice.winner, choice.ranked, choice.lines)


@given(rosters, bars, draws, candidates, st.integers(0, 8))
def test_an_excluded_candidate_changes_nothing_for_the_others(roster, barred, draw, more, place):
    outsider = replace(more, rep=99, is_active=False)
    members = (*roster.candidates[:place], outsider, *roster.candidates[place:])

    choice = pick(roster, barred=barred, draw=draw)
    other = pick(replace(roster, candidates=members), barred=barred, draw=draw)

    assert (other.winner, other.ranked, other.lines) == (choice.winner, choice.ranked, choice.lines)


def test_pick_says_who_was_excluded_and_why():
    roster = make_roster(Candidate(rep=1, is_paused=True), Candidate(rep=2), Candidate(rep=3))

    choice = pick(roster, barred={3: LOST}, draw=0)

    assert choice.winner == 2
    assert choice.excluded == ((1, "paused"), (3, "lost_in_cycle"))
    assert choice.ranked == ((2, 1.0),)


def test_lines_are_those_of_the_eligible_only():
    roster = make_roster(Candidate(rep=1, is_paused=True), Candidate(rep=2), Candidate(rep=3))

    assert pick(roster, barred={}, draw=0).lines == {2: -UNIT // 2, 3: UNIT // 2}


def test_named_reps_keep_no_ledger():
    roster = make_roster(Candidate(rep=1, last_deal=4), Candidate(rep=2), pool=NO_POOL)

    choice = pick(roster, barred={}, draw=0)

    assert (choice.winner, choice.lines) == (2, {})


def test_a_winner_who_turns_out_full_is_barred_and_the_next_one_takes_it():
    roster = make_roster(Candidate(rep=1), Candidate(rep=2))
    assert pick(roster, barred={}, draw=0).winner == 1

    choice = pick(roster, barred={1: Exclusion.AT_CAPACITY}, draw=0)

    assert (choice.winner, choice.lines) == (2, {2: 0})


@pytest.mark.parametrize(
    ("members", "barred", "reason"),
    [
        ([], {}, Unassigned.NO_CANDIDATE),
        ([Candidate(rep=1, is_paused=True)], {}, Unassigned.ALL_UNAVAILABLE),
        ([Candidate(rep=1, is_active=False)], {}, Unassigned.ALL_UNAVAILABLE),
        ([Candidate(rep=1)], {1: LOST}, Unassigned.EXHAUSTED),
        ([Candidate(rep=1, is_paused=True)], {1: LOST}, Unassigned.EXHAUSTED),
        ([Candidate(rep=1), Candidate(rep=2, is_active=False)], {1: LOST}, Unassigned.EXHAUSTED),
        ([Candidate(rep=1)], {1: Exclusion.PREVIOUS_OWNER}, Unassigned.EXHAUSTED),
        (
            [Candidate(rep=1), Candidate(rep=2)],
            {1: LOST, 2: Exclusion.NO_PERMISSION},
            Unassigned.EXHAUSTED,
        ),
        (
            [Candidate(rep=1), Candidate(rep=2, is_paused=True)],
            {1: LOST},
            Unassigned.ALL_UNAVAILABLE,
        ),
        (
            [Candidate(rep=1), Candidate(rep=2)],
            {1: LOST, 2: Exclusion.AT_CAPACITY},
            Unassigned.ALL_UNAVAILABLE,
        ),
    ],
)
def test_pick_says_why_nobody_took_it(members, barred, reason):
    choice = pick(make_roster(*members), barred=barred, draw=0)

    assert (choice.winner, choice.reasons) == (None, (reason,))


@given(st.integers(1), st.integers(0))
def test_draw_is_a_number_from_nought_to_one_fixed_for_message_and_pool(message, pool):
    assert 0 <= draw_for(message, pool) < 1
    assert draw_for(message, pool) == draw_for(message, pool)


def test_draw_never_changes_between_versions():
    """Stored decisions are replayed with it. The values are from sha256sum."""
    draws = [draw_for(1, 2), draw_for(12, 1), draw_for(1, 21)]

    assert draws == [0.40324298677749826, 0.3737458657432515, 0.4510981570953547]


def test_draws_are_spread_evenly():
    draws = [draw_for(message, 3) for message in range(4000)]

    quarters = [sum(low <= draw * 4 < low + 1 for draw in draws) for low in range(4)]
    assert all(900 < count < 1100 for count in quarters)
