"""Deals that their receivers want back: asked for by a reason, granted or refused by a manager.

A rep who returns a lead or marks it as invalid for a reason that the pool lists
(``Pool.credit_reasons``) asks for a credit without doing anything more. Granted, the deal's
entry is reversed, so that the members stand as if it never was. A lead that was recycled for a
missed deadline is never credited.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from assignment.choices import ReleaseReason, RequestState
from assignment.fairness.ledger import AlreadyReversed, reverse
from assignment.models import Assignment, Credit, LedgerEntry
from leads.choices import INVALID_REASONS, EventKind
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.notices import notice, send

# What a pool may list, in the order in which a form offers it.
REASONS: Final[dict[str, Any]] = {
    **dict(ReleaseReason.choices),
    **{reason.value: reason.label for reason in INVALID_REASONS},
}


def ask_credit(*, lead: Lead, reason: str, now: datetime) -> Credit | None:
    """Ask for a credit for the deal by which a lead came to its owner.

    Call it before the ownership ends, in the same transaction. None when no ledger dealt the
    lead, when its pool does not credit this reason, or when the deal is reversed already.
    """
    running = Assignment.objects.filter(lead=lead, ended_at__isnull=True)
    period = running.select_related("entry__pool").first()
    entry = period.entry if period else None
    if entry is None or reason not in entry.pool.credit_reasons:
        return None
    if LedgerEntry.objects.filter(reverses=entry).exists():
        return None
    asked, _ = Credit.objects.get_or_create(
        assignment=period, defaults={"entry": entry, "reason": reason, "asked_at": now}
    )
    return asked


@transaction.atomic
def grant_credit(*, credit: Credit, by: int, now: datetime) -> None:
    """Reverse the deal in the ledger and tell the rep. Raises LostRace when that is decided."""
    try:
        undone = reverse(credit.entry, now=now, by=by)
    except AlreadyReversed as error:
        raise LostRace from error
    _close(credit, RequestState.GRANTED, by=by, now=now, reversal=undone)
    period, pool_id = credit.assignment, credit.entry.pool_id
    told = {"rep": period.rep_id, "pool": pool_id, "entry": undone.number}
    record([event(period.lead_id, EventKind.CREDITED, at=now, by=by, **told)])


@transaction.atomic
def refuse_credit(*, credit: Credit, by: int, now: datetime) -> None:
    """Let the debit stand and tell the rep. Raises LostRace when that is decided already."""
    _close(credit, RequestState.REFUSED, by=by, now=now)


def _close(credit: Credit, state: str, *, by: int, now: datetime, **values: Any) -> None:
    still_open = Credit.objects.filter(pk=credit.pk, state=RequestState.OPEN)
    if not still_open.update(state=state, closed_at=now, closed_by=by, **values):
        raise LostRace
    rep, lead = credit.assignment.rep, credit.assignment.lead
    if rep.user_id:
        told = notice(
            rep.user_id,
            NoticeKind.CREDIT_DECIDED,
            key=f"credit:{credit.pk}",
            at=now,
            lead=lead.pk,
            who=lead.company or lead.name,
            state=str(state),
        )
        send([told])
