"""Leave for several reps: who is affected and which pools would have nobody, before it is done."""

import pytest
import time_machine
from django.test import Client

from reps.models import Calendar, Leave, Team
from tests.builders import (
    MONDAY,
    after,
    make_manager,
    make_operations,
    make_pool,
    make_rep,
    make_user,
)

pytestmark = pytest.mark.django_db
PAGE = "/admin/reps/leave/several/"
DAYS = {"first_day": "2026-03-05", "last_day": "2026-03-06", "reason": "Fair"}


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


@pytest.fixture
def team() -> Team:
    above = Team.objects.create(name="Europe")
    below = Team.objects.create(name="DACH", parent=above)
    make_rep("Ana", team=above)
    zone = Calendar.objects.create(name="Berlin", time_zone="Europe/Berlin")
    make_rep("Bo", team=below, calendar=zone)
    make_rep("Cai", team=below, is_active=False)
    make_rep("Dan")
    return above


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_list_has_a_button_for_it(chen):
    assert "Enter leave for several" in said(chen.get("/admin/reps/leave/"))


def test_a_team_is_previewed_and_nothing_is_written_yet(chen, team):
    answer = chen.post(PAGE, DAYS | {"team": team.pk})

    html = said(answer)
    assert "<strong>Ana</strong>" in html
    assert "Asia/Shanghai" in html
    assert "Europe/Berlin" in html
    assert "Cai" not in html
    assert not Leave.objects.exists()


def test_leave_of_a_team_is_entered_in_everybody_s_own_zone(chen, team):
    chen.post(PAGE, DAYS | {"team": team.pk, "_sure": "1"})

    ana, bo = Leave.objects.order_by("rep__name")
    assert (ana.rep.name, bo.rep.name) == ("Ana", "Bo")
    assert (bo.starts_at - ana.starts_at).total_seconds() == 7 * 3600


def test_whoever_is_on_leave_already_is_named_and_left(chen, team):
    ana = team.reps.get()
    Leave.objects.create(rep=ana, starts_at=after(72), ends_at=after(80))

    shown = said(chen.post(PAGE, DAYS | {"team": team.pk}))
    done = said(chen.post(PAGE, DAYS | {"team": team.pk, "_sure": "1"}, follow=True))

    assert "on leave already" in shown
    assert "Leave is entered for 1 rep." in done
    assert "1 rep is left as is" in done


def test_pools_that_would_have_nobody_are_named(chen, team):
    reps = list(team.reps.all())
    make_pool(*reps, name="Alone")
    make_pool(*reps, make_rep("Eve"), name="Covered")

    html = said(chen.post(PAGE, DAYS | {"reps": [rep.pk for rep in reps]}))

    assert "Alone</a>" in html
    assert "Covered" not in html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose reps or a team."),
        ({"last_day": "2026-03-04", "team": True}, "would end before it begins"),
        ({"first_day": "2026-02-04", "last_day": "2026-02-05", "team": True}, "over already"),
    ],
)
def test_what_cannot_be_is_refused(chen, team, fields, sentence):
    chosen = {"team": team.pk} if fields.get("team") else {}
    answer = chen.post(PAGE, DAYS | fields | chosen | {"_sure": "1"})

    assert (answer.status_code, sentence in said(answer)) == (422, True)
    assert not Leave.objects.exists()


def test_a_manager_enters_leave_for_his_own_reps_only(team):
    client = Client()
    client.force_login(make_manager(team=team))
    dan = make_rep("Dana")

    refused = client.post(PAGE, DAYS | {"reps": [dan.pk], "_sure": "1"})
    client.post(PAGE, DAYS | {"team": team.pk, "_sure": "1"})

    assert refused.status_code == 422
    assert sorted(Leave.objects.values_list("rep__name", flat=True)) == ["Ana", "Bo"]


def test_staff_without_the_right_has_no_such_page():
    client = Client()
    client.force_login(make_user("staff", is_staff=True))

    assert client.get(PAGE).status_code == 403
