"""A rep's own schedule for clients: read it, enter and cancel leave, pause and resume."""

import pytest
import time_machine

from reps.models import Leave
from tests.builders import MONDAY, after, reread

SCHEDULE = "/api/v1/schedule/"
LEAVE = f"{SCHEDULE}leave/"


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def enter(client, first: float = 24, last: float = 48):
    body = {"starts_at": after(first), "ends_at": after(last), "reason": "Fair"}
    return client.post(LEAVE, body, content_type="application/json")


def test_a_rep_reads_two_weeks_and_his_leave(company):
    Leave.objects.create(rep=company.ana, starts_at=after(24), ends_at=after(48))

    told = company.client("ana").get(SCHEDULE).json()

    assert (told["time_zone"], told["presence"], told["is_paused"]) == (
        "Asia/Shanghai",
        "on_duty",
        False,
    )
    assert [day["date"] for day in told["days"]][::13] == ["2026-03-02", "2026-03-15"]
    assert [day["has_leave"] for day in told["days"]][:4] == [False, True, True, False]
    assert len(told["leaves"]) == 1


def test_leave_is_entered_and_cancelled(company):
    client = company.client("ana")

    entered = enter(client)
    answer = client.delete(f"{LEAVE}{entered.json()['id']}/")

    assert (entered.status_code, entered.json()["reason"]) == (201, "Fair")
    assert answer.status_code == 204
    assert not Leave.objects.exists()


@pytest.mark.parametrize(("first", "last", "status"), [(30, 40, 409), (9, 8, 400), (-9, -5, 400)])
def test_leave_that_cannot_be_is_refused_with_a_problem(company, first, last, status):
    client = company.client("ana")
    enter(client)

    answer = enter(client, first, last)

    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert Leave.objects.count() == 1


def test_leave_of_others_is_not_there(company):
    leave = Leave.objects.create(rep=company.bo, starts_at=after(24), ends_at=after(48))

    answer = company.client("ana").delete(f"{LEAVE}{leave.pk}/")

    assert answer.status_code == 404
    assert reread(leave)


def test_a_rep_pauses_and_resumes(company):
    client = company.client("ana")
    states = []
    for is_paused in (True, False):
        answer = client.patch(
            SCHEDULE, {"is_paused": is_paused}, content_type="application/json"
        ).json()
        states.append((answer["is_paused"], reread(company.ana).is_paused))

    assert states == [(True, True), (False, False)]


@pytest.mark.parametrize(("name", "status"), [("chen", 404), ("read", 404), ("submit", 403)])
def test_whoever_is_no_rep_has_no_schedule(company, name, status):
    assert company.client(name).get(SCHEDULE).status_code == status
