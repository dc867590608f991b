"""Whatever frees somebody wakes the leads that wait for it: urgent first, then the oldest."""

from datetime import UTC, datetime, timedelta

import pytest

from assignment.models import Cap, PoolMember, Rule
from assignment.tasks import route_due, wake_due
from assignment.versions.rule_sets import draft_of, publish
from assignment.waking import wake_freed, wake_leads_for, wake_pools
from leads.choices import LeadStatus, WaitingFor
from leads.models import Lead
from reps.leave import cancel_leave, change_leave
from reps.models import Leave, Rep
from reps.pausing import pause, resume
from reps.sweeps import last_pass, run_job
from tests.assignment.test_gates import make_calendar
from tests.builders import (
    MONDAY,
    after,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db
NOW = after(1)
MORNING = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # Tuesday, 9:00 in Shanghai
MIDNIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # in Shanghai


@pytest.fixture(autouse=True)
def _tried_again_never():
    """Only waking brings a lead back within these tests."""
    make_policy(retry_minutes=100_000)


def owners(*leads: Lead) -> list[str]:
    found = [reread(lead).owner for lead in leads]
    return [owner.name if owner else "" for owner in found]


def routed(now: datetime, *leads: Lead) -> list[str]:
    route_due(now)
    return owners(*leads)


def pass_at(now: datetime, *, minutes: int = 1) -> int:
    return wake_freed(since=now - timedelta(minutes=minutes), now=now)


def test_whoever_is_resumed_gets_what_has_waited():
    ana = make_rep("Ana", is_paused=True)
    make_rules(catch_all=make_pool(ana))
    lead = make_lead()

    resume([ana.pk], now=NOW)

    assert routed(NOW, lead) == ["Ana"]


def test_pausing_wakes_nobody():
    ana = make_rep("Ana", capacity=0)
    make_rules(catch_all=make_pool(ana))
    lead = make_lead()

    pause([ana.pk])
    wake_leads_for([ana.pk], now=NOW)

    assert reread(lead).try_at > NOW


def test_leave_that_is_cancelled_or_moved_away_wakes_leads():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    leaves = [
        Leave.objects.create(rep=rep, starts_at=after(-1), ends_at=after(99)) for rep in (ana, bo)
    ]
    pools = [make_pool(rep) for rep in (ana, bo)]
    make_rules((pools[0], ("industry", "is", "Machinery")), catch_all=pools[1])
    first, second = make_lead(email="a@b.de", industry="Machinery"), make_lead()

    cancel_leave(leave=leaves[0], now=NOW)
    change_leave(leave=leaves[1], starts_at=after(50), ends_at=after(99), now=NOW)

    assert routed(NOW, first, second) == ["Ana", "Bo"]


def test_leave_that_only_ends_sooner_wakes_nobody_yet():
    ana = make_rep("Ana")
    leave = Leave.objects.create(rep=ana, starts_at=after(-1), ends_at=after(99))
    make_rules(catch_all=make_pool(ana))
    lead = make_lead()

    change_leave(leave=leave, starts_at=leave.starts_at, ends_at=after(3), now=NOW)

    assert reread(lead).try_at > NOW
    assert pass_at(after(3)) == 1
    assert routed(after(3), lead) == ["Ana"]


def test_a_member_who_joins_gets_what_waits_in_the_pool():
    pool = make_pool(make_rep("Ana", capacity=0))
    make_rules(catch_all=pool)
    lead = make_lead()

    PoolMember.objects.create(pool=pool, rep=make_rep("Bo"))
    wake_pools([pool.pk], now=NOW)

    assert routed(NOW, lead) == ["Bo"]


def test_no_more_leads_are_woken_than_there_is_room_for():
    ana = make_rep("Ana", capacity=0)
    make_rules(catch_all=make_pool(ana))
    leads = [make_lead(now=after(number / 10)) for number in range(4)]
    Rep.objects.update(capacity=2)

    assert wake_leads_for([ana.pk], now=NOW) == 2
    assert routed(NOW, *leads) == ["Ana", "Ana", "", ""]


def test_urgent_leads_come_first_then_the_oldest():
    ana = make_rep("Ana", capacity=0)
    make_policy(retry_minutes=100_000, reviews_key_leads=False)
    make_rules(catch_all=make_pool(ana))
    plain = [make_lead(now=after(number / 10)) for number in range(2)]
    urgent = make_lead(now=after(0.5), email="k@b.de", value=2_000_000)
    Rep.objects.update(capacity=2)

    wake_leads_for([ana.pk], now=NOW)

    assert urgent.is_key
    assert routed(NOW, urgent, *plain) == ["Ana", "Ana", ""]


def test_leads_that_overflowed_are_woken_by_either_pool():
    ana, bo = make_rep("Ana", is_paused=True), make_rep("Bo", is_paused=True)
    beyond = make_pool(bo)
    make_rules(catch_all=make_pool(ana, when_nobody="overflow", overflow=beyond))
    first, second = make_lead(), make_lead(now=after(0.1))
    assert first.place.pool == beyond

    resume([ana.pk], now=NOW)
    Rep.objects.filter(pk=ana.pk).update(is_paused=True)
    early = routed(NOW, first, second)
    resume([ana.pk], now=NOW)

    assert early == ["", ""]
    assert routed(NOW, first, second) == ["Ana", "Ana"]


def test_leads_for_reps_by_name_are_woken_too():
    ana = make_rep("Ana", is_paused=True)
    version = make_rules(catch_all=make_pool(make_rep("Zed")))
    draft = draft_of(version.rule_set)
    rule = Rule.objects.get(version=draft, is_catch_all=True)
    Rule.objects.filter(pk=rule.pk).update(target="reps", pool=None)
    rule.reps.set([ana])
    publish(draft, by=None, now=MONDAY)
    lead = make_lead()

    resume([ana.pk], now=NOW)

    assert routed(NOW, lead) == ["Ana"]


def test_hours_that_begin_wake_leads_within_a_minute():
    ana = make_rep("Ana", calendar=make_calendar())
    make_rules(catch_all=make_pool(ana, respects_hours=True))
    lead = make_lead(now=MIDNIGHT)

    too_soon = pass_at(MORNING - timedelta(seconds=1))
    on_time = pass_at(MORNING + timedelta(seconds=30))

    assert (too_soon, on_time) == (0, 1)
    assert routed(MORNING + timedelta(seconds=30), lead) == ["Ana"]


def test_hours_begin_later_where_the_pool_leaves_out_the_first_minutes():
    ana = make_rep("Ana", calendar=make_calendar())
    make_rules(catch_all=make_pool(ana, respects_hours=True, starts_after=30))
    make_lead(now=MIDNIGHT)

    woken = [pass_at(MORNING + timedelta(minutes=minutes)) for minutes in (0, 29, 30, 31)]

    assert woken == [0, 0, 1, 0]


def test_leave_that_ends_wakes_leads():
    ana = make_rep("Ana")
    Leave.objects.create(rep=ana, starts_at=after(-1), ends_at=after(5))
    make_rules(catch_all=make_pool(ana))
    lead = make_lead()

    assert [pass_at(after(4.99)), pass_at(after(5))] == [0, 1]
    assert routed(after(5), lead) == ["Ana"]


def test_midnight_frees_whoever_had_his_leads_for_the_day():
    ana = make_rep("Ana", daily_cap=1)
    make_rules(catch_all=make_pool(ana))
    first, second, third = (make_lead(now=after(number / 10)) for number in range(3))

    pass_at(MIDNIGHT)

    assert routed(MIDNIGHT, first, second, third) == ["Ana", "Ana", ""]


def test_a_new_day_counts_though_a_lead_has_come_on_it_already():
    ana = make_rep("Ana", daily_cap=2)
    make_rules(catch_all=make_pool(ana))
    leads = [make_lead(now=after(number / 10)) for number in range(3)]
    make_lead(now=MIDNIGHT)

    pass_at(MIDNIGHT + timedelta(seconds=20))

    assert routed(MIDNIGHT + timedelta(seconds=20), leads[2]) == ["Ana"]


@pytest.mark.parametrize(("is_rolling", "free_at"), [(False, after(1)), (True, after(1.1))])
def test_a_cap_that_begins_anew_wakes_leads(is_rolling, free_at):
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(ana))
    Cap.objects.create(rep=ana, period="hour", limit=1, is_rolling=is_rolling)
    make_lead(now=after(0.1))
    lead = make_lead(now=after(0.2))

    before = pass_at(free_at - timedelta(seconds=5))
    woken = pass_at(free_at + timedelta(seconds=5))

    assert (before, woken) == (0, 1)
    assert routed(free_at + timedelta(seconds=5), lead) == ["Ana"]


def test_a_pass_that_comes_late_finds_what_happened_meanwhile():
    ana = make_rep("Ana", calendar=make_calendar())
    make_rules(catch_all=make_pool(ana, respects_hours=True))
    make_lead(now=MIDNIGHT)

    assert pass_at(MORNING + timedelta(hours=2), minutes=150) == 1
    assert wake_freed(since=None, now=MORNING + timedelta(hours=2)) == 0  # it is due already


def test_a_pass_looks_from_where_the_last_one_looked():
    before = last_pass("wake_waiting")

    run_job("wake_waiting", wake_due, now=MONDAY)

    looked = last_pass("wake_waiting")
    assert before is None
    assert timedelta() <= MONDAY - looked < timedelta(milliseconds=5)


def test_a_pass_costs_one_query_while_nothing_waits(django_assert_num_queries):
    make_rules(catch_all=make_pool(make_rep("Ana")))
    make_lead()

    with django_assert_num_queries(1):
        assert pass_at(NOW) == 0


def test_a_pass_costs_the_same_for_one_lead_and_for_five(
    django_assert_num_queries, django_assert_max_num_queries
):
    ana = make_rep("Ana", calendar=make_calendar())
    make_rules(catch_all=make_pool(ana, respects_hours=True))
    make_lead(now=MIDNIGHT)
    with django_assert_max_num_queries(20) as one:
        pass_at(MORNING)
    Lead.objects.update(try_at=after(999))
    for number in range(4):
        make_rep(f"Rep{number}", calendar=ana.calendar).memberships.create(
            pool=ana.memberships.get().pool
        )
        make_lead(now=MIDNIGHT)

    with django_assert_num_queries(len(one)):
        pass_at(MORNING)
    assert Lead.objects.filter(
        status=LeadStatus.WAITING, waiting_for=WaitingFor.CAPACITY, try_at=MORNING
    ).exists()
