from datetime import timedelta

import pytest
from django_q.models import Task

from reps.models import SweepRun
from reps.sweeps import Tally, run_job, sweep
from reps.tasks import purge_old_results
from tests.builders import MONDAY

pytestmark = pytest.mark.django_db


def make_result(name: str, *, days: int, success: bool) -> None:
    at = MONDAY - timedelta(days=days)
    Task.objects.create(
        id=name, name=name, func="f", started=at, stopped=at, success=success, attempt_count=1
    )


def test_purge_keeps_recent_results_and_failures_for_longer():
    make_result("old success", days=4, success=True)
    make_result("new success", days=2, success=True)
    make_result("old failure", days=31, success=False)
    make_result("new failure", days=4, success=False)

    tally = purge_old_results(MONDAY)

    assert tally.done == 2
    assert set(Task.objects.values_list("name", flat=True)) == {"new success", "new failure"}


def test_a_sweep_goes_on_after_a_bad_row():
    def act(row: int) -> bool:
        if row == 1:
            raise ValueError
        return row == 2

    assert sweep([1, 2, 3], act) == Tally(done=1, skipped=1, failed=1)


def test_a_job_leaves_a_trace_of_its_run():
    run_job("job", lambda now: Tally(done=3, failed=1), now=MONDAY)

    run = SweepRun.objects.get()
    assert (run.name, run.started_at, run.done, run.failed) == ("job", MONDAY, 3, 1)


def test_a_job_that_raises_is_noted_and_raises():
    def fail(now):
        raise ValueError

    with pytest.raises(ValueError):
        run_job("job", fail, now=MONDAY)

    assert SweepRun.objects.get().error == "ValueError"
