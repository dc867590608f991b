"""What the queue runs. Each task finds due rows and hands their ids to one service."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from assignment.archiving import archive, is_archive_day, quiet_leads
from assignment.choices import RoutingEvent
from assignment.handling import approve, route_again
from assignment.models import Review
from assignment.policies import current_policy
from assignment.recycling import expire, expired_clocks
from assignment.reminding import due_reminders, remind
from assignment.waiting import put_off
from leads.lifecycle import LostRace
from leads.models import Lead
from reps.sweeps import Tally, run_job, sweep

BATCH = 500


def route_waiting() -> int:
    return run_job("route_waiting", route_due, now=timezone.now()).done


def send_reminders() -> int:
    return run_job("send_reminders", remind_due, now=timezone.now()).done


def recycle_overdue() -> int:
    return run_job("recycle_overdue", recycle_due, now=timezone.now()).done


def settle_reviews() -> int:
    return run_job("settle_reviews", settle_due, now=timezone.now()).done


def archive_quiet() -> int:
    return run_job("archive_quiet", archive_due, now=timezone.now()).done


def route_due(now: datetime) -> Tally:
    """Route what waits and is due; urgent first, then the oldest."""
    due = Lead.objects.waiting().filter(try_at__lte=now)
    ids = list(due.order_by("-is_key", "opened_at", "pk").values_list("pk", flat=True)[:BATCH])

    def act(lead_id: int) -> bool:
        lead = due.select_related("customer__owner", "channel").filter(pk=lead_id).first()
        if lead is None:  # another sweep, or a person, was quicker
            return False
        try:
            routed = route_again(lead, event_kind=RoutingEvent.RETRIED, now=now)
        except LostRace:
            return False
        except Exception:
            put_off(lead, now=now)
            raise
        return routed[0].owner_id is not None

    return sweep(ids, act)


def remind_due(now: datetime) -> Tally:
    return sweep(
        due_reminders(now=now, limit=BATCH), lambda clock_id: remind(clock_id=clock_id, now=now)
    )


def recycle_due(now: datetime) -> Tally:
    return sweep(
        expired_clocks(now=now, limit=BATCH), lambda clock_id: expire(clock_id=clock_id, now=now)
    )


def settle_due(now: datetime) -> Tally:
    """Take the suggestion of reviews whose deadline has passed."""
    due = Review.objects.filter(closed_at__isnull=True, due_at__lte=now)

    def act(review_id: int) -> bool:
        review = Review.objects.select_related("lead__customer__owner", "lead__channel").get(
            pk=review_id
        )
        try:
            approve(review=review, by=None, now=now)
        except LostRace:
            return False
        return True

    return sweep(list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH]), act)


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
