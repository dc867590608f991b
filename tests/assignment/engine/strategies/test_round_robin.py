from assignment.engine.codes import Strategy
from assignment.engine.ledger import UNIT
from assignment.engine.pick import pick
from assignment.engine.roster import Candidate
from assignment.engine.strategies import STRATEGIES, Unit
from tests.assignment.engine.cast import make_roster, ranked

SANJAY, SUSANA, DAVID, MIRIAM = 1, 2, 3, 4


def member(rep, last_at, free):
    return Candidate(rep=rep, last_at=last_at, capacity=10, open=10 - free)


def test_dynamics_longest_wait_among_those_with_capacity():
    roster = make_roster(
        member(SANJAY, 2.37, 0),
        member(SUSANA, 2.57, 4),
        member(DAVID, 3.02, 1),
        member(MIRIAM, 2.35, -2),
        strategy=Strategy.ROUND_ROBIN,
        options={"order": "longest_wait"},
    )

    choice = pick(roster, barred={}, draw=0)

    assert choice.ranked == ((SUSANA, 2.57), (DAVID, 3.02))
    assert choice.excluded == ((SANJAY, "at_capacity"), (MIRIAM, "at_capacity"))


def test_longest_wait_counts_the_leads_of_all_pools_and_not_the_balance():
    order = ranked(
        Strategy.ROUND_ROBIN,
        Candidate(rep=1, last_at=20.0, balance=3 * UNIT),
        Candidate(rep=2, last_at=10.0, last_deal=9),
        order="longest_wait",
    )

    assert order == [(2, 10.0), (1, 20.0)]


def test_whoever_never_had_a_lead_has_waited_longest():
    order = ranked(
        Strategy.ROUND_ROBIN,
        Candidate(rep=1, last_at=20.0),
        Candidate(rep=2),
        order="longest_wait",
    )

    assert [rep for rep, _ in order] == [2, 1]


def test_the_number_says_what_it_is():
    unit = STRATEGIES[Strategy.ROUND_ROBIN].unit

    assert [unit({}), unit({"order": "longest_wait"})] == [Unit.LEADS, Unit.MOMENT]
