"""Taking back what nobody followed up in time, and finding it another owner."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assignment import reviews
from assignment.choices import ClockKind, ClockState, EndReason, RoutingEvent
from assignment.clocks import earliest_due
from assignment.handling import route_again
from assignment.models import Clock
from assignment.ownership import Ending, end
from leads.choices import EventKind, LeadStatus
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.notices import notice, send


def expired_clocks(*, now: datetime, limit: int) -> list[int]:
    """Clocks of owners on which something must happen by now, oldest first."""
    due = Clock.objects.filter(
        kind__in=[ClockKind.FIRST_FOLLOW_UP, ClockKind.RESPONSE],
        state=ClockState.RUNNING,
        expires_at__lte=now,
    )
    return list(due.order_by("expires_at", "pk").values_list("pk", flat=True)[:limit])


def expire(*, clock_id: int, now: datetime) -> bool:
    """Act on one expired clock; False when somebody has dealt with it meanwhile.

    A first follow-up that did not come takes the lead from its owner; a response that
    did not come is only noted and told. Safe to run twice and from two workers.
    """
    clock = Clock.objects.select_related("lead__owner", "policy").get(pk=clock_id)
    try:
        if clock.kind == ClockKind.FIRST_FOLLOW_UP:
            return _recycle(clock, now=now)
        return _note_missed(clock, now=now)
    except LostRace:
        return False


def _recycle(clock: Clock, *, now: datetime) -> bool:
    lead = clock.lead
    if lead.status != LeadStatus.ASSIGNED or clock.state != ClockState.RUNNING:
        return False
    owner = lead.owner
    with transaction.atomic():
        end([Ending(lead=lead, reason=EndReason.RECYCLED)], now=now)
        record([event(lead.pk, EventKind.RECYCLED, at=now, rep=owner.pk, clock=clock.pk)])
        if owner.user_id:
            send([_taken_notice(lead, owner.user_id, clock, now)])
        is_last = lead.recycles >= clock.policy.recycles_at_most
        if is_last:
            reviews.hold_exhausted(lead, policy=clock.policy, now=now)
    if not is_last:
        route_again(lead, event_kind=RoutingEvent.RECYCLED, now=now)
    return True


@transaction.atomic
def _note_missed(clock: Clock, *, now: datetime) -> bool:
    Lead.objects.select_for_update(no_key=True).get(pk=clock.lead_id)  # lead before clock
    running = Clock.objects.filter(pk=clock.pk, state=ClockState.RUNNING)
    missed = running.update(state=ClockState.MISSED, stopped_at=now, remind_at=None)
    if missed:
        due_at = earliest_due(clock.lead_id)
        Lead.objects.filter(pk=clock.lead_id).update(due_at=due_at)
        send(
            notice(
                user_id,
                NoticeKind.LEAD_REMINDER,
                key=f"missed:{clock.pk}",
                at=now,
                lead=clock.lead_id,
                who=clock.lead.company or clock.lead.name,
                is_overdue=True,
            )
            for user_id in people_above(clock.lead)
        )
    return bool(missed)


def people_above(lead: Lead) -> list[int]:
    """The owner and his team's manager, as far as they have logins."""
    owner = lead.owner
    if owner is None:
        return []
    manager = owner.team.manager_id if owner.team_id else None
    return [user_id for user_id in (owner.user_id, manager) if user_id]


def _taken_notice(lead: Lead, user_id: int, clock: Clock, now: datetime):
    return notice(
        user_id,
        NoticeKind.LEAD_RECYCLED,
        key=f"recycled:{clock.pk}",
        at=now,
        lead=lead.pk,
        who=lead.company or lead.name,
    )
