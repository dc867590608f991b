"""Clocks are rows: started, hurried, kept or missed, and never deleted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Case, Min, Q, Value, When

from assignment.choices import ClockKind, ClockState
from assignment.models import Assignment, Clock, Policy
from leads.models import Lead
from reps.availability import NO_HOURS, Hours


def new_clock(
    lead: Lead,
    kind: str,
    *,
    policy: Policy,
    length: timedelta,
    now: datetime,
    assignment: Assignment | None = None,
    hours: Hours = NO_HOURS,
) -> Clock:
    """A running clock, not yet written, with its first reminder and the owner's grace."""
    due_at = now + length
    return Clock(
        lead_id=lead.pk,
        kind=kind,
        policy_id=policy.pk,
        assignment_id=assignment.pk if assignment else None,
        starts_at=now,
        due_at=due_at,
        expires_at=hours.grace(due_at),
        remind_at=reminder_at(policy, now, due_at, sent=0),
    )


def reminder_at(
    policy: Policy, starts_at: datetime, due_at: datetime, *, sent: int
) -> datetime | None:
    """The moment of the reminder after ``sent`` ones; None when there is none left."""
    offsets = sorted(policy.reminders)
    if sent >= len(offsets):
        return None
    return starts_at + (due_at - starts_at) * (offsets[sent] / 100)


def stop(lead_ids: Collection[int], *, kinds: Collection[str], now: datetime) -> None:
    """Stop running clocks because what they measured has ended: missed if late, else cancelled."""
    late = When(due_at__lt=now, then=Value(ClockState.MISSED))
    _running(lead_ids, kinds).update(
        state=Case(late, default=Value(ClockState.CANCELLED)), stopped_at=now, remind_at=None
    )


def keep(lead_id: int, *, kinds: Collection[str], now: datetime) -> None:
    """What was asked for has been done: running clocks are kept when in time, missed when late."""
    late = When(due_at__lt=now, then=Value(ClockState.MISSED))
    _running([lead_id], kinds).update(
        state=Case(late, default=Value(ClockState.KEPT)), stopped_at=now, remind_at=None
    )


def hurry(lead: Lead, *, due_at: datetime, hours: Hours) -> None:
    """Bring a running first-follow-up clock forward; a later date than its own is ignored."""
    running = _running([lead.pk], [ClockKind.FIRST_FOLLOW_UP])
    for clock in running.filter(due_at__gt=due_at).select_related("policy"):
        remind_at = reminder_at(clock.policy, clock.starts_at, due_at, sent=clock.reminded)
        running.filter(pk=clock.pk).update(
            due_at=due_at, expires_at=hours.grace(due_at), remind_at=remind_at
        )
        lead.due_at = due_at


def earliest_due(lead_id: int) -> datetime | None:
    """What ``Lead.due_at`` must be: the earliest running clock."""
    running = Clock.objects.filter(lead=lead_id, state=ClockState.RUNNING)
    return running.aggregate(due=Min("due_at"))["due"]


def _running(lead_ids: Collection[int], kinds: Collection[str]):
    return Clock.objects.filter(Q(kind__in=kinds), lead__in=lead_ids, state=ClockState.RUNNING)
