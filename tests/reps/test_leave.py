"""Leave as a service: never twice at one time, and only in what is not over."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from reps.leave import (
    IsOver,
    NotAStretch,
    Overlaps,
    cancel_leave,
    change_leave,
    enter_leave,
    enter_leave_of_many,
    stretch,
)
from reps.models import Leave
from reps.pausing import pause, resume
from tests.builders import MONDAY, after, make_rep, reread


def enter(rep, first: float, last: float) -> Leave:
    return enter_leave(rep=rep, starts_at=after(first), ends_at=after(last), now=MONDAY)


def wall(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "last_day", "times", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 29), {}, ("2026-03-29T00:00", "2026-03-30T00:00")),
        (
            "Asia/Kolkata",
            date(2026, 3, 30),
            {"begins": time(12)},
            ("2026-03-29T12:00", "2026-03-31T00:00"),
        ),
        (
            "Asia/Shanghai",
            date(2026, 3, 29),
            {"begins": time(9), "ends": time(12, 30)},
            ("2026-03-29T09:00", "2026-03-29T12:30"),
        ),
    ],
)
def test_days_and_times_of_day_become_a_stretch(zone, last_day, times, expected):
    found = stretch(zone=zone, first_day=date(2026, 3, 29), last_day=last_day, **times)

    assert found == tuple(wall(text, zone) for text in expected)


def test_a_stretch_neither_ends_before_it_begins_nor_lasts_for_ever():
    for last in (date(2026, 3, 1), date(2030, 1, 1)):
        with pytest.raises(NotAStretch):
            stretch(zone="UTC", first_day=date(2026, 3, 2), last_day=last)


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last"), [(10, 20), (9, 11), (19, 21), (12, 13), (0, 99)])
def test_leaves_of_one_rep_never_overlap(first, last):
    ana, bo = make_rep("Ana"), make_rep("Bo")
    there = enter(ana, 10, 20)

    with pytest.raises(Overlaps) as error:
        enter(ana, first, last)
    enter(bo, first, last)

    assert error.value.leave == there
    assert Leave.objects.filter(rep=ana).count() == 1


@pytest.mark.django_db
def test_one_leave_may_begin_when_another_ends():
    ana = make_rep("Ana")
    enter(ana, 10, 20)

    enter(ana, 20, 30)
    enter(ana, 5, 10)

    assert Leave.objects.count() == 3


@pytest.mark.django_db
def test_a_leave_does_not_stand_in_its_own_way():
    leave = enter(make_rep("Ana"), 10, 20)

    change_leave(leave=leave, starts_at=after(12), ends_at=after(22), now=MONDAY)

    assert reread(leave).ends_at == after(22)


@pytest.mark.django_db
def test_what_is_over_is_neither_entered_nor_changed_nor_cancelled():
    ana = make_rep("Ana")
    leave = enter(ana, 1, 2)

    with pytest.raises(IsOver):
        enter(ana, -5, -1)
    with pytest.raises(IsOver):
        change_leave(leave=leave, starts_at=after(1), ends_at=after(9), now=after(3))
    with pytest.raises(IsOver):
        cancel_leave(leave=leave, now=after(2))


@pytest.mark.django_db
def test_leave_of_many_leaves_out_whoever_is_away_already():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    enter(ana, 0, 5)
    stretches = {rep.pk: (after(2), after(9)) for rep in (ana, bo)}

    assert enter_leave_of_many(stretches=stretches, reason="Fair", now=MONDAY) == (1, 1)
    assert Leave.objects.get(rep=bo).reason == "Fair"


@pytest.mark.django_db
def test_pausing_twice_changes_nothing_the_second_time():
    ana = make_rep("Ana")

    assert [pause([ana.pk]), pause([ana.pk])] == [1, 0]
    assert [resume([ana.pk], now=MONDAY), resume([ana.pk], now=MONDAY)] == [1, 0]
    assert ana.history.count() == 3
