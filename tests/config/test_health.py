from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from config.dashboard import periods
from leads.choices import Outcome
from leads.models import InboxMessage
from reps.models import SweepRun
from reps.sweeps import Tally, late_jobs, run_job
from tests.builders import MONDAY, make_channel

pytestmark = pytest.mark.django_db


def finish_all_jobs() -> None:
    for name in periods():
        run_job(name, lambda now: Tally(), now=timezone.now())


def test_all_is_well_when_every_job_has_run(client):
    finish_all_jobs()

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["ok"]) == (200, True)
    assert set(answer.json()["sweeps"]) == set(periods())


def test_a_job_that_never_ran_is_late(client):
    finish_all_jobs()
    SweepRun.objects.filter(name="route_waiting").delete()

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["late"] == ["route_waiting"]


def test_a_stuck_message_is_told_without_its_content(client):
    finish_all_jobs()
    received_at = timezone.now() - timedelta(minutes=10)
    InboxMessage.objects.create(
        channel=make_channel(), body=b"secret", received_at=received_at, outcome=Outcome.OPEN
    )

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["open_messages"]["stuck"] == 1
    assert "secret" not in answer.content.decode()


def test_without_a_database_the_answer_is_503(client):
    def fail(*args):
        raise DatabaseError("gone")

    with connection.execute_wrapper(fail):
        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "database": "unreachable"}


@pytest.mark.parametrize(("minutes", "late"), [(5, False), (6, True)])
def test_a_job_is_late_after_three_periods_and_two_minutes(minutes, late):
    SweepRun.objects.create(name="job", finished_at=MONDAY)

    found = late_jobs({"job": 1}, now=MONDAY + timedelta(minutes=minutes))

    assert ("job" in found) is late
