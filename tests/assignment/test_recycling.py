"""What nobody follows up in time is taken back and goes to somebody else."""

from datetime import UTC, datetime, time

import pytest

from assignment.choices import ClockKind, ClockState, EndReason
from assignment.fairness.ledger import differences
from assignment.handling import close_lead
from assignment.models import Assignment, Clock, Review
from assignment.tasks import recycle_due
from leads.choices import LeadStatus
from leads.models import Event, Lead
from reps.choices import NoticeKind
from reps.models import Calendar, Notice, Rep, Team, WorkingBlock
from tests.builders import (
    after,
    follow_up,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    reread,
    send,
)

pytestmark = pytest.mark.django_db
WEI = {"name": "Wei", "email": "wei@acme.cn"}


@pytest.fixture
def reps():
    return [make_rep(name) for name in ("Ana", "Bo", "Chen", "Dan", "Eva")]


@pytest.fixture
def pool(reps):
    pool = make_pool(*reps)
    make_rules(catch_all=pool)
    return pool


def test_an_overdue_lead_goes_to_another_rep_with_a_new_clock(pool, reps):
    lead = make_lead(**WEI)

    assert recycle_due(after(23.9)).done == 0
    assert recycle_due(after(24)).done == 1

    ana, bo = reps[:2]
    lead = reread(lead)
    assert (lead.owner, lead.status, lead.recycles) == (bo, LeadStatus.ASSIGNED, 1)
    assert (lead.assigned_at, lead.due_at) == (after(24), after(48))
    assert Assignment.objects.get(rep=ana).end_reason == EndReason.RECYCLED
    assert (reread(ana).open_leads, reread(bo).open_leads) == (0, 1)
    assert differences(pool) == {}


@pytest.mark.usefixtures("pool")
def test_who_loses_a_lead_hears_of_it(reps):
    make_lead(**WEI)

    recycle_due(after(24))

    assert Notice.objects.get(kind=NoticeKind.LEAD_RECYCLED).user == reps[0].user
    assert Event.objects.get(kind="recycled").data["rep"] == reps[0].pk


@pytest.mark.usefixtures("pool")
def test_the_clock_that_ran_out_is_missed():
    make_lead(**WEI)

    recycle_due(after(25))

    clock = Clock.objects.earliest("pk")
    assert (clock.state, clock.stopped_at) == (ClockState.MISSED, after(25))


@pytest.mark.usefixtures("pool")
def test_after_three_times_it_lies_on_the_managers_desk(reps):
    lead = make_lead(**WEI)

    for day in (1, 2, 3):
        recycle_due(after(24 * day))

    lead = reread(lead)
    assert (lead.status, lead.owner, lead.recycles) == (LeadStatus.REVIEW, None, 3)
    review = Review.objects.get()
    assert (review.reason, review.due_at, lead.due_at) == ("exhausted", None, None)
    assert list(Assignment.objects.order_by("pk").values_list("rep", flat=True)) == [
        rep.pk for rep in reps[:3]
    ]
    assert sum(Rep.objects.values_list("open_leads", flat=True)) == 0


def test_with_nobody_left_it_lies_on_the_managers_desk():
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Bo")))
    lead = make_lead(**WEI)

    recycle_due(after(24))
    recycle_due(after(48))

    assert reread(lead).status == LeadStatus.REVIEW
    review = Review.objects.get()
    assert (review.reason, review.due_at, reread(lead).due_at) == ("exhausted", None, None)


def test_it_never_goes_back_to_who_lost_it_however_fair_that_were():
    ana, bo = make_rep("Ana"), make_rep("Bo", capacity=0)
    make_rules(catch_all=make_pool(ana, bo))
    lead = make_lead(**WEI)

    recycle_due(after(24))

    assert reread(lead).status == LeadStatus.WAITING
    assert lead.decisions.latest("pk").record["excluded"] == {
        "lost_in_cycle": [ana.pk],
        "at_capacity": [bo.pk],
    }


@pytest.mark.usefixtures("pool")
def test_what_is_worked_on_is_not_recycled():
    lead = make_lead(**WEI)
    follow_up(lead, now=after(1))

    assert recycle_due(after(500)).done == 0
    assert reread(lead).status == LeadStatus.WORKING


def test_a_response_that_did_not_come_is_noted_and_told_and_the_lead_stays():
    manager = make_user("mei")
    ana = make_rep("Ana", team=Team.objects.create(name="A", manager=manager))
    make_rules(catch_all=make_pool(ana))
    lead = make_lead(make_channel(), **WEI)
    follow_up(lead, now=after(1))
    send(lead.channel, now=after(2), **WEI)

    recycle_due(after(26))

    lead = reread(lead)
    assert (lead.status, lead.owner, lead.due_at) == (LeadStatus.WORKING, ana, None)
    assert Clock.objects.get(kind=ClockKind.RESPONSE).state == ClockState.MISSED
    told = Notice.objects.filter(kind=NoticeKind.LEAD_REMINDER)
    assert {notice.user for notice in told} == {ana.user, manager}


def test_what_runs_out_at_night_is_taken_two_working_hours_into_the_next_day():
    calendar = Calendar.objects.create(name="Office", time_zone="Asia/Shanghai")
    WorkingBlock.objects.create(calendar=calendar, weekday=0, starts=time(9), ends=time(17))
    WorkingBlock.objects.create(calendar=calendar, weekday=2, starts=time(9), ends=time(17))
    make_rules(catch_all=make_pool(make_rep("Ana", calendar=calendar), make_rep("Bo")))

    lead = make_lead(**WEI)  # Monday 10:00, so due on Tuesday, a day off

    clock = Clock.objects.get()
    wednesday_eleven = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    assert (clock.due_at, clock.expires_at) == (after(24), wednesday_eleven)
    assert recycle_due(after(40)).done == 0
    assert recycle_due(wednesday_eleven).done == 1
    assert reread(lead).owner.name == "Bo"


@pytest.mark.usefixtures("pool")
def test_a_new_policy_leaves_running_clocks_alone():
    lead = make_lead(**WEI)
    make_policy(normal_hours=1)

    assert recycle_due(after(2)).done == 0
    new = make_lead(email="other@acme.cn")

    assert (reread(lead).due_at, new.due_at) == (after(24), after(1))


def test_in_a_new_cycle_who_lost_it_in_the_old_one_may_have_it():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules(catch_all=make_pool(ana, bo))
    lead = make_lead(make_channel(), **WEI)
    recycle_due(after(24))
    lead = Lead.objects.select_related("owner").get(pk=lead.pk)
    close_lead(lead=lead, status="lost", reason="competitor", by=None, now=after(25))
    Rep.objects.filter(pk=bo.pk).update(is_active=False)

    send(lead.channel, now=after(100), **WEI)

    assert (reread(lead).owner, reread(lead).recycles) == (ana, 0)
