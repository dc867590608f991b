"""What the queue runs. Each task finds due rows and hands their ids to one service."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_q.tasks import async_task

from assignment.archiving import archive, is_archive_day, quiet_leads
from assignment.choices import ReviewReason
from assignment.due import due_leads, try_again
from assignment.handling import approve, suggest_again
from assignment.models import Review
from assignment.moving.carrying_out import carry_out, forgotten_orders
from assignment.policies import current_policy
from assignment.pools.offers import due_offers, lapse
from assignment.recycling import expire, expired_clocks
from assignment.reminding import due_reminders, remind
from assignment.simulation.dry_run import forgotten_simulations, run_chunk
from assignment.together.worklist import due_tasks, remind_of_task
from assignment.versions.planning import due_publications, publish_as_planned
from assignment.waking import wake_freed
from leads.lifecycle import LostRace
from reps.leases import Ran
from reps.sweeps import Tally, last_pass, run_job, sweep

BATCH = 500
PATIENCE = 2.0  # seconds


def route_waiting() -> int:
    return run_job("route_waiting", route_due, now=timezone.now()).done


def wake_waiting() -> int:
    return run_job("wake_waiting", wake_due, now=timezone.now()).done


def send_reminders() -> int:
    return run_job("send_reminders", remind_due, now=timezone.now()).done


def recycle_overdue() -> int:
    return run_job("recycle_overdue", recycle_due, now=timezone.now()).done


def settle_reviews() -> int:
    return run_job("settle_reviews", settle_due, now=timezone.now()).done


def publish_planned() -> int:
    return run_job("publish_planned", publish_due, now=timezone.now()).done


def archive_quiet() -> int:
    return run_job("archive_quiet", archive_due, now=timezone.now()).done


def remind_of_tasks() -> int:
    return run_job("remind_of_tasks", remind_of_due_tasks, now=timezone.now()).done


def queue_reassignment(order_id: int) -> None:
    """Have leads moved in the cluster for long jobs, so that it never keeps a sweep waiting."""
    async_task("assignment.tasks.run_reassignment", order_id, cluster="long")


def set_going(order_id: int) -> None:
    """Move what can be moved while somebody waits for the page, and queue the rest."""
    if carry_out(order_id, seconds=PATIENCE, now=timezone.now()):
        queue_reassignment(order_id)


def run_reassignment(order_id: int) -> None:
    """Move some leads of a reassignment and queue the rest; harmless to repeat."""
    if carry_out(order_id, now=timezone.now()):
        queue_reassignment(order_id)


def continue_reassignments() -> int:
    return run_job("continue_reassignments", ring_for_orders, now=timezone.now()).done


def queue_simulation(simulation_id: int) -> None:
    """Have a dry run done in the cluster for long jobs, so that it never keeps a sweep waiting."""
    async_task("assignment.tasks.run_simulation", simulation_id, cluster="long")


def run_simulation(simulation_id: int) -> str:
    """Decide some leads of a dry run and queue the rest; harmless to repeat."""
    ran = run_chunk(simulation_id, now=timezone.now())
    if ran == Ran.MORE:
        queue_simulation(simulation_id)
    return str(ran)


def continue_simulations() -> int:
    return run_job("continue_simulations", ring_for_simulations, now=timezone.now()).done


def ring_for_simulations(now: datetime) -> Tally:
    """Queue dry runs again whose job was lost on the way."""

    def act(simulation_id: int) -> bool:
        queue_simulation(simulation_id)
        return True

    return sweep(forgotten_simulations(now=now), act)


def route_due(now: datetime) -> Tally:
    """Let offers lapse whose time is up, then route what waits and is due."""
    lapsed = sweep(
        due_offers(now=now, limit=BATCH), lambda offer_id: lapse(offer_id=offer_id, now=now)
    )
    routed = sweep(due_leads(now=now, limit=BATCH), lambda lead_id: try_again(lead_id, now=now))
    return Tally(routed.done, routed.skipped, lapsed.failed + routed.failed)


def wake_due(now: datetime) -> Tally:
    """Wake leads for whom somebody has come on duty since this last ran."""
    return Tally(done=wake_freed(since=last_pass("wake_waiting"), now=now))


def remind_due(now: datetime) -> Tally:
    return sweep(
        due_reminders(now=now, limit=BATCH), lambda clock_id: remind(clock_id=clock_id, now=now)
    )


def recycle_due(now: datetime) -> Tally:
    return sweep(
        expired_clocks(now=now, limit=BATCH), lambda clock_id: expire(clock_id=clock_id, now=now)
    )


def settle_due(now: datetime) -> Tally:
    """Take the suggestion of reviews whose deadline has passed, and look for missing ones."""
    reviews = Review.objects.filter(closed_at__isnull=True)
    due = reviews.filter(due_at__lte=now).order_by("due_at", "pk")
    related = Review.objects.select_related("lead__customer__owner", "lead__channel")

    def find(review_id: int) -> bool:
        return suggest_again(related.get(pk=review_id), now=now)

    def act(review_id: int) -> bool:
        review = related.get(pk=review_id)
        try:
            approve(review=review, by=None, now=now)
        except LostRace:
            return False
        return True

    lost = reviews.filter(reason=ReviewReason.KEY, suggestion__isnull=True).order_by("pk")
    found = sweep(list(lost.values_list("pk", flat=True)[:BATCH]), find)
    settled = sweep(list(due.values_list("pk", flat=True)[:BATCH]), act)
    return Tally(settled.done, settled.skipped, found.failed + settled.failed)


def remind_of_due_tasks(now: datetime) -> Tally:
    return sweep(
        due_tasks(now=now, limit=BATCH), lambda task_id: remind_of_task(task_id=task_id, now=now)
    )


def ring_for_orders(now: datetime) -> Tally:
    """Queue reassignments again whose job was lost on the way."""

    def act(order_id: int) -> bool:
        queue_reassignment(order_id)
        return True

    return sweep(forgotten_orders(now=now), act)


def publish_due(now: datetime) -> Tally:
    """Publish drafts whose planned moment has come."""
    return sweep(
        due_publications(now=now), lambda version_id: publish_as_planned(version_id, now=now)
    )


def archive_due(now: datetime) -> Tally:
    """Each quarter, put away what has been quiet for the policy's days."""
    if not is_archive_day(now):
        return Tally()

    quiet = quiet_leads(current_policy(), now=now)

    def act(lead_id: int) -> bool:
        lead = quiet.filter(pk=lead_id).first()
        if lead is None:  # it has moved since the sweep began
            return False
        try:
            archive(lead, by=None, now=now)
        except LostRace:
            return False
        return True

    return sweep(quiet.values_list("pk", flat=True)[: BATCH * 4], act)
