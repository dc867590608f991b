"""Leads that nobody could take yet: why, and when they are tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from assignment.engine.codes import Unassigned
from leads.choices import EventKind, LeadStatus, WaitingFor
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record

RETRY_AFTER_ERROR = timedelta(minutes=5)
WAITS_FOR: dict[str, WaitingFor] = {
    Unassigned.ALL_UNAVAILABLE: WaitingFor.CAPACITY,
    Unassigned.ERROR: WaitingFor.ERROR,
}


def is_news(lead: Lead, reasons: Sequence[str]) -> bool:
    """Whether an attempt answered otherwise than the one before; only news is written down."""
    return list(lead.waiting_reasons) != [str(reason) for reason in reasons]


def let_wait(
    lead: Lead,
    reasons: Sequence[str],
    *,
    key_reasons: Sequence[str] | None = None,
    retry: timedelta,
    now: datetime,
) -> None:
    """Leave a lead waiting with its reasons and try again later. Raises LostRace.

    ``key_reasons`` are written too if they are known: what is key is tried first.
    """
    waits_for = WAITS_FOR.get(reasons[0] if reasons else "", WaitingFor.ROUTING)
    codes = [str(reason) for reason in reasons]
    if is_news(lead, reasons):
        record([event(lead.pk, EventKind.WAITS, at=now, reasons=codes)])
    values = {"waiting_for": waits_for, "waiting_reasons": codes, "try_at": now + retry}
    if key_reasons is not None:
        values |= {"is_key": bool(key_reasons), "key_reasons": list(key_reasons)}
    as_seen = Lead.objects.filter(pk=lead.pk, status=LeadStatus.WAITING, try_at=lead.try_at)
    if not as_seen.update(**values):
        raise LostRace
    for name, value in values.items():
        setattr(lead, name, value)


def put_off(lead: Lead, *, now: datetime) -> None:
    """Try a waiting lead whose routing failed later, so that it never keeps others waiting."""
    waiting = Lead.objects.filter(pk=lead.pk, status=LeadStatus.WAITING, try_at__lte=now)
    waiting.update(waiting_for=WaitingFor.ERROR, try_at=now + RETRY_AFTER_ERROR)
