"""Days on which a pool would have nobody if reps went on leave."""

from datetime import date, time

import pytest

from assignment.coverage import gaps
from reps.models import Calendar, Leave
from tests.builders import MONDAY, after, make_pool, make_rep

pytestmark = pytest.mark.django_db
A_WEEK = (MONDAY.replace(day=1, hour=16), MONDAY.replace(day=8, hour=16))  # in Shanghai


def workdays(*weekdays: int, country: str = "") -> Calendar:
    calendar = Calendar.objects.create(
        name=f"days {weekdays}", time_zone="Asia/Shanghai", country=country
    )
    for weekday in weekdays:
        calendar.blocks.create(weekday=weekday, starts=time(9), ends=time(17))
    return calendar


def days_of(*reps, now=MONDAY) -> dict[str, list[int]]:
    found = gaps({rep.pk: A_WEEK for rep in reps}, now=now)
    return {gap.pool.name: [day.day for day in gap.days] for gap in found}


def test_a_pool_whose_only_member_goes_has_nobody_on_his_working_days():
    ana = make_rep("Ana", calendar=workdays(0, 1, 4))
    make_pool(ana, name="Pool", respects_hours=True)

    assert days_of(ana) == {"Pool": [2, 3, 6]}


def test_days_on_which_a_colleague_works_are_covered():
    ana, bo = make_rep("Ana", calendar=workdays(0, 1, 4)), make_rep("Bo", calendar=workdays(1))
    make_pool(ana, bo, name="Pool", respects_hours=True)

    assert days_of(ana) == {"Pool": [2, 6]}


def test_in_a_pool_for_any_hour_only_leave_keeps_a_colleague_away():
    ana, bo = make_rep("Ana"), make_rep("Bo", calendar=workdays(1))
    make_pool(ana, bo, name="Pool")
    Leave.objects.create(rep=bo, starts_at=after(-48), ends_at=after(38))  # until Wednesday

    assert days_of(ana) == {"Pool": [2, 3]}


@pytest.mark.parametrize("state", [{"is_paused": True}, {"is_active": False}])
def test_whoever_gets_no_leads_covers_nothing(state):
    ana, bo = make_rep("Ana", calendar=workdays(0)), make_rep("Bo", **state)
    make_pool(ana, bo, name="Pool", respects_hours=True)

    assert days_of(ana) == {"Pool": [2]}


def test_days_without_anybody_before_are_not_blamed_on_the_leave():
    ana = make_rep("Ana", calendar=workdays(0), is_paused=True)
    make_pool(ana, name="Pool")

    assert days_of(ana) == {}


def test_long_leave_is_looked_at_for_three_months():
    ana = make_rep("Ana")
    make_pool(ana, name="Pool")

    [gap] = gaps({ana.pk: (after(-10), after(24 * 365))}, now=MONDAY)

    assert (gap.days[0], len(gap.days)) == (date(2026, 3, 2), 92)


def test_the_same_queries_for_one_pool_and_for_five(
    django_assert_num_queries, django_assert_max_num_queries
):
    ana = make_rep("Ana", calendar=workdays(0))
    make_pool(ana)
    with django_assert_max_num_queries(5) as one:
        gaps({ana.pk: A_WEEK}, now=MONDAY)
    for _ in range(4):
        make_pool(ana, make_rep(calendar=ana.calendar))

    with django_assert_num_queries(len(one)):
        gaps({ana.pk: A_WEEK}, now=MONDAY)
