"""When members come on duty, for pools that give leads to whoever is available first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assignment.rosters import load_rosters
from reps.models import Leave
from tests.assignment.test_gates import make_calendar
from tests.builders import MONDAY, after, make_lead, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai; hours are 9 to 17
DAY = 24 * 60
BUCKETS = {
    "strategy": "load_balance",
    "options": {"measure": "buckets"},
    "respects_hours": True,
}


def ready_in(pool, *, now) -> dict[int, int]:
    roster = load_rosters([pool.pk], now=now).by_pool[pool.pk]
    return {one.rep: one.ready_in for one in roster.candidates}


@pytest.mark.parametrize(
    ("now", "minutes"),
    [
        (MONDAY, 0),
        (EVENING, 15 * 60),
        (EVENING + timedelta(seconds=1), 15 * 60),  # rounded up
        (EVENING + timedelta(minutes=1), 15 * 60 - 1),
    ],
)
def test_minutes_until_the_next_hours_begin(now, minutes):
    ana = make_rep("Ana", calendar=make_calendar())

    assert ready_in(make_pool(ana, **BUCKETS), now=now) == {ana.pk: minutes}


def test_holidays_exceptions_and_leave_are_waited_out():
    calendar = make_calendar()
    calendar.overrides.create(day=date(2026, 3, 3), is_working=False)
    ana, bo = make_rep("Ana", calendar=calendar), make_rep("Bo", calendar=calendar)
    Leave.objects.create(rep=bo, starts_at=EVENING, ends_at=EVENING + timedelta(days=2, hours=17))

    pool = make_pool(ana, bo, **BUCKETS)

    assert ready_in(pool, now=EVENING) == {ana.pk: DAY + 15 * 60, bo.pk: 2 * DAY + 17 * 60}


def test_public_holidays_are_waited_out():
    calendar = make_calendar()
    calendar.country = "CN"
    calendar.save()
    ana = make_rep("Ana", calendar=calendar)
    eve = datetime(2026, 9, 30, 10, 0, tzinfo=UTC)  # then three days of holiday; he works Sundays

    assert ready_in(make_pool(ana, **BUCKETS), now=eve) == {ana.pk: 3 * DAY + 15 * 60}


def test_a_rep_without_hours_is_always_ready_but_for_leave():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    Leave.objects.create(rep=bo, starts_at=after(-1), ends_at=after(2))

    assert ready_in(make_pool(ana, bo, **BUCKETS), now=MONDAY) == {ana.pk: 0, bo.pk: 120}


def test_the_first_minutes_of_a_shift_are_waited_out_where_the_pool_says_so():
    ana = make_rep("Ana", calendar=make_calendar())
    pool = make_pool(ana, **BUCKETS, starts_after=30, stops_before=15)
    morning = datetime(2026, 3, 3, 1, 10, tzinfo=UTC)  # 9:10
    late = datetime(2026, 3, 3, 8, 50, tzinfo=UTC)  # 16:50

    assert ready_in(pool, now=morning) == {ana.pk: 20}
    assert ready_in(pool, now=late) == {ana.pk: 16 * 60 + 40}


def test_a_pool_that_does_not_ask_reckons_nothing():
    ana = make_rep("Ana", calendar=make_calendar())

    assert ready_in(make_pool(ana), now=EVENING) == {ana.pk: 0}


def test_whoever_comes_within_the_day_goes_before_whoever_comes_in_two():
    calendar, later = make_calendar(), make_calendar("Europe/Berlin")
    later.overrides.create(day=date(2026, 3, 3), is_working=False)
    ana, bo = make_rep("Ana", calendar=later, capacity=50), make_rep("Bo", calendar=calendar)
    make_rules(catch_all=make_pool(ana, bo, **BUCKETS))

    lead = make_lead(now=EVENING + timedelta(hours=8))  # both have gone home

    assert lead.owner == bo
    assert "starts_later" in lead.decisions.get().reasons
