"""Who cannot take a lead, through the real routing; the codes stand in the decision."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from assignment.models import Assignment, Decision
from assignment.tasks import route_due
from leads.choices import LeadStatus, WaitingFor
from leads.models import Event, Lead
from reps.models import Calendar, Leave, Rep, WorkingBlock
from tests.builders import (
    MONDAY,
    after,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db


def make_calendar(zone: str = "Asia/Shanghai") -> Calendar:
    """Every day from 9 to 17."""
    calendar = Calendar.objects.create(name=zone, time_zone=zone)
    WorkingBlock.objects.bulk_create(
        WorkingBlock(calendar=calendar, weekday=day, starts=time(9), ends=time(17))
        for day in range(7)
    )
    return calendar


def excluded(lead: Lead) -> dict[str, list[int]]:
    return lead.decisions.latest("pk").record["excluded"]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"is_active": False}, "inactive"),
        ({"is_paused": True}, "paused"),
        ({"capacity": 0}, "at_capacity"),
        ({"capacity": 3, "open_leads": 3}, "at_capacity"),
        ({"daily_cap": 0}, "daily_cap"),
        (
            {"daily_cap": 2, "received_on": date(2026, 3, 2), "received_that_day": 2},
            "daily_cap",
        ),
    ],
)
def test_who_cannot_take_a_lead_is_passed_over_with_a_code(state, code):
    ana, bo = make_rep("Ana", **state), make_rep("Bo")
    make_rules(catch_all=make_pool(ana, bo))

    lead = make_lead(email="wei@acme.cn")

    assert lead.owner == bo
    assert excluded(lead) == {code: [ana.pk]}


def test_when_nobody_can_the_lead_waits_with_the_reason_and_is_tried_again():
    ana = make_rep("Ana", is_paused=True)
    make_rules(catch_all=make_pool(ana))

    lead = make_lead(email="wei@acme.cn")

    assert (lead.status, lead.waiting_for) == (LeadStatus.WAITING, WaitingFor.CAPACITY)
    assert (lead.waiting_reasons, lead.try_at) == (
        ["all_unavailable"],
        MONDAY + timedelta(minutes=5),
    )
    assert excluded(lead) == {"paused": [ana.pk]}


def test_an_unchanged_answer_is_not_written_down_again():
    make_rules(catch_all=make_pool(make_rep("Ana", is_paused=True)))
    lead = make_lead(email="wei@acme.cn")

    route_due(after(1))

    assert Decision.objects.count() == 1
    assert Event.objects.filter(kind="waits").count() == 1
    assert reread(lead).try_at == after(1) + timedelta(minutes=5)


def test_what_is_not_due_yet_is_not_tried():
    ana = make_rep("Ana", is_paused=True)
    make_rules(catch_all=make_pool(ana))
    lead = make_lead(email="wei@acme.cn")
    Rep.objects.update(is_paused=False)

    route_due(MONDAY + timedelta(minutes=4))
    assert reread(lead).status == LeadStatus.WAITING

    route_due(MONDAY + timedelta(minutes=5))
    assert reread(lead).owner == ana


def test_key_leads_are_tried_before_older_ones():
    make_policy(reviews_key_leads=False)
    make_rules(catch_all=make_pool(make_rep("Ana", capacity=1, is_paused=True)))
    channel = make_channel()
    make_lead(channel, email="a@acme.cn")
    key = make_lead(channel, now=after(0.01), email="b@acme.cn", value=2_000_000)
    Rep.objects.update(is_paused=False)

    route_due(after(1))

    assert [lead.pk for lead in Lead.objects.owned()] == [key.pk]


def test_a_pool_that_respects_hours_gives_nothing_off_hours_and_is_drained_in_the_morning():
    ana = make_rep("Ana", calendar=make_calendar())
    make_rules(catch_all=make_pool(ana, respects_hours=True))
    night = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 23:00 in Shanghai
    morning = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)

    lead = make_lead(email="wei@acme.cn", now=night)
    assert excluded(lead) == {"off_hours": [ana.pk]}

    route_due(morning)
    assert reread(lead).owner == ana


def test_leave_keeps_leads_away_in_every_pool():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    Leave.objects.create(rep=ana, starts_at=after(-1), ends_at=after(100))
    make_rules(catch_all=make_pool(ana, bo))

    lead = make_lead(email="wei@acme.cn")

    assert lead.owner == bo
    assert excluded(lead) == {"on_leave": [ana.pk]}


def test_the_daily_cap_counts_by_the_date_where_the_rep_works():
    shanghai = make_rep("Ana", daily_cap=1, calendar=make_calendar())
    make_rules(catch_all=make_pool(shanghai))
    channel = make_channel()
    evening = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai, still the 2nd
    midnight = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # 00:30 on the 3rd, there

    statuses = [
        make_lead(channel, now=at, email=f"{n}@acme.cn").status
        for n, at in enumerate([evening, evening, midnight, midnight])
    ]

    assert statuses == ["assigned", "waiting", "assigned", "waiting"]


def test_a_submission_finished_late_counts_for_the_day_that_has_begun():
    ana = make_rep("Ana", daily_cap=2)
    make_rules(catch_all=make_pool(ana))
    channel = make_channel()
    make_lead(channel, now=after(24), email="a@acme.cn")

    make_lead(channel, now=MONDAY, email="b@acme.cn")

    ana = reread(ana)
    assert (ana.received_on, ana.received_that_day) == (date(2026, 3, 3), 2)
    assert make_lead(channel, now=after(25), email="c@acme.cn").status == LeadStatus.WAITING


def test_without_any_rules_a_lead_waits_and_says_so():
    lead = make_lead(email="wei@acme.cn")

    assert (lead.status, lead.waiting_reasons) == (LeadStatus.WAITING, ["no_rule"])


def test_a_pool_without_members_says_so():
    pool = make_pool(make_rep("Ana"))
    make_rules(catch_all=pool)
    pool.members.all().delete()

    assert make_lead(email="wei@acme.cn").waiting_reasons == ["no_candidate"]


def test_one_broken_waiting_lead_does_not_keep_others_waiting(monkeypatch):
    monkeypatch.setattr("assignment.tasks.BATCH", 1)
    ana = make_rep("Ana", is_paused=True)
    make_rules(catch_all=make_pool(ana))
    channel = make_channel()
    broken = make_lead(channel, email="a@acme.cn")
    whole = make_lead(channel, now=after(0.01), email="b@acme.cn")
    Rep.objects.update(is_paused=False)
    Assignment.objects.create(lead=broken, rep=ana, kind="manual", starts_at=MONDAY)

    first, second = route_due(after(1)), route_due(after(1))

    assert (first.failed, second.done) == (1, 1)
    assert reread(whole).status == LeadStatus.ASSIGNED
    assert reread(broken).try_at == after(1) + timedelta(minutes=5)
