from dataclasses import replace

from assignment.engine.codes import Exclusion
from assignment.engine.ledger import UNIT
from assignment.engine.pick import pick
from assignment.engine.roster import NO_POOL, Candidate, Cap, after_deal, after_entry, after_load
from tests.assignment.engine.cast import deal, make_roster

ANA = Candidate(rep=1, received=4, open=2, capacity=9, day=1, day_cap=5, presence="off_hours")
BO = Candidate(rep=2, last_deal=3, received=6, open=3, is_paused=False)
AWAY = Candidate(rep=3, is_active=False, balance=5)


def test_after_deal_books_the_lines_and_loads_the_winner():
    roster = make_roster(ANA, BO, AWAY)

    after = after_deal(roster, pick(roster, barred={}, draw=0), 8)

    ana = replace(ANA, balance=-UNIT // 2, last_deal=8, received=5, open=3, day=2)
    assert after == replace(roster, candidates=(ana, replace(BO, balance=UNIT // 2), AWAY))


def test_after_deal_without_a_winner_changes_nothing():
    roster = make_roster(AWAY)

    assert after_deal(roster, pick(roster, barred={}, draw=0), 8) is roster


def test_after_deal_among_named_reps_moves_the_turn_but_no_balance():
    roster = make_roster(ANA, BO, pool=NO_POOL)

    after = after_deal(roster, pick(roster, barred={}, draw=0), 8)

    assert [(one.balance, one.last_deal) for one in after.candidates] == [(0, 8), (0, 3)]


def test_after_entry_books_the_lines_and_makes_the_receiver_wait():
    after = after_entry(make_roster(ANA, BO), {1: UNIT, 2: -UNIT}, receiver=2, number=8)

    bo = replace(BO, balance=-UNIT, last_deal=8, received=7)
    assert after.candidates == (replace(ANA, balance=UNIT), bo)


def test_after_load_counts_a_lead_from_elsewhere():
    after = after_load(make_roster(ANA, BO), 2)

    assert after.candidates == (ANA, replace(BO, open=4, day=1))


def test_after_load_of_a_stranger_changes_nothing():
    roster = make_roster(ANA, BO)

    assert after_load(roster, 77) is roster


def test_a_cap_reached_in_memory_excludes_like_any_other():
    roster = make_roster(Candidate(rep=1, day_cap=1), Candidate(rep=2, capacity=1))
    winners = []
    for number in (1, 2, 3):
        choice = pick(roster, barred={}, draw=0)
        roster = after_deal(roster, choice, number)
        winners.append(choice.winner)

    assert winners == [1, 2, None]
    assert choice.excluded == ((1, "daily_cap"), (2, "at_capacity"))


OWN_CAP = Cap(Exclusion.WEEKLY_CAP, used=1, limit=9)
POOL_CAP = Cap(Exclusion.HOURLY_CAP, used=2, limit=9, is_everywhere=False)
CAPPED = Candidate(rep=1, caps=(OWN_CAP, POOL_CAP), work=3)


def test_after_deal_counts_every_cap_the_work_and_the_moment():
    roster = make_roster(CAPPED)

    (after,) = after_deal(roster, pick(roster, barred={}, draw=0), 1, at=60.0).candidates

    assert [cap.used for cap in after.caps] == [2, 3]
    assert (after.work, after.last_at) == (4, 60.0)


def test_after_load_counts_only_the_caps_that_hold_everywhere():
    (after,) = after_load(make_roster(CAPPED), 1, at=60.0).candidates

    assert [cap.used for cap in after.caps] == [2, 2]
    assert (after.work, after.last_at) == (4, 60.0)


def test_a_cap_of_the_period_fills_up_in_memory():
    roster = make_roster(Candidate(rep=1, caps=(Cap(Exclusion.HOURLY_CAP, used=0, limit=2),)))
    winners, roster = deal(roster, 3)

    assert winners == [1, 1, None]
