import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.db.models import Q
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task

from reps.process_group import ProcessGroup
from reps.worker import Watch, patience_of

logger = logging.getLogger(__name__)
LOOK_EVERY = 5.0
REST_AFTER_CRASH = 5.0
GRACE = 10.0
SAMPLE = 20


class Command(BaseCommand):
    help = "Run a cluster of the job queue, and start it anew whenever it gets stuck."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--cluster", default=settings.Q_CLUSTER["name"])
        parser.add_argument(
            "--patience",
            type=float,
            help="seconds that due work may stay untouched (default: from the queue's settings)",
        )

    def handle(self, *, cluster: str, patience: float | None, **options) -> None:
        if patience is None:
            patience = _default_patience(cluster)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        group = ProcessGroup(_qcluster(), env=os.environ | {"Q_CLUSTER_NAME": cluster})
        group.start()
        try:
            _watch(group, cluster=cluster, patience=patience, stop=stop)
        finally:
            group.stop(grace=GRACE)


def _watch(group: ProcessGroup, *, cluster: str, patience: float, stop: threading.Event) -> None:
    queue, schedule = Watch(patience), Watch(patience)
    while not stop.wait(min(LOOK_EVERY, patience / 4)):
        if not group.is_running():
            logger.error("The cluster %s ended by itself and is started anew", cluster)
            stop.wait(REST_AFTER_CRASH)
            group.kill()
        elif _is_stuck(cluster, queue=queue, schedule=schedule):
            logger.error("The cluster %s is stuck and is started anew", cluster)
            group.kill()
            _release(queue.pending)
        else:
            continue
        queue.forget()
        schedule.forget()
        if not stop.is_set():
            group.start()


def _is_stuck(cluster: str, *, queue: Watch, schedule: Watch) -> bool:
    """Whether queued jobs, or the schedule that queues them, have come to a halt.

    The schedule is the heartbeat: a cluster whose guard died queues nothing, so its queue
    alone would look healthy.
    """
    try:
        close_old_connections()
        jobs = _open_jobs(cluster, now=timezone.now())
        turns = _due_turns(cluster, now=timezone.now())
    except DatabaseError:
        logger.warning("The database did not answer; the cluster is left alone")
        queue.forget()
        schedule.forget()
        return False
    clock = time.monotonic()
    # Both must look every time, hence no short circuit.
    return any([queue.is_stuck(jobs, now=clock), schedule.is_stuck(turns, now=clock)])


def _open_jobs(cluster: str, *, now: datetime) -> list[tuple[int, datetime]]:
    """Jobs that wait, or were taken and not heard of since.

    A job that failed keeps its row until its next attempt; it is not counted meanwhile.
    """
    rows = list(OrmQ.objects.filter(key=cluster).order_by("lock", "pk")[:SAMPLE])
    ended = Task.objects.filter(id__in=[row.task_id() for row in rows])
    ended_at = dict(ended.values_list("id", "stopped"))
    retry = timedelta(seconds=settings.Q_CLUSTER["retry"])
    return [
        (row.pk, row.lock)
        for row in rows
        if row.lock <= now
        or row.task_id() not in ended_at
        or ended_at[row.task_id()] < row.lock - retry
    ]


def _release(jobs: Collection) -> None:
    """Give back jobs that a killed cluster had taken, so that nobody waits for their retry."""
    try:
        for pk, lock in jobs:
            OrmQ.objects.filter(pk=pk, lock=lock).update(lock=timezone.now())
    except DatabaseError:
        logger.warning("Jobs of the killed cluster wait for their retry")


def _due_turns(cluster: str, *, now: datetime) -> list[tuple]:
    ours = Q(cluster=cluster)
    if cluster == settings.Q_CLUSTER["name"]:
        ours |= Q(cluster__isnull=True)
    due = Schedule.objects.filter(ours, next_run__lt=now).exclude(repeats=0)
    return list(due.order_by("next_run", "pk").values_list("pk", "next_run")[:SAMPLE])


def _default_patience(cluster: str) -> float:
    conf = settings.Q_CLUSTER | settings.Q_CLUSTER["ALT_CLUSTERS"].get(cluster, {})
    return patience_of(
        timeout=conf["timeout"], queue_limit=conf["queue_limit"], workers=conf["workers"]
    )


def _qcluster() -> list[str]:
    return [sys.executable, sys.argv[0], "qcluster", "--skip-checks"]
