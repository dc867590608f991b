"""Caps by hour, day, week and month, by the calendar or rolling, of reps, pools and members."""

from datetime import timedelta

import pytest
from django.db import transaction

from assignment.caps import begins
from assignment.choices import CapPeriod, RoutingEvent
from assignment.models import Cap
from assignment.routing import route
from assignment.wishes import wish_for
from leads.models import Lead
from reps.availability import NO_HOURS
from reps.models import Rep
from tests.builders import (
    MONDAY,
    after,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    send,
)

pytestmark = pytest.mark.django_db


def deal(count: int, *, now=MONDAY) -> list[str | None]:
    """Who owns the next leads, one after the other."""
    names = []
    for _ in range(count):
        lead = make_lead(now=now)
        names.append(lead.owner.name if lead.owner else None)
    return names


@pytest.mark.parametrize(
    ("period", "is_rolling", "full_until", "code"),
    [
        ("hour", False, 0.99, "hourly_cap"),
        ("hour", True, 0.99, "hourly_cap"),
        ("day", False, 13.99, "daily_cap"),
        ("day", True, 23.99, "daily_cap"),
        ("week", False, 6 * 24 + 13.99, "weekly_cap"),
        ("week", True, 7 * 24 - 0.01, "weekly_cap"),
        ("month", False, 29 * 24 + 13.99, "monthly_cap"),
        ("month", True, 30 * 24 - 0.01, "monthly_cap"),
    ],
)
def test_a_cap_holds_to_the_end_of_its_period_and_no_longer(period, is_rolling, full_until, code):
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(ana))
    Cap.objects.create(rep=ana, period=period, limit=2, is_rolling=is_rolling)
    deal(2)

    late = make_lead(now=after(full_until))
    new = make_lead(now=after(full_until + 0.02))

    assert late.owner is None
    assert late.decisions.get().record["excluded"] == {code: [ana.pk]}
    assert new.owner == ana


def test_a_rep_s_cap_counts_what_came_from_all_pools():
    ana = make_rep("Ana")
    rules = (make_pool(ana), ("industry", "is", "Machinery"))
    make_rules(rules, catch_all=make_pool(ana))
    Cap.objects.create(rep=ana, period="day", limit=1)

    make_lead(email="a@b.de", industry="Machinery")

    assert deal(1) == [None]


def test_a_pool_s_cap_counts_for_each_member_what_this_pool_gave():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool, other = make_pool(ana, bo), make_pool(ana)
    make_rules((other, ("industry", "is", "Machinery")), catch_all=pool)
    Cap.objects.create(pool=pool, period="week", limit=1)
    make_lead(email="a@b.de", industry="Machinery")

    assert deal(3) == ["Ana", "Bo", None]


def test_a_member_s_cap_leaves_the_other_members_alone():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, bo)
    make_rules(catch_all=pool)
    Cap.objects.create(pool=pool, rep=ana, period="month", limit=1)

    assert deal(4) == ["Ana", "Bo", "Bo", "Bo"]


def test_whoever_is_full_owes_nothing_for_it():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, bo)
    make_rules(catch_all=pool)
    cap = Cap.objects.create(rep=ana, period="day", limit=1)
    deal(5)

    cap.delete()

    assert sorted(deal(2)) == ["Ana", "Bo"]


def test_leads_routed_in_bulk_keep_caps_too():
    ana, bo = make_rep("Ana", is_paused=True), make_rep("Bo", is_paused=True)
    pool = make_pool(ana, bo)
    make_rules(catch_all=pool)
    leads = [make_lead() for _ in range(6)]
    Cap.objects.create(pool=pool, period="hour", limit=2)
    Rep.objects.update(is_paused=False)

    with transaction.atomic():
        route([wish_for(one, event_kind=RoutingEvent.RETRIED) for one in leads], now=after(0.1))

    assert Lead.objects.filter(owner=ana).count() == 2
    assert Lead.objects.filter(owner=bo).count() == 2
    assert Lead.objects.waiting().count() == 2


def test_calendar_periods_begin_by_the_clock_of_where_the_rep_works():
    week, month = Cap(period=CapPeriod.WEEK), Cap(period=CapPeriod.MONTH)
    wednesday = MONDAY + timedelta(days=2)

    assert begins(week, NO_HOURS, wednesday) == MONDAY - timedelta(hours=10)
    assert begins(month, NO_HOURS, wednesday) == MONDAY - timedelta(days=1, hours=10)


@pytest.mark.parametrize("reps", [1, 5])
def test_caps_cost_the_same_questions_whatever_the_size_of_the_pool(
    reps, django_assert_max_num_queries
):
    pool = make_pool(*[make_rep() for _ in range(reps)])
    make_rules(catch_all=pool)
    Cap.objects.create(pool=pool, period="day", limit=9)
    channel = make_channel()
    make_policy()

    with django_assert_max_num_queries(30):
        send(channel)
