"""A transfer, a recycling, a handover and a return of one lead in the same moment."""

import pytest

from assignment.handling import return_lead, transfer
from assignment.models import Assignment, Clock, Collaborator
from assignment.moving.carrying_out import carry_out
from assignment.moving.handover import begin, wishes_of
from assignment.recycling import expire
from assignment.together.collaboration import AlreadyOnLead, add_collaborator
from leads.lifecycle import LostRace
from leads.models import Lead
from reps.models import Rep
from tests.builders import after, make_lead, make_pool, make_rep, make_rules, make_user, reread
from tests.concurrency.together import all_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
RELATED = ("owner__user", "customer__owner", "channel")


@pytest.fixture
def ana():
    return make_rep("Ana")


@pytest.fixture
def bo():
    return make_rep("Bo")


@pytest.fixture
def lead(ana, bo):
    make_rules(catch_all=make_pool(ana, make_rep("Chen")))
    return make_lead()


def seen(lead: Lead) -> Lead:
    return Lead.objects.select_related(*RELATED).get(pk=lead.pk)


def outcome(call) -> str:
    try:
        call()
    except LostRace:
        return "lost"
    return "won"


def pass_on(lead: Lead, rep: Rep, by: Rep):
    mine = seen(lead)
    return lambda: outcome(
        lambda: transfer(lead=mine, rep=rep, reason="other", by=by.user_id, now=after(24))
    )


def assert_consistent(lead: Lead) -> None:
    """One owner, one period, one clock, and loads that agree with the leads."""
    assert Assignment.objects.filter(lead=lead, ended_at=None).count() == 1
    assert Assignment.objects.get(lead=lead, ended_at=None).rep == reread(lead).owner
    assert Clock.objects.filter(lead=lead, state="running").count() == 1
    for rep in Rep.objects.all():
        assert rep.open_leads == Lead.objects.filter(owner=rep).count()


def test_a_transfer_and_a_recycling_in_one_moment_leave_one_owner(lead, ana, bo):
    clock = Clock.objects.get(lead=lead)

    won = all_at_once([pass_on(lead, bo, ana), lambda: expire(clock_id=clock.pk, now=after(24))])

    assert won in (["won", False], ["lost", True])
    assert_consistent(lead)


def test_a_transfer_that_waited_for_a_recycling_has_lost(lead, ana, bo):
    clock, call = Clock.objects.get(lead=lead), pass_on(lead, bo, ana)

    expire(clock_id=clock.pk, now=after(24))

    assert call() == "lost"
    assert_consistent(lead)


def test_two_transfers_to_two_colleagues_make_one_owner(lead, ana, bo):
    dan = make_rep("Dan")

    won = all_at_once([pass_on(lead, bo, ana), pass_on(lead, dan, ana)])

    assert sorted(won) == ["lost", "won"]
    assert_consistent(lead)


def test_transfers_in_opposite_directions_do_not_deadlock(ana, bo):
    make_rules(catch_all=make_pool(ana))
    hers = [make_lead() for _ in range(4)]
    make_rules(catch_all=make_pool(bo))
    his = [make_lead() for _ in range(4)]

    won = all_at_once(
        [pass_on(one, bo, ana) for one in hers] + [pass_on(one, ana, bo) for one in his]
    )

    assert won == ["won"] * 8
    assert {rep.name: rep.open_leads for rep in Rep.objects.all()} == {"Ana": 4, "Bo": 4}


def test_a_handover_and_returns_by_the_leaver_lose_no_lead(ana, bo):
    make_rules(catch_all=make_pool(ana))
    leads = [make_lead() for _ in range(6)]
    make_rules(catch_all=make_pool(ana, make_rep("Chen")))
    boss = make_user("boss", sees_all=True)
    wishes = wishes_of(boss, ana, {"leads": f"rep:{bo.pk}"})
    order = begin(boss, ana, wishes, now=after(1))
    mine = [seen(lead) for lead in leads[:3]]

    def give_back(lead: Lead) -> str:
        how = {"reason": "no_time", "note": "", "by": ana.user_id, "now": after(1)}
        return outcome(lambda: return_lead(lead=lead, **how))

    all_at_once(
        [lambda: carry_out(order.pk, now=after(1))]
        + [lambda lead=lead: give_back(lead) for lead in mine]
    )

    assert Lead.objects.filter(owner=ana).count() == 0
    for lead in leads:
        assert_consistent(lead)
    assert reread(ana).is_active is False


def test_a_handover_asked_for_twice_runs_once(lead, ana, bo):
    boss = make_user("boss", sees_all=True)
    order = begin(boss, ana, wishes_of(boss, ana, {"leads": f"rep:{bo.pk}"}), now=after(1))

    all_at_once([lambda: carry_out(order.pk, now=after(1)) for _ in range(4)])

    assert Assignment.objects.filter(lead=lead, rep=bo).count() == 1
    assert_consistent(lead)


def test_one_helper_is_added_once(lead, ana, bo):
    def add() -> bool:
        try:
            add_collaborator(lead=seen(lead), rep=bo, role="service", by=ana.user_id, now=after(1))
        except AlreadyOnLead:
            return False
        return True

    added = all_at_once([add] * 4)

    assert sorted(added) == [False, False, False, True]
    assert Collaborator.objects.count() == 1
