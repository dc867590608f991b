"""My schedule: hours, holidays, leave and the switch, for the rep himself and nobody else."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from reps.models import Calendar, Leave, WorkingBlock
from reps.schedule import schedule_of
from tests.builders import MONDAY, after, make_rep, make_user, reread

pytestmark = pytest.mark.django_db
PAGE = "/schedule/"


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def ana(client):
    calendar = Calendar.objects.create(name="China", time_zone="Asia/Shanghai", country="CN")
    WorkingBlock.objects.bulk_create(
        WorkingBlock(calendar=calendar, weekday=day, starts=starts, ends=ends)
        for day in range(5)
        for starts, ends in ((time(9), time(12)), (time(13), time(18)))
    )
    rep = make_rep("Ana", calendar=calendar)
    client.force_login(rep.user)
    return rep


def leave_of(rep, *, first=24, last=48, **fields) -> Leave:
    return Leave.objects.create(rep=rep, starts_at=after(first), ends_at=after(last), **fields)


def enter(client, first_day="2026-03-05", last_day="2026-03-06", **fields):
    return client.post(PAGE, {"first_day": first_day, "last_day": last_day} | fields)


def said(answer) -> str:
    return answer.content.decode()


def test_the_page_shows_hours_in_the_zone_of_the_work_and_where_one_is(client, ana):
    html = said(client.get(PAGE))

    assert "09:00–12:00" in html
    assert "Asia/Shanghai" in html
    assert "You are on duty" in html


def test_whoever_is_no_rep_has_no_schedule(client):
    client.force_login(make_user("eve"))

    assert client.get(PAGE).status_code == 404


def test_without_a_login_one_is_asked_for_it(client):
    assert client.get(PAGE).url.startswith("/accounts/login/")


def test_leave_of_whole_days_lasts_from_midnight_to_midnight_of_the_zone(client, ana):
    enter(client, reason="Family")

    leave = Leave.objects.get()
    assert leave.starts_at == datetime(2026, 3, 4, 16, tzinfo=UTC)
    assert leave.ends_at == datetime(2026, 3, 6, 16, tzinfo=UTC)
    assert (leave.rep, leave.reason) == (ana, "Family")


def test_leave_may_be_a_few_hours(client, ana):
    enter(client, last_day="2026-03-05", begins="13:00", ends="15:30")

    leave = Leave.objects.get()
    assert leave.ends_at - leave.starts_at == timedelta(hours=2.5)


def test_leave_that_overlaps_is_refused_with_the_other_one(client, ana):
    leave_of(ana, first=60, last=90)

    answer = enter(client)

    assert answer.status_code == 422
    assert "There is leave at that time already, from" in said(answer)
    assert Leave.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (("2026-03-06", "2026-03-05"), "would end before it begins"),
        (("2026-02-02", "2026-02-03"), "is over already"),
    ],
)
def test_leave_that_makes_no_sense_is_refused(client, ana, days, sentence):
    answer = enter(client, *days)

    assert sentence in said(answer)
    assert not Leave.objects.exists()


def test_leave_is_changed(client, ana):
    leave = leave_of(ana)
    url = f"{PAGE}leave/{leave.pk}/"

    assert 'value="2026-03-03"' in said(client.get(url))
    client.post(url, {"first_day": "2026-03-09", "last_day": "2026-03-09"})

    assert reread(leave).starts_at == datetime(2026, 3, 8, 16, tzinfo=UTC)


def test_leave_that_is_to_come_is_taken_back_and_leave_that_runs_ends_now(client, ana):
    coming, running = leave_of(ana), leave_of(ana, first=-5, last=5)

    for leave in (coming, running):
        client.post(f"{PAGE}leave/{leave.pk}/cancel/")

    assert not Leave.objects.filter(pk=coming.pk).exists()
    assert reread(running).ends_at == MONDAY


def test_leave_that_is_over_or_another_s_is_not_there(client, ana):
    others = leave_of(make_rep("Bo"))
    over = leave_of(ana, first=-5, last=-1)

    answers = [
        client.post(f"{PAGE}leave/{leave.pk}/{verb}")
        for leave in (others, over)
        for verb in ("", "cancel/")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert Leave.objects.count() == 2


def test_pausing_and_resuming_is_kept_in_the_history(client, ana):
    client.post(f"{PAGE}pause/", {"pause": "1"})
    is_paused, html = reread(ana).is_paused, said(client.get("/"))
    client.post(f"{PAGE}pause/")

    assert (is_paused, reread(ana).is_paused) == (True, False)
    assert "You have paused" in html
    changes = ana.history.order_by("history_id").values_list("is_paused", "history_user")
    assert list(changes)[1:] == [(True, ana.user_id), (False, ana.user_id)]


def test_holidays_make_up_days_exceptions_and_leave_are_named(ana):
    ana.calendar.overrides.create(day=datetime(2026, 4, 7).date(), is_working=False, reason="Move")
    Leave.objects.create(rep=ana, starts_at=after(22), ends_at=after(30))

    schedule = schedule_of(ana, language="zh-hans", now=datetime(2026, 3, 31, 2, tzinfo=UTC))

    named = [(f"{day.date:%m%d}", str(day.kind), day.name) for day in schedule.holidays]
    assert named[0] == ("0405", "holiday", "清明节")
    assert ("0407", "closed", "Move") in named
    assert ("0509", "make_up", "") in named


def test_a_day_says_whether_leave_takes_all_of_it(ana):
    Leave.objects.create(rep=ana, starts_at=after(3), ends_at=after(32))  # Mon 13:00 to Tue 18:00

    week = schedule_of(ana, language="en", now=MONDAY).weeks[0]

    assert [(day.has_leave, day.is_away) for day in week[:3]] == [
        (True, False),
        (True, True),
        (False, False),
    ]


def test_a_rep_without_calendar_may_get_leads_day_and_night(client):
    client.force_login(make_rep("Bo").user)

    html = said(client.get(PAGE))

    assert "day and night" in html
    assert "leads may come at any time" in html


def test_the_page_asks_the_same_questions_of_many_leaves(
    client, ana, django_assert_num_queries, django_assert_max_num_queries
):
    leave_of(ana)
    with django_assert_max_num_queries(20) as one:
        client.get(PAGE)
    for number in range(2, 6):
        leave_of(ana, first=number * 24, last=number * 24 + 5)

    with django_assert_num_queries(len(one)):
        client.get(PAGE)
