from datetime import timedelta

import pytest

from assignment.choices import Strategy
from assignment.desk import manager
from leads.choices import Outcome
from leads.models import InboxMessage
from reps.models import Team
from tests.builders import (
    MONDAY,
    make_channel,
    make_lead,
    make_manager,
    make_pool,
    make_rep,
    make_review,
    make_rules,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen():
    return make_user("chen", sees_all=True)


def test_waiting_leads_are_counted_by_reason_with_a_remedy(chen):
    make_lead(now=MONDAY)
    make_lead(now=MONDAY + timedelta(hours=1))
    make_rules(catch_all=make_pool(make_rep("Ana", is_paused=True)))
    make_lead()

    found = manager.unassigned(chen)

    counts = [(one.code, one.count, one.oldest) for one in found]
    assert counts == [("no_rule", 2, MONDAY), ("all_unavailable", 1, MONDAY)]
    assert all(one.remedy for one in found)


def test_leads_that_somebody_may_take_are_counted_as_such(chen):
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(ana, strategy=Strategy.CLAIM))
    lying = make_lead()
    make_rules(catch_all=make_pool(ana, name="first come", strategy=Strategy.OFFER))
    offered = make_lead()

    found = {one.code: one.count for one in manager.unassigned(chen)}

    leads = type(lying).objects.all()
    assert found == {"claim": 1, "offer": 1}
    assert list(manager.waiting_because(leads, "claim")) == [lying]
    assert list(manager.waiting_because(leads, "offer")) == [offered]


def test_the_leads_behind_a_reason_are_found(chen):
    lead = make_lead()

    assert list(manager.waiting_because(type(lead).objects.all(), "no_rule")) == [lead]


def test_load_counts_open_received_today_and_overdue(chen):
    make_rules(catch_all=make_pool(make_rep("Ana")))
    make_lead(now=MONDAY)
    make_lead(now=MONDAY + timedelta(days=2))

    [row] = manager.loads(chen, now=MONDAY + timedelta(days=2))

    assert (row.rep.open_leads, row.received_today, row.overdue) == (2, 1, 1)


def test_a_team_manager_sees_the_load_of_his_reps(chen):
    north = Team.objects.create(name="North")
    make_rep("Ana", team=north)
    make_rep("Bo")

    rows = manager.loads(make_manager(team=north), now=MONDAY)

    assert [row.rep.name for row in rows] == ["Ana"]


def test_open_reviews_are_counted_and_the_late_ones_apart(chen):
    make_rules(catch_all=make_pool(make_rep("Ana")))
    make_review()

    counted = [manager.open_reviews(chen, now=MONDAY + timedelta(hours=h)) for h in (1, 5)]

    assert counted == [manager.Reviews(1, 0), manager.Reviews(1, 1)]


def test_a_message_is_stuck_after_two_minutes():
    InboxMessage.objects.create(
        channel=make_channel(), body=b"{}", received_at=MONDAY, outcome=Outcome.OPEN
    )

    counts = [manager.stuck_messages(now=MONDAY + timedelta(minutes=m)).count for m in (2, 3)]

    assert counts == [0, 1]


@pytest.mark.parametrize("leads", [1, 5])
def test_the_overview_asks_the_same_questions_whatever_there_is(
    chen, leads, django_assert_num_queries
):
    for number in range(leads):
        ana = make_rep(f"Ana{number}")
        make_rules(catch_all=make_pool(ana))
        make_lead()
        make_review()
    chen = type(chen).objects.get(pk=chen.pk)

    with django_assert_num_queries(8):
        manager.unassigned(chen)
        manager.overdue(chen, now=MONDAY)
        manager.open_reviews(chen, now=MONDAY)
        manager.loads(chen, now=MONDAY)
        manager.stuck_messages(now=MONDAY)
