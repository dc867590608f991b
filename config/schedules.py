"""The one list of what runs by itself, and how often."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_q.models import Schedule

OURS = "fairlead."
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Job:
    """A function that the worker calls every so many minutes; it must be harmless to repeat."""

    name: str
    func: str
    minutes: int
    title: Any


JOBS = (
    Job("finish_messages", "leads.tasks.finish_messages", 1, _("finish open messages")),
    Job("continue_imports", "leads.tasks.continue_imports", 1, _("continue imports")),
    Job("wake_waiting", "assignment.tasks.wake_waiting", 1, _("wake leads that wait for somebody")),
    Job("route_waiting", "assignment.tasks.route_waiting", 1, _("route waiting leads")),
    Job("send_reminders", "assignment.tasks.send_reminders", 1, _("send reminders")),
    Job("remind_of_tasks", "assignment.tasks.remind_of_tasks", 1, _("remind of tasks")),
    Job(
        "continue_reassignments",
        "assignment.tasks.continue_reassignments",
        1,
        _("continue reassignments"),
    ),
    Job("continue_simulations", "assignment.tasks.continue_simulations", 1, _("continue dry runs")),
    Job("recycle_overdue", "assignment.tasks.recycle_overdue", 1, _("recycle overdue leads")),
    Job("settle_reviews", "assignment.tasks.settle_reviews", 1, _("settle reviews")),
    Job("publish_planned", "assignment.tasks.publish_planned", 1, _("publish planned rules")),
    Job("archive_quiet", "assignment.tasks.archive_quiet", DAY, _("archive quiet leads")),
    Job("count_results", "reports.tasks.count_results", DAY, _("count the results of reps")),
    Job("purge_job_results", "reps.tasks.purge_job_results", DAY, _("forget old results of jobs")),
)


def ensure_schedules() -> None:
    """Make the queue's schedules equal to JOBS, and leave everybody else's alone.

    Safe to repeat; a job that is already there keeps its next run.
    """
    for job in JOBS:
        Schedule.objects.update_or_create(
            name=OURS + job.name,
            defaults={
                "func": job.func,
                "schedule_type": Schedule.MINUTES,
                "minutes": job.minutes,
                "repeats": -1,
            },
        )
    wanted = [OURS + job.name for job in JOBS]
    Schedule.objects.filter(name__startswith=OURS).exclude(name__in=wanted).delete()
