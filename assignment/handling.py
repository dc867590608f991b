"""What people do with leads: return, take back, give by hand, close, decide a review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from assignment import reviews
from assignment.choices import AssignmentKind, EndReason, Resolution, RoutingEvent
from assignment.fairness.credits import ask_credit
from assignment.fairness.outside import book_given
from assignment.models import LedgerEntry, Review
from assignment.owners import as_owner
from assignment.ownership import Ending, Gift, end, give
from assignment.policies import current_policy
from assignment.routing import route, suggest
from assignment.waiting import wake
from assignment.wishes import wish_for
from leads.choices import CLOSED, EventKind, LeadStatus, WaitingFor
from leads.conversion import hand_to_customer
from leads.lifecycle import LostRace, Routed
from leads.models import Event, Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.models import Notice, Rep
from reps.notices import notice, send


class NothingSuggested(Exception):
    """A review without a suggestion cannot be approved; a manager must name the rep."""


def return_lead(*, lead: Lead, reason: str, note: str, by: int, now: datetime) -> list[Routed]:
    """A rep gives a lead back; it is routed again, never straight to him.

    Raises LostRace when the lead is not his open lead any more. Two transactions: should
    the second fail, the lead waits and the sweep routes it.
    """
    _require_owner(lead)
    with transaction.atomic():
        ask_credit(lead=lead, reason=reason, now=now)
        ending = Ending(lead=lead, reason=EndReason.RELEASED, note=reason, by=by)
        end([ending], now=now)
        record([event(lead.pk, EventKind.RELEASED, at=now, by=by, reason=reason, note=note)])
    return route_again(lead, event_kind=RoutingEvent.RELEASED, now=now)


def take_back(*, lead: Lead, note: str, by: int, now: datetime) -> list[Routed]:
    """A manager takes a lead from its owner; it is routed again, not to him. Raises LostRace."""
    _require_owner(lead)
    with transaction.atomic():
        owner = lead.owner
        end([Ending(lead=lead, reason=EndReason.TAKEN_BACK, note=note, by=by)], now=now)
        line = event(lead.pk, EventKind.TAKEN_BACK, at=now, by=by, note=note)
        record([line])
        if owner.user_id:
            send([_taken_notice(lead, owner.user_id, line, now)])
    return route_again(lead, event_kind=RoutingEvent.REQUESTED, now=now)


def _taken_notice(lead: Lead, user_id: int, line: Event, now: datetime) -> Notice:
    return notice(
        user_id,
        NoticeKind.LEAD_TAKEN_BACK,
        key=f"taken:{line.pk}",
        at=now,
        lead=lead.pk,
        who=lead.company or lead.name,
    )


def _require_owner(lead: Lead) -> None:
    if lead.owner_id is None or lead.status in CLOSED:
        raise LostRace


def route_again(lead: Lead, *, event_kind: str, now: datetime) -> list[Routed]:
    """Route one waiting lead in a transaction of its own."""
    with transaction.atomic():
        return route([wish_for(lead, event_kind=event_kind)], now=now)


@transaction.atomic
def give_by_hand(*, lead: Lead, rep: Rep, by: int, now: datetime) -> None:
    """A manager gives a lead to a rep: limits do not hold, clocks and notices do.

    A waiting, reviewed or owned lead alike; a previous owner is told. Raises LostRace when it
    changed meanwhile, or is closed.
    """
    if lead.status in CLOSED:
        raise LostRace
    kind = AssignmentKind.TRANSFER if lead.owner_id else AssignmentKind.MANUAL
    entry = book_given(lead=lead, rep_id=rep.pk, now=now)
    if lead.status == LeadStatus.REVIEW:
        reviews.close_for_lead(lead, Resolution.GIVEN, by=by, now=now)
    pass_on([lead], rep=rep, kind=kind, by=by, entry=entry, now=now)


@transaction.atomic
def transfer(*, lead: Lead, rep: Rep, reason: str, note: str = "", by: int, now: datetime) -> None:
    """An owner, or his manager, passes a lead on to a colleague; his limits do not hold.

    Raises LostRace when the lead has another owner by now or is closed, or when the colleague
    has it already or has been switched off.
    """
    _require_owner(lead)
    if rep.pk == lead.owner_id or not Rep.objects.active().filter(pk=rep.pk).exists():
        raise LostRace
    line = {"rep": lead.owner_id, "reason": reason, "note": note}
    record([event(lead.pk, EventKind.HANDED_OVER, at=now, by=by, **line)])
    pass_on([lead], rep=rep, kind=AssignmentKind.TRANSFER, by=by, now=now)


def pass_on(
    leads: Sequence[Lead],
    *,
    rep: Rep,
    kind: str,
    by: int,
    entry: LedgerEntry | None = None,
    now: datetime,
) -> None:
    """Give leads to a rep by somebody's will, and tell whoever had one, unless it was his own.

    Within the caller's transaction. Raises LostRace when one changed meanwhile.
    """
    previous = {lead.pk: lead.owner for lead in leads if lead.owner is not None}
    owner = as_owner(rep, now=now)
    gifts = [Gift(lead=lead, owner=owner, kind=kind, by=by, entry=entry) for lead in leads]
    periods = give(gifts, policy=current_policy(), now=now)
    freed = {one.pk for one in previous.values()}
    wake(freed, most=len(previous), now=now)
    if kind != AssignmentKind.HANDOVER:  # who leaves need not hear of every lead
        send(
            _moved_notice(lead, previous[lead.pk].user_id, rep, period.pk, now)
            for lead, period in zip(leads, periods, strict=True)
            if lead.pk in previous and previous[lead.pk].user_id not in (None, by)
        )


def _moved_notice(lead: Lead, user_id: int, rep: Rep, period: int, now: datetime) -> Notice:
    return notice(
        user_id,
        NoticeKind.LEAD_MOVED,
        key=f"moved:{period}",
        at=now,
        lead=lead.pk,
        who=lead.company or lead.name,
        rep=rep.name,
    )


@transaction.atomic
def approve(*, review: Review, by: int | None, now: datetime) -> list[Routed]:
    """Take the engine's suggestion, made afresh, and book it as any other deal.

    ``by`` is None when the review's deadline has passed. Raises NothingSuggested when the
    engine named nobody, LostRace when somebody else has decided.
    """
    if review.suggestion_id is None:
        raise NothingSuggested
    resolution = Resolution.APPROVED if by else Resolution.EXPIRED
    reviews.close(review, resolution, by=by, now=now)
    lead = review.lead
    seen = Lead.objects.filter(pk=lead.pk, status=LeadStatus.REVIEW)
    waits = {"waiting_for": WaitingFor.ROUTING, "try_at": now, "due_at": None}
    if not seen.update(status=LeadStatus.WAITING, **waits):
        raise LostRace
    lead.status, lead.waiting_for = LeadStatus.WAITING, WaitingFor.ROUTING
    lead.try_at, lead.due_at = now, None
    wish = wish_for(lead, event_kind=RoutingEvent.REQUESTED, approved=True, by=by)
    return route([wish], now=now)


def suggest_again(review: Review, *, now: datetime) -> bool:
    """Look for somebody for a key lead for whom there was nobody; whether there is by now.

    From then on the review has a deadline as any other. Takes no lock, and books nothing.
    """
    rep = suggest(wish_for(review.lead, event_kind=RoutingEvent.RETRIED), now=now).rep
    if rep is None:
        return False
    return reviews.name_suggestion(review, rep, policy=current_policy(), now=now)


@transaction.atomic
def close_lead(
    *, lead: Lead, status: str, reason: str, note: str = "", by: int | None, now: datetime
) -> None:
    """Convert, lose, archive or mark invalid; the clocks stop and the rep's load falls.

    A converted lead's contact points pass to its customer. Raises LostRace when the lead
    changed meanwhile or is closed already, ValueError when the status does not close.
    """
    if status not in CLOSED:
        raise ValueError(status)
    if lead.status in CLOSED:
        raise LostRace
    if lead.status == LeadStatus.REVIEW:
        reviews.close_for_lead(lead, Resolution.CLOSED, by=by, now=now)
    if status == LeadStatus.INVALID:
        ask_credit(lead=lead, reason=reason, now=now)
    ending = Ending(
        lead=lead, reason=EndReason.CLOSED, status=status, close_reason=reason, note=note, by=by
    )
    end([ending], now=now)
    line = {"status": str(status), "reason": str(reason), "note": note}
    record([event(lead.pk, EventKind.CLOSED, at=now, by=by, **line)])
    if status == LeadStatus.CONVERTED:
        hand_to_customer(lead, now=now)
