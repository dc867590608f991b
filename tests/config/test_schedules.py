import pytest
from django_q.models import Schedule

from config.schedules import JOBS, ensure_schedules

pytestmark = pytest.mark.django_db


def test_ensure_schedules_twice_makes_each_job_once():
    ensure_schedules()
    ensure_schedules()

    found = Schedule.objects.values_list("func", "minutes")
    assert sorted(found) == sorted((job.func, job.minutes) for job in JOBS)


def test_ensure_schedules_removes_our_retired_jobs_and_nobody_elses():
    for name in ("fairlead.retired", "theirs"):
        Schedule.objects.create(name=name, func="math.sqrt")

    ensure_schedules()

    names = set(Schedule.objects.values_list("name", flat=True))
    assert "theirs" in names
    assert "fairlead.retired" not in names
