"""What becomes of a lead that a pool has nobody for: wait, assign, overflow, ask the manager."""

import pytest

from assignment.engine.codes import Exclusion, Strategy, WhenNobody
from assignment.engine.ledger import UNIT
from assignment.engine.roster import NO_POOL, Candidate
from assignment.engine.route import plan, settle
from tests.assignment.engine.cast import compiled, make_request, make_roster, make_rule

REST = compiled(make_rule("rest"))
AT_HOME = Candidate(rep=1, presence="off_hours")
ON_LEAVE = Candidate(rep=2, presence="on_leave")
PAUSED = Candidate(rep=3, is_paused=True)
FREE = Candidate(rep=4)
LOST = Exclusion.LOST_IN_CYCLE


def settled(roster, *others, barred=None, key_reasons=(), **lead):
    request = make_request(barred=barred, key_reasons=key_reasons)
    return settle(
        plan(REST, request),
        roster,
        barred=request.barred,
        draw=0.5,
        overflow={other.pool: other for other in others},
        **lead,
    )


def pool(number, *candidates, to=None, **settings):
    settings = {"when_nobody": WhenNobody.OVERFLOW, **settings} if to else settings
    return make_roster(*candidates, pool=number, overflow=to, needs_presence=True, **settings)


def ways(outcome):
    return outcome.kind, outcome.rep, outcome.reasons


def test_by_default_it_waits():
    assert ways(settled(pool(1, AT_HOME))) == ("waiting", None, ("all_unavailable",))


def test_assign_takes_who_is_off_duty_and_the_time_starts_later():
    outcome = settled(pool(1, AT_HOME, ON_LEAVE, when_nobody=WhenNobody.ASSIGN))

    assert ways(outcome) == ("assigned", 1, ("rule", "starts_later"))
    assert (outcome.starts_later, outcome.pool, outcome.lines) == (True, 1, {1: 0})


def test_assign_takes_nobody_from_leave():
    outcome = settled(pool(1, ON_LEAVE, when_nobody=WhenNobody.ASSIGN))

    assert ways(outcome) == ("waiting", None, ("all_unavailable",))


def test_assign_prefers_who_is_there():
    outcome = settled(pool(1, AT_HOME, FREE, when_nobody=WhenNobody.ASSIGN))

    assert (outcome.rep, outcome.starts_later) == (4, False)


def test_the_manager_may_be_asked():
    outcome = settled(pool(1, PAUSED, when_nobody=WhenNobody.REVIEW))

    assert ways(outcome) == ("review", None, ("all_unavailable",))


def test_another_pool_may_take_over_and_books_it():
    outcome = settled(pool(1, PAUSED, to=2), pool(2, FREE, Candidate(rep=5)))

    assert ways(outcome) == ("assigned", 4, ("rule", "overflowed"))
    assert (outcome.pool, outcome.lines) == (2, {4: -UNIT // 2, 5: UNIT // 2})
    assert [(number, choice.reasons) for number, choice in outcome.passed] == [
        (1, ("all_unavailable",))
    ]


def test_the_last_pool_of_a_chain_says_what_happens():
    last = pool(3, AT_HOME, when_nobody=WhenNobody.ASSIGN)

    outcome = settled(pool(1, PAUSED, to=2), pool(2, to=3), last)

    assert ways(outcome) == ("assigned", 1, ("rule", "overflowed", "starts_later"))


def test_a_circle_ends_where_it_began():
    outcome = settled(pool(1, PAUSED, to=2), pool(2, PAUSED, to=1), pool(1, FREE))

    assert ways(outcome) == ("waiting", None, ("all_unavailable",))
    assert (outcome.pool, len(outcome.passed)) == (2, 1)


def test_at_most_three_pools_take_over():
    chain = [pool(number, PAUSED, to=number + 1) for number in range(1, 5)]

    outcome = settled(*chain, pool(5, FREE))

    assert (outcome.kind, outcome.pool) == ("waiting", 4)


def test_a_pool_that_is_gone_takes_nothing_over():
    assert settled(pool(1, PAUSED, to=2)).kind == "waiting"


def test_waiting_helps_if_anybody_on_the_way_may_come():
    outcome = settled(pool(1, PAUSED, to=2), pool(2, FREE), barred={4: LOST})

    assert ways(outcome) == ("waiting", None, ("all_unavailable",))


def test_whom_all_pools_have_had_goes_to_the_manager():
    outcome = settled(pool(1, FREE, to=2), pool(2, FREE), barred={4: LOST})

    assert ways(outcome) == ("review", None, ("exhausted",))


def test_a_lead_too_old_for_the_pool_is_the_manager_s():
    outcome = settled(pool(1, FREE, max_age_hours=24), age_hours=25.0)

    assert ways(outcome) == ("review", None, ("too_old",))
    assert outcome.choice.excluded == ((4, "too_old"),)


def test_a_lead_too_old_for_one_pool_may_suit_another():
    outcome = settled(pool(1, FREE, to=2, max_age_hours=24), pool(2, FREE), age_hours=25.0)

    assert (outcome.kind, outcome.pool) == ("assigned", 2)


def test_a_key_lead_is_suggested_to_whom_the_last_pool_finds():
    outcome = settled(pool(1, PAUSED, to=2), pool(2, FREE), key_reasons=("key_value",))

    assert ways(outcome) == ("review", 4, ("key_value",))
    assert outcome.lines == {}


def test_a_team_named_by_a_rule_goes_by_the_longest_wait_and_has_no_pool():
    roster = make_roster(Candidate(rep=1, last_at=9.0), Candidate(rep=2, last_at=7.0), pool=NO_POOL)

    outcome = settled(roster)

    assert (outcome.rep, outcome.pool, outcome.lines) == (2, None, {})


OFFERS = {"strategy": Strategy.OFFER}
DECLINED = Exclusion.DECLINED


def test_an_offer_goes_to_whoever_is_due_and_books_nothing():
    outcome = settled(pool(1, FREE, Candidate(rep=5, balance=UNIT), **OFFERS))

    assert ways(outcome) == ("offered", 5, ("rule", "offered"))
    assert (outcome.pool, outcome.lines) == (1, {})


def test_who_let_it_pass_is_passed_over():
    outcome = settled(pool(1, FREE, Candidate(rep=5), **OFFERS), barred={4: DECLINED})

    assert (outcome.kind, outcome.rep) == ("offered", 5)
    assert outcome.choice.excluded == ((4, "declined"),)


@pytest.mark.parametrize("when_nobody", WhenNobody)
def test_when_all_who_could_have_let_it_pass_the_round_is_over(when_nobody):
    roster = pool(1, FREE, AT_HOME, when_nobody=when_nobody, **OFFERS)

    outcome = settled(roster, barred={4: DECLINED})

    assert ways(outcome) == ("waiting", None, ("not_accepted",))


def test_then_it_is_given_to_whoever_is_due():
    roster = pool(1, FREE, Candidate(rep=5, balance=UNIT), **OFFERS)

    outcome = settled(roster, barred={4: DECLINED, 5: DECLINED}, push=True)

    assert ways(outcome) == ("assigned", 5, ("rule", "pushed"))
    assert outcome.lines == {4: UNIT // 2, 5: -UNIT // 2}


def test_an_offer_needs_somebody_who_is_there():
    waits, later = pool(1, AT_HOME, **OFFERS), {"when_nobody": WhenNobody.ASSIGN}

    outcomes = [settled(one) for one in (waits, pool(1, AT_HOME, **later, **OFFERS))]

    assert [one.kind for one in outcomes] == ["waiting", "assigned"]


@pytest.mark.parametrize("members", [(), (FREE,), (PAUSED,)])
def test_a_public_pool_keeps_the_lead_until_somebody_claims_it(members):
    outcome = settled(pool(1, *members, strategy=Strategy.CLAIM))

    assert ways(outcome) == ("pooled", None, ("rule", "pooled"))
    assert (outcome.pool, outcome.choice, outcome.lines) == (1, None, {})


def test_a_lead_may_overflow_into_a_public_pool():
    outcome = settled(pool(1, PAUSED, to=2), pool(2, strategy=Strategy.CLAIM))

    assert ways(outcome) == ("pooled", None, ("rule", "pooled", "overflowed"))


def test_what_nobody_claims_is_given_to_whoever_is_due():
    roster = pool(1, FREE, Candidate(rep=5, balance=UNIT), strategy=Strategy.CLAIM)

    outcome = settled(roster, push=True)

    assert ways(outcome) == ("assigned", 5, ("rule", "pushed"))


def test_a_key_lead_for_a_public_pool_is_reviewed_with_a_suggestion():
    outcome = settled(pool(1, FREE, strategy=Strategy.CLAIM), key_reasons=("key_value",))

    assert ways(outcome) == ("review", 4, ("key_value",))


def test_in_other_pools_there_is_nothing_to_push():
    assert settled(pool(1, FREE), push=True).reasons == ("rule",)
