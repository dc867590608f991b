from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import Exclusion, Unassigned
from assignment.engine.ledger import UNIT
from assignment.engine.pick import draw_for, lines_outside, pick
from assignment.engine.requirements import Requirement
from assignment.engine.roster import NO_POOL, Candidate
from tests.assignment.engine.any import ages, bars, candidates, draws, rosters
from tests.assignment.engine.cast import make_roster
from tests.assignment.engine.test_match import facts_of_any_kind

SPEAKS = Requirement("rep.languages", Exclusion.LANGUAGE_MISSING, "languages", fact="language")
SENIOR = Requirement("rep.level", Exclusion.LEVEL_TOO_LOW, "level", values=frozenset({"senior"}))
LOST = Exclusion.LOST_IN_CYCLE
requirements = st.lists(st.sampled_from([SPEAKS, SENIOR]), unique=True, max_size=2).map(tuple)
leads = st.fixed_dictionaries(
    {
        "barred": bars,
        "draw": draws,
        "facts": facts_of_any_kind,
        "requirements": requirements,
        "age_hours": ages,
        "ignores_presence": st.booleans(),
    }
)


@given(rosters, leads)
def test_pick_always_gives_a_winner_or_a_reason_and_accounts_for_everybody(roster, lead):
    choice = pick(roster, **lead)

    told = [rep for rep, _ in choice.excluded + choice.ranked]
    assert sorted(told) == sorted(candidate.rep for candidate in roster.candidates)
    assert (choice.winner is None) is bool(choice.reasons)
    assert choice.winner == (choice.ranked[0][0] if choice.ranked else None)
    assert sum(choice.lines.values()) == 0


@given(rosters, leads)
def test_pick_is_deterministic_and_the_order_of_the_roster_does_not_matter(roster, lead):
    turned = replace(roster, candidates=roster.candidates[::-1])
    before = repr(roster)

    choice = pick(roster, **lead)
    other = pick(turned, **lead)

    assert pick(roster, **lead) == choice
    assert repr(roster) == before
    assert (other.winner, other.ranked, other.lines) == (choice.winner, choice.ranked, choice.lines)


@given(rosters, leads, candidates, st.integers(0, 8))
def test_an_excluded_candidate_changes_nothing_for_the_others(roster, lead, more, place):
    outsider = replace(more, rep=99, is_active=False)
    members = (*roster.candidates[:place], outsider, *roster.candidates[place:])

    choice = pick(roster, **lead)
    other = pick(replace(roster, candidates=members), **lead)

    assert (other.winner, other.ranked, other.lines) == (choice.winner, choice.ranked, choice.lines)


@given(rosters, leads)
def test_nobody_wins_who_is_at_a_cap(roster, lead):
    winner = pick(roster, **lead).winner

    for one in roster.candidates:
        if one.rep == winner:
            assert one.day_cap is None or one.day < one.day_cap
            assert all(cap.used < cap.limit for cap in one.caps)
            is_ignored = roster.options.get("ignores_capacity") is True
            assert is_ignored or one.capacity is None or one.open < one.capacity


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


def test_named_reps_and_teams_go_by_the_longest_wait_whatever_the_balance():
    roster = make_roster(
        Candidate(rep=1, last_at=50.0, balance=9 * UNIT),
        Candidate(rep=2, last_at=40.0),
        Candidate(rep=3, last_at=60.0),
        pool=NO_POOL,
    )

    choice = pick(roster, barred={}, draw=0)

    assert choice.ranked == ((2, 40.0), (1, 50.0), (3, 60.0))


def test_a_rule_s_demands_on_the_rep_exclude_with_their_codes():
    roster = make_roster(
        Candidate(rep=1, traits={"languages": frozenset({"en"}), "level": frozenset({"senior"})}),
        Candidate(rep=2, traits={"languages": frozenset({"de"})}),
        Candidate(rep=3, traits={"languages": frozenset({"de"}), "level": frozenset({"senior"})}),
    )

    choice = pick(
        roster, barred={}, draw=0, facts={"language": "de-AT"}, requirements=(SPEAKS, SENIOR)
    )

    assert (choice.winner, choice.excluded) == (3, ((1, "language_missing"), (2, "level_too_low")))
    assert choice.lines == {3: 0}


def test_presence_can_be_ignored_but_leave_never():
    roster = make_roster(
        Candidate(rep=1, presence="on_leave"),
        Candidate(rep=2, presence="off_hours"),
        needs_presence=True,
    )

    choice = pick(roster, barred={}, draw=0, ignores_presence=True)

    assert (choice.winner, choice.is_early) == (2, True)


def test_a_lead_of_exactly_the_greatest_age_is_not_too_old():
    roster = make_roster(Candidate(rep=1), max_age_hours=48)

    winners = [pick(roster, barred={}, draw=0, age_hours=age).winner for age in (48.0, 48.01)]

    assert winners == [1, None]


def test_a_lead_from_outside_is_owed_to_those_who_could_have_taken_it():
    roster = make_roster(Candidate(rep=1), Candidate(rep=2), Candidate(rep=3, is_paused=True))
    choice = pick(roster, barred={}, draw=0)

    assert lines_outside(choice, 3) == {1: UNIT // 2, 2: UNIT // 2, 3: -UNIT}
    assert lines_outside(choice, 2) == {1: UNIT // 2, 2: -UNIT // 2}


def test_a_lead_from_outside_that_nobody_else_could_have_taken_is_owed_to_nobody():
    alone = pick(make_roster(Candidate(rep=1)), barred={}, draw=0)
    nobody = pick(make_roster(Candidate(rep=1, is_paused=True)), barred={}, draw=0)

    assert (lines_outside(alone, 1), lines_outside(nobody, 1)) == ({}, {})


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
        ([Candidate(rep=1)], {1: Exclusion.COOLING_OFF}, Unassigned.ALL_UNAVAILABLE),
        ([Candidate(rep=1)], {1: Exclusion.DECLINED}, Unassigned.ALL_UNAVAILABLE),
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


def test_demands_that_nobody_meets_are_told_apart_from_absence():
    silent, lost = Candidate(rep=1), Candidate(rep=2)
    fluent = Candidate(rep=3, is_paused=True, traits={"languages": frozenset({"de"})})
    rosters = [make_roster(silent), make_roster(silent, lost), make_roster(silent, fluent)]

    reasons = [
        pick(one, barred={2: LOST}, draw=0, facts={"language": "de"}, requirements=(SPEAKS,))
        for one in rosters
    ]

    assert [choice.reasons for choice in reasons] == [
        ("nobody_suitable",),
        ("exhausted",),
        ("all_unavailable",),
    ]


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
