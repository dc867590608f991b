"""Leads that nobody could take yet: why, and when they are tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from assignment.engine.codes import Unassigned
from leads.choices import EventKind, LeadStatus, WaitingFor
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record

WAITS_FOR: dict[str, WaitingFor] = {
    Unassigned.ALL_UNAVAILABLE: WaitingFor.CAPACITY,
    Unassigned.ERROR: WaitingFor.ERROR,
}


def is_news(lead: Lead, reasons: Sequence[str]) -> bool:
    """Whether an attempt answered otherwise than the one before; only news is written down."""
    return list(lead.waiting_reasons) != [str(reason) for reason in reasons]


def let_wait(lead: Lead, reasons: Sequence[str], *, retry: timedelta, now: datetime) -> None:
    """Leave a lead waiting with its reasons and try again later. Raises LostRace."""
    waits_for = WAITS_FOR.get(reasons[0] if reasons else "", WaitingFor.ROUTING)
    codes = [str(reason) for reason in reasons]
    if is_news(lead, reasons):
        record([event(lead.pk, EventKind.WAITS, at=now, reasons=codes)])
    changed = Lead.objects.filter(pk=lead.pk, status=LeadStatus.WAITING, cycle=lead.cycle)
    if not changed.update(waiting_for=waits_for, waiting_reasons=codes, try_at=now + retry):
        raise LostRace
    lead.waiting_for, lead.waiting_reasons, lead.try_at = waits_for, codes, now + retry
