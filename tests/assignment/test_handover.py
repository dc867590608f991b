"""Somebody leaves: all that he holds goes where it was said, and he is out of everything."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment.choices import ClockState, CollaboratorRole, EndReason, SimulationState
from assignment.fairness.ledger import differences
from assignment.models import Assignment, Clock, PoolLedger, PoolMember, Reassignment, Review
from assignment.moving.carrying_out import carry_out
from assignment.moving.destinations import UnknownDestination
from assignment.moving.handover import AlreadyLeaving, begin, preview, wishes_of
from assignment.moving.leaving import Belongings
from assignment.recycling import expire, expired_clocks
from assignment.together.collaboration import add_collaborator
from assignment.together.worklist import add_task
from leads.choices import LeadStatus
from leads.models import Event, Lead
from reps.models import Rep
from tests.builders import (
    after,
    follow_up,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_review,
    make_rules,
    make_user,
    reread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_user("boss", sees_all=True)


@pytest.fixture
def ana():
    """She leaves."""
    return make_rep("Ana")


@pytest.fixture
def bo():
    return make_rep("Bo")


@pytest.fixture
def pool(ana):
    pool = make_pool(ana, name="everybody")
    make_rules(catch_all=pool)
    return pool


def leave(user, leaver: Rep, now=None, **wishes: str) -> Reassignment:
    order = begin(user, leaver, wishes_of(user, leaver, wishes), now=now or after(1))
    assert carry_out(order.pk, now=now or after(1)) is False
    return reread(order)


def join(pool, *reps: Rep) -> None:
    for rep in reps:
        PoolMember.objects.create(pool=pool, rep=rep)


def test_open_leads_go_to_the_successor_with_clocks_that_start_anew(boss, ana, bo, pool):
    new, worked = make_lead(), make_lead()
    follow_up(worked, now=after(1))

    order = leave(boss, ana, now=after(2), leads=f"rep:{bo.pk}")

    assert order.results == {str(new.pk): ["moved", bo.pk], str(worked.pk): ["moved", bo.pk]}
    for lead in (reread(new), reread(worked)):
        assert (lead.owner, lead.status, lead.due_at) == (bo, LeadStatus.ASSIGNED, after(26))
    ended = Assignment.objects.filter(rep=ana).values_list("end_reason", flat=True)
    assert set(ended) == {EndReason.HANDOVER}
    assert set(Assignment.objects.filter(rep=bo).values_list("kind", flat=True)) == {"handover"}
    assert Event.objects.filter(kind="handed_over", data__rep=ana.pk).count() == 2
    assert Clock.objects.filter(state=ClockState.RUNNING).count() == 2
    assert dict(Rep.objects.values_list("name", "open_leads")) == {"Ana": 0, "Bo": 2}


def test_by_the_rules_they_are_dealt_as_foreseen(boss, ana, pool):
    leads = [make_lead() for _ in range(4)]
    join(pool, make_rep("Bo"), make_rep("Chen"))

    wishes = wishes_of(boss, ana, {})
    expected = {row.lead.pk: row.rep for row in preview(ana, wishes, now=after(1)).leads}
    order = leave(boss, ana)

    assert {int(pk): rep for pk, (_, rep) in order.results.items()} == expected
    assert expected.keys() == {lead.pk for lead in leads}
    assert dict(Rep.objects.values_list("name", "open_leads")) == {"Ana": 0, "Bo": 2, "Chen": 2}
    assert Assignment.objects.filter(kind="handover", ended_at=None).count() == 4
    assert differences(pool) == {}


def test_in_the_end_the_leaver_is_off_and_out_of_his_pools(boss, ana, bo, pool):
    make_lead()
    join(pool, bo)
    make_lead(), make_lead(), make_lead()

    order = leave(boss, ana, leads=f"rep:{bo.pk}")

    assert order.state == SimulationState.DONE
    ana = reread(ana)
    assert (ana.is_active, ana.is_paused, ana.open_leads) == (False, True, 0)
    assert not PoolMember.objects.filter(rep=ana, is_active=True).exists()
    assert PoolLedger.objects.get().accounts[str(ana.pk)][0] == 0
    assert differences(pool) == {}
    assert ana.history.latest("history_id").history_user == boss


def test_a_successor_can_take_the_places_in_pools_with_their_weights(boss, ana, bo):
    make_rules(catch_all=make_pool((ana, "2.5")))

    leave(boss, ana, pools=f"rep:{bo.pk}")

    assert PoolMember.objects.get(rep=bo).weight == 2.5


def test_who_lost_a_lead_by_recycling_does_not_inherit_it(boss, ana, bo, pool):
    PoolMember.objects.update(is_active=False)
    join(pool, bo)
    lost = make_lead()
    PoolMember.objects.filter(rep=bo).update(is_active=False)
    PoolMember.objects.filter(rep=ana).update(is_active=True)
    [clock] = expired_clocks(now=after(24), limit=9)
    expire(clock_id=clock, now=after(24))
    other = make_lead(now=after(24))
    chen = make_rep("Chen")
    join(pool, chen)

    order = leave(boss, ana, now=after(25), leads=f"rep:{bo.pk}")

    assert order.results[str(other.pk)] == ["moved", bo.pk]
    assert order.results[str(lost.pk)] == ["moved", chen.pk]


def test_nurturing_leads_change_hands_and_stay_so(boss, ana, bo, pool):
    lead = make_lead()
    Clock.objects.update(state=ClockState.CANCELLED, stopped_at=after(0))
    Lead.objects.update(status=LeadStatus.NURTURING, due_at=None)
    Rep.objects.update(open_leads=0)

    order = leave(boss, ana, nurturing=f"rep:{bo.pk}")

    lead = reread(lead)
    assert (lead.owner, lead.status, lead.due_at) == (bo, LeadStatus.NURTURING, None)
    assert order.results == {str(lead.pk): ["moved", bo.pk]}
    assert reread(bo).open_leads == 0
    assert Assignment.objects.get(ended_at=None).rep == bo


def test_the_next_lead_of_a_customer_goes_to_his_new_owner(boss, ana, bo, pool):
    customer = make_customer("Acme", owner=ana, domain="acme.cn")

    leave(boss, ana, customers=f"rep:{bo.pk}")

    assert make_lead(email="wei@acme.cn").owner == bo
    assert reread(customer).history.latest("history_id").owner == bo


def test_a_customer_s_open_lead_follows_the_customer_when_the_rules_decide(boss, ana, bo, pool):
    make_customer("Acme", owner=ana, domain="acme.cn")
    lead = make_lead(email="wei@acme.cn")
    join(pool, make_rep("Chen"))
    wishes = wishes_of(boss, ana, {"customers": f"rep:{bo.pk}"})

    [expected] = preview(ana, wishes, now=after(1)).leads
    leave(boss, ana, customers=f"rep:{bo.pk}")

    assert (expected.rep, reread(lead).owner) == (bo.pk, bo)


def test_a_pool_shares_the_customers_out_in_turn(boss, ana, bo):
    chen = make_rep("Chen")
    pool = make_pool(ana, bo, chen)
    customers = [make_customer(f"Customer {n}", owner=ana) for n in range(4)]

    leave(boss, ana, customers=f"pool:{pool.pk}")

    assert [reread(one).owner for one in customers] == [bo, chen, bo, chen]


def test_tasks_go_with_their_leads_or_to_one_rep(boss, ana, bo, pool):
    dan = make_rep("Dan")
    lead = make_lead()
    task = add_task(
        lead=lead, rep=ana, title="Offer", due_at=after(9), by=ana.user_id, now=after(1)
    )

    leave(boss, ana, leads=f"rep:{bo.pk}", tasks=f"rep:{dan.pk}")

    assert (reread(lead).owner, reread(task).rep) == (bo, dan)
    assert Lead.objects.visible_to(dan.user).get() == lead


def test_tasks_go_with_their_leads_unless_it_is_said_otherwise(boss, ana, bo, pool):
    lead = make_lead()
    task = add_task(
        lead=lead, rep=ana, title="Offer", due_at=after(9), by=ana.user_id, now=after(1)
    )

    leave(boss, ana, leads=f"rep:{bo.pk}")

    assert reread(task).rep == bo


@pytest.mark.parametrize("successor", [True, False])
def test_collaborations_end_or_pass_to_a_successor(boss, ana, bo, successor):
    dan = make_rep("Dan")
    make_rules(catch_all=make_pool(bo))
    lead = make_lead()
    role = CollaboratorRole.SERVICE
    add_collaborator(lead=lead, rep=ana, role=role, by=bo.user_id, now=after(1))
    task = add_task(lead=lead, rep=ana, title="Fix", due_at=after(9), by=bo.user_id, now=after(1))

    leave(boss, ana, **({"collaborations": f"rep:{dan.pk}"} if successor else {}))

    helping = lead.collaborators.filter(ended_at=None)
    assert list(helping.values_list("rep", "role")) == ([(dan.pk, role)] if successor else [])
    assert reread(task).rep == (dan if successor else bo)


def test_suggestions_in_reviews_are_made_afresh_or_name_the_successor(boss, ana, bo, pool):
    review = make_review()
    named = make_review(email="second@acme.cn")
    Review.objects.filter(pk=named.pk).update(suggestion=bo)
    join(pool, bo)

    leave(boss, ana)

    assert reread(review).suggestion == bo


def test_a_suggestion_for_which_nobody_is_left_is_not_taken_by_itself(boss, ana, pool):
    review = make_review()

    leave(boss, ana)

    review = reread(review)
    assert (review.suggestion, review.due_at, review.closed_at) == (None, None, None)
    assert reread(review.lead).due_at is None


def test_done_again_it_goes_on_with_what_is_left(boss, ana, bo, pool, monkeypatch):
    monkeypatch.setattr("assignment.moving.handover.BATCH", 2)
    for _ in range(5):
        make_lead()
    order = begin(boss, ana, wishes_of(boss, ana, {"leads": f"rep:{bo.pk}"}), now=after(1))
    carry_out(order.pk, seconds=0, now=after(1))
    Reassignment.objects.update(state=SimulationState.FAILED)  # as if it had been given up
    moved = Lead.objects.filter(owner=bo).count()

    again = leave(boss, ana, now=after(2), leads=f"rep:{bo.pk}")

    assert (moved, len(again.results)) == (2, 3)
    assert Lead.objects.filter(owner=bo).count() == 5
    assert reread(ana).is_active is False


def test_while_it_goes_on_there_is_no_second_one_and_nothing_new_comes(boss, ana, pool):
    begin(boss, ana, wishes_of(boss, ana, {}), now=after(1))

    with pytest.raises(AlreadyLeaving):
        begin(boss, ana, wishes_of(boss, ana, {}), now=after(1))
    assert reread(ana).is_paused
    assert make_lead().owner is None


def test_who_still_has_a_lead_that_could_not_be_moved_stays(boss, ana, bo, pool):
    make_lead()
    order = begin(boss, ana, wishes_of(boss, ana, {"leads": f"rep:{bo.pk}"}), now=after(1))
    Rep.objects.filter(pk=bo.pk).update(is_active=False)

    carry_out(order.pk, now=after(1))

    assert reread(order).state == SimulationState.FAILED
    assert reread(ana).is_active


@pytest.mark.parametrize(
    "wishes", [{"leads": "nobody"}, {"leads": "rep:0"}, {"hats": "rules"}, {"pools": "rules"}]
)
def test_what_makes_no_sense_is_refused(boss, ana, wishes):
    with pytest.raises(UnknownDestination):
        wishes_of(boss, ana, wishes)


def test_nobody_hands_over_to_himself(boss, ana):
    with pytest.raises(UnknownDestination):
        wishes_of(boss, ana, {"leads": f"rep:{ana.pk}"})


def test_a_preview_writes_nothing_and_costs_the_same_for_five_leads_as_for_one(boss, ana, pool):
    join(pool, make_rep("Bo"))
    wishes = wishes_of(boss, ana, {})
    make_lead()
    preview(ana, wishes, now=after(1))
    with CaptureQueriesContext(connection) as one:
        preview(ana, wishes, now=after(1))
    while Belongings(ana).leads.count() < 5:
        make_lead()

    with CaptureQueriesContext(connection) as five:
        assert len(preview(ana, wishes, now=after(1)).leads) == 5
    assert len(five) == len(one)
    assert {query["sql"].split()[0] for query in five} == {"SELECT"}
