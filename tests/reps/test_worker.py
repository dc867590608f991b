"""The worker starts a stuck cluster anew, and leaves no process behind."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from django.utils import timezone
from django_q.signing import SignedPackage

from reps.worker import Watch, patience_of

ROOT = Path(__file__).resolve().parents[2]
SOON = 60.0
PATIENCE = "8"  # longer than a cluster takes to start on a machine that is busy with tests


def test_watch_is_not_stuck_while_anything_due_goes_away():
    watch = Watch(patience=10)
    watch.is_stuck(["a", "b"], now=0)

    stuck = [watch.is_stuck(due, now=now) for due, now in [(["b", "c"], 9), (["c"], 18)]]

    assert stuck == [False, False]


def test_watch_is_stuck_when_new_work_only_piles_up():
    watch = Watch(patience=10)
    watch.is_stuck(["a"], now=0)
    watch.is_stuck(["a", "b"], now=9)

    assert watch.is_stuck(["a", "b", "c"], now=10) is True


def test_watch_of_an_empty_queue_never_loses_patience():
    watch = Watch(patience=10)
    watch.is_stuck([], now=0)

    assert watch.is_stuck([], now=1000) is False


def test_watch_that_forgot_gives_the_same_work_its_whole_patience_again():
    watch = Watch(patience=10)
    watch.is_stuck(["a"], now=0)

    watch.forget()

    assert [watch.is_stuck(["a"], now=now) for now in (11, 20, 21)] == [False, False, True]


def test_patience_covers_the_jobs_that_wait_in_memory():
    assert patience_of(timeout=60, queue_limit=4, workers=2) == 180


class Machine:
    """A worker with a database of its own, driven as an operator would."""

    def __init__(self, folder: Path, *, template: Path | None = None) -> None:
        self.database = folder / "queue.sqlite3"
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings_test", "VAR_DIR": str(folder)}
        self.env = os.environ | settings | {"DATABASE_URL": f"sqlite:///{self.database}"}
        self.worker: subprocess.Popen | None = None
        if template:
            shutil.copy(template, self.database)

    def migrate(self) -> None:
        words = self.command("migrate", "django_q")
        subprocess.run(words, env=self.env, cwd=ROOT, check=True, timeout=60)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "manage.py", *words, "--skip-checks", "--verbosity", "0"]

    def start_worker(self) -> None:
        words = self.command("run_worker", "--patience", PATIENCE)
        self.worker = subprocess.Popen(words, env=self.env, cwd=ROOT)

    def enqueue(self, number: int) -> None:
        task = {"id": str(number), "name": "root", "func": "math.sqrt", "args": (number,)}
        task |= {"kwargs": {}, "started": timezone.now()}
        row = ("fairlead", SignedPackage.dumps(task), str(timezone.now())[:26])
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute("INSERT INTO django_q_ormq (key, payload, lock) VALUES (?,?,?)", row)

    def count_done(self) -> int:
        with closing(sqlite3.connect(self.database)) as connection:
            found = connection.execute("SELECT count(*) FROM django_q_task WHERE success")
            return found.fetchone()[0]

    def cluster(self) -> list[psutil.Process]:
        """The leader of the cluster and its descendants, oldest first."""
        processes = psutil.Process(self.worker.pid).children(recursive=True)
        alive = [p for p in processes if p.status() != psutil.STATUS_ZOMBIE]
        return sorted(alive, key=lambda process: (process.create_time(), process.pid))

    def end(self) -> list[psutil.Process]:
        """Stop the worker politely; what it left behind."""
        members = self.cluster()
        self.worker.send_signal(signal.SIGTERM)
        self.worker.wait(timeout=SOON)
        return [p for p in members if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def wait_until(condition) -> None:
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def empty_queue(tmp_path_factory):
    machine = Machine(tmp_path_factory.mktemp("template"))
    machine.migrate()
    return machine.database


@pytest.fixture
def machine(tmp_path, empty_queue):
    machine = Machine(tmp_path, template=empty_queue)
    machine.start_worker()
    # The leader, the sentinel, two workers, the monitor and the pusher.
    wait_until(lambda: len(machine.cluster()) >= 6)
    yield machine
    if machine.worker.poll() is None:
        machine.end()


def test_worker_restarts_a_frozen_cluster_and_does_the_work_once(machine):
    frozen = machine.cluster()
    for process in frozen:
        process.suspend()

    machine.enqueue(4)
    wait_until(lambda: machine.count_done() == 1)

    assert set(frozen) & set(machine.cluster()) == set()
    assert machine.end() == []


def test_worker_does_the_work_after_all_idle_workers_were_killed(machine):
    _leader, _sentinel, *children = machine.cluster()
    for process in children:
        process.kill()

    machine.enqueue(9)
    wait_until(lambda: machine.count_done() == 1)

    assert machine.end() == []
