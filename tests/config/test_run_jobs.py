import pytest
from django.core.management import call_command

from config.schedules import JOBS
from reps.models import SweepRun
from tests.builders import make_policy


@pytest.mark.django_db
def test_every_job_leaves_a_trace_when_all_are_run_once(client):
    make_policy()

    call_command("run_jobs")

    assert set(SweepRun.objects.values_list("name", flat=True)) == {job.name for job in JOBS}
    assert client.get("/healthz").status_code == 200
