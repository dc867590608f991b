import pytest

from assignment.engine.codes import Strategy
from assignment.engine.pick import pick
from assignment.engine.roster import Candidate
from tests.assignment.engine.cast import make_roster, ranked

DAY = 24 * 60
ANA, BURT, MAYA, VIVEK, MARIA, SAL = 1, 2, 3, 4, 5, 6


def reps(order):
    return [rep for rep, _ in order]


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

    assert reps(order) == [2, 1]


def test_weighed_work_counts_where_it_is_known():
    order = ranked(
        Strategy.LOAD_BALANCE,
        Candidate(rep=1, capacity=10, open=2, work=7),
        Candidate(rep=2, capacity=10, open=4),
    )

    assert order == [(2, 6.0), (1, 3.0)]


def test_by_ratio_the_smallest_share_in_use_comes_first():
    order = ranked(
        Strategy.LOAD_BALANCE,
        Candidate(rep=1, capacity=10, open=5),
        Candidate(rep=2, capacity=100, open=40),
        Candidate(rep=3, open=40),
        measure="ratio",
    )

    assert order == [(3, 0.00004), (2, 0.4), (1, 0.5)]


def member(rep, *, days, free, last_at=0.0):
    """Comes on duty after so many days, and has so much free capacity of ten."""
    minutes = days * DAY
    presence = "off_hours" if minutes else "on_duty"
    return Candidate(
        rep=rep,
        presence=presence,
        ready_in=minutes,
        capacity=20,
        open=20 - free,
        last_at=last_at,
    )


def team(*, vivek, sal):
    return make_roster(
        member(BURT, days=1, free=14, last_at=2.37),
        member(MAYA, days=1, free=20, last_at=2.15),
        member(VIVEK, days=0, free=vivek, last_at=1.0),
        member(MARIA, days=2, free=10, last_at=0.5),
        member(SAL, days=0, free=sal, last_at=1.5),
        strategy=Strategy.LOAD_BALANCE,
        needs_presence=True,
    )


def choose(roster, **options):
    roster = make_roster(
        *roster.candidates,
        strategy=roster.strategy,
        needs_presence=roster.needs_presence,
        options={"measure": "buckets", "within_days": 7, **options},
    )
    return pick(roster, barred={}, draw=0)


def test_dynamics_ignoring_capacity_whoever_is_there_and_has_most_room():
    choice = choose(team(vivek=5, sal=2), ignores_capacity=True)

    assert choice.winner == VIVEK
    assert reps(choice.ranked) == [VIVEK, SAL, MAYA, BURT, MARIA]


def test_dynamics_respecting_capacity_the_next_bucket_goes_by_the_longest_wait():
    choice = choose(team(vivek=-1, sal=0))

    assert (choice.winner, choice.is_early) == (MAYA, True)
    assert reps(choice.ranked) == [MAYA, BURT, MARIA]
    assert choice.excluded == ((VIVEK, "at_capacity"), (SAL, "at_capacity"))


def test_dynamics_ignoring_capacity_those_who_are_full_are_still_there_first():
    choice = choose(team(vivek=-1, sal=0), ignores_capacity=True)

    assert choice.winner == SAL


@pytest.mark.parametrize(
    ("ready_in", "first"), [(1, "early"), (DAY, "early"), (DAY + 1, "waiting")]
)
def test_a_bucket_is_a_day_counted_from_now(ready_in, first):
    early = Candidate(rep=1, presence="off_hours", ready_in=ready_in, last_at=1.0)
    waiting = Candidate(rep=2, presence="off_hours", ready_in=2 * DAY, last_at=0.0)

    order = ranked(Strategy.LOAD_BALANCE, early, waiting, measure="buckets")

    assert reps(order)[0] == {"early": 1, "waiting": 2}[first]


def test_who_comes_on_duty_too_late_is_no_candidate():
    choice = choose(team(vivek=-1, sal=0), within_days=1)

    assert reps(choice.ranked) == [MAYA, BURT]
    assert (MARIA, "off_hours") in choice.excluded


def test_without_buckets_only_those_on_duty_count():
    choice = choose(team(vivek=-1, sal=0), measure="free")

    assert (choice.winner, choice.reasons) == (None, ("all_unavailable",))
