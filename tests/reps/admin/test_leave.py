"""Leave in the admin: a manager's own reps, never twice at a time, and the past stays."""

import pytest
import time_machine
from django.test import Client

from reps.models import Leave, Rep, Team
from tests.builders import MONDAY, after, make_manager, make_operations, make_rep, reread

pytestmark = pytest.mark.django_db
LIST = "/admin/reps/leave/"


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def leave_form(rep: Rep, first: str = "2026-03-05", last: str = "2026-03-07") -> dict[str, object]:
    return {
        "rep": rep.pk,
        "starts_at_0": first,
        "starts_at_1": "00:00",
        "ends_at_0": last,
        "ends_at_1": "00:00",
        "reason": "Fair",
    }


def leave_of(rep: Rep, first: float, last: float) -> Leave:
    return Leave.objects.create(rep=rep, starts_at=after(first), ends_at=after(last))


def test_leave_is_entered_and_its_history_says_by_whom(chen):
    ana = make_rep("Ana")

    answer = chen.post(f"{LIST}add/", leave_form(ana))

    leave = Leave.objects.get()
    assert answer.status_code == 302
    assert (leave.rep, leave.reason) == (ana, "Fair")
    assert leave.history.get().history_user.username == "chen"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-03-03", "2026-03-04", "is on leave at that time already"),
        ("2026-03-09", "2026-03-08", "would end before it begins"),
        ("2026-02-01", "2026-02-02", "is over already"),
    ],
)
def test_leave_that_cannot_be_is_refused(chen, first, last, said):
    ana = make_rep("Ana")
    leave_of(ana, 20, 40)

    answer = chen.post(f"{LIST}add/", leave_form(ana, first, last))

    assert said in answer.content.decode()
    assert Leave.objects.count() == 1


def test_leave_that_is_over_stays_as_it_was(chen):
    ana = make_rep("Ana")
    leave = leave_of(ana, -50, -20)
    url = f"{LIST}{leave.pk}"

    answers = [
        chen.post(f"{url}/change/", leave_form(ana)),
        chen.post(f"{url}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert reread(leave).ends_at == after(-20)


def test_deleting_leave_that_runs_ends_it(chen):
    leave = leave_of(make_rep("Ana"), -50, 20)

    chen.post(f"{LIST}{leave.pk}/delete/", {"post": "yes"})

    assert reread(leave).ends_at == MONDAY


def test_a_manager_changes_the_leave_of_his_reps_only():
    team = Team.objects.create(name="North")
    own, others = leave_of(make_rep("Ana", team=team), 20, 40), leave_of(make_rep("Bo"), 20, 40)
    client = Client()
    client.force_login(make_manager(team=team))

    seen = client.get(LIST).context["cl"].queryset
    answer = client.get(f"{LIST}{others.pk}/change/")

    assert list(seen) == [own]
    assert answer.status_code == 302  # to where Django says that there is no such leave
