"""Reminders before a deadline: to the rep, and the last one to his manager as well."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assignment.choices import ClockState
from assignment.clocks import reminder_at
from assignment.models import Clock
from assignment.recycling import people_above
from leads.choices import EventKind
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.notices import notice, send


def due_reminders(*, now: datetime, limit: int) -> list[int]:
    """Running clocks with a reminder that is due."""
    due = Clock.objects.filter(state=ClockState.RUNNING, remind_at__lte=now)
    return list(due.order_by("remind_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def remind(*, clock_id: int, now: datetime) -> bool:
    """Send the reminder of one clock; False when it has been sent or the clock has stopped.

    Reminders that were slept through are sent as one. Safe to run twice.
    """
    clock = Clock.objects.select_related("lead__owner__team", "policy").get(pk=clock_id)
    sent, remind_at = clock.reminded, clock.remind_at
    while remind_at is not None and remind_at <= now:
        sent += 1
        remind_at = reminder_at(clock.policy, clock.starts_at, clock.due_at, sent=sent)
    as_seen = Clock.objects.filter(
        pk=clock.pk, state=ClockState.RUNNING, reminded=clock.reminded, remind_at__lte=now
    )
    if not as_seen.update(reminded=sent, remind_at=remind_at):
        return False
    is_last = remind_at is None
    owner = clock.lead.owner
    told = people_above(clock.lead) if is_last else [owner.user_id] if owner.user_id else []
    send(_notice(clock, user_id, sent, now) for user_id in told)
    record([event(clock.lead_id, EventKind.REMINDED, at=now, number=sent)])
    return True


def _notice(clock: Clock, user_id: int, sent: int, now: datetime):
    return notice(
        user_id,
        NoticeKind.LEAD_REMINDER,
        key=f"reminder:{clock.pk}:{sent}",
        at=now,
        lead=clock.lead_id,
        who=clock.lead.company or clock.lead.name,
        due_at=clock.due_at.isoformat(),
    )
