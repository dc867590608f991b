"""Moving leads where a manager wants them, with an answer in a code for each.

Some at a time in one transaction, which costs a tenth; if that fails, each in one of its own, so
that one that has changed never stops the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assignment.choices import AssignmentKind, Destination, EndReason, MoveResult, RoutingEvent
from assignment.handling import give_by_hand, pass_on
from assignment.moving.destinations import Where
from assignment.moving.foreseeing import can_be_routed
from assignment.ownership import Ending, end
from assignment.routing import route
from assignment.wishes import wishes_for
from leads.choices import CLOSED, EventKind, LeadStatus, WaitingFor
from leads.lifecycle import LostRace
from leads.models import Event, Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.models import Rep
from reps.notices import notice, send

logger = logging.getLogger(__name__)
RELATED = ("owner__user", "customer__owner", "channel")
Moved = tuple[str, int | None]  # a MoveResult, and to whom
Act = Callable[[Sequence[Lead]], dict[int, Moved]]
WAITING: dict[str, MoveResult] = {
    WaitingFor.OFFER: MoveResult.OFFERED,
    WaitingFor.CLAIM: MoveResult.POOLED,
}
MOVED: Moved = (MoveResult.MOVED, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who wants leads moved, where to, and whether it is because their owner leaves."""

    where: Where
    by: int
    note: str = ""
    is_handover: bool = False

    @property
    def event(self) -> str:
        return RoutingEvent.HANDOVER if self.is_handover else RoutingEvent.REQUESTED


def move(leads: Sequence[Lead], order: Order, *, now: datetime) -> dict[int, Moved]:
    """Give leads to a rep, or have a pool or the rules deal them anew; what became of each.

    Outside any transaction. Their clocks start anew. What does not fit is left as it is.
    """
    if order.where.to == Destination.REP:
        return _to_rep(leads, order, now=now)
    fit = [lead for lead in leads if can_be_routed(lead)]
    results: dict[int, Moved] = {lead.pk: (MoveResult.UNFIT, None) for lead in leads}
    owned = [lead for lead in fit if lead.owner_id is not None]
    free = [lead.pk for lead in fit if lead.owner_id is None]
    released = at_once(owned, lambda some: _release(some, order, now=now))
    free += [pk for pk, moved in released.items() if moved == MOVED]
    waiting = Lead.objects.select_related(*RELATED).in_bulk(free)
    some = [waiting[pk] for pk in free]
    return results | released | at_once(some, lambda these: _deal(these, order, now=now))


def at_once(leads: Sequence[Lead], act: Act) -> dict[int, Moved]:
    """Act on all leads in one transaction, else on each that is still as it was seen."""
    if not leads:
        return {}
    seen = {lead.pk: (lead.status, lead.owner_id) for lead in leads}
    try:
        with transaction.atomic():
            return act(leads)
    except Exception as error:  # whichever lead it is, it is found below and says so
        logger.info("Moving leads one by one after %s", type(error).__name__)
    fresh = Lead.objects.select_related(*RELATED).in_bulk(list(seen))
    return {
        pk: _alone(fresh[pk], act)
        if (fresh[pk].status, fresh[pk].owner_id) == state
        else (MoveResult.CHANGED, None)
        for pk, state in seen.items()
    }


def _alone(lead: Lead, act: Act) -> Moved:
    try:
        with transaction.atomic():
            return act([lead])[lead.pk]
    except LostRace:
        return MoveResult.CHANGED, None
    except Exception:  # the edge of the loop: the others must not wait for this one
        logger.exception("Could not move lead %s", lead.pk)
        return MoveResult.FAILED, None


def _to_rep(leads: Sequence[Lead], order: Order, *, now: datetime) -> dict[int, Moved]:
    rep = Rep.objects.active().filter(pk=order.where.number).first()
    if rep is None:  # switched off since it was said
        return {lead.pk: (MoveResult.CHANGED, None) for lead in leads}
    results: dict[int, Moved] = {lead.pk: (MoveResult.UNFIT, None) for lead in leads}
    fit = [one for one in leads if one.status not in CLOSED and one.owner_id != rep.pk]
    owned = [lead for lead in fit if lead.owner_id is not None]
    results |= at_once(owned, lambda some: _pass_on(some, rep, order, now=now))
    for lead in fit:
        if lead.owner_id is None:
            results |= at_once([lead], lambda one: _give(one, rep, order, now=now))
    return results


def _pass_on(leads: Sequence[Lead], rep: Rep, order: Order, *, now: datetime) -> dict[int, Moved]:
    kind = AssignmentKind.TRANSFER
    if order.is_handover:
        kind = AssignmentKind.HANDOVER
        record(_handed_line(lead, order, now) for lead in leads)
    pass_on(leads, rep=rep, kind=kind, by=order.by, now=now)
    return {lead.pk: (MoveResult.MOVED, rep.pk) for lead in leads}


def _give(leads: Sequence[Lead], rep: Rep, order: Order, *, now: datetime) -> dict[int, Moved]:
    for lead in leads:
        give_by_hand(lead=lead, rep=rep, by=order.by, now=now)
    return {lead.pk: (MoveResult.MOVED, rep.pk) for lead in leads}


def _release(leads: Sequence[Lead], order: Order, *, now: datetime) -> dict[int, Moved]:
    """Take leads from their owners, who are told unless they leave."""
    owners = {lead.pk: lead.owner.user_id for lead in leads if lead.owner}
    make = _handed_line if order.is_handover else _taken_line
    lines = [make(lead, order, now) for lead in leads]
    reason = EndReason.HANDOVER if order.is_handover else EndReason.TAKEN_BACK
    end([Ending(lead=one, reason=reason, note=order.note, by=order.by) for one in leads], now=now)
    record(lines)
    if not order.is_handover:
        send(
            notice(
                owners[lead.pk] or 0,
                NoticeKind.LEAD_TAKEN_BACK,
                key=f"taken:{line.pk}",
                at=now,
                lead=lead.pk,
                who=lead.company or lead.name,
            )
            for lead, line in zip(leads, lines, strict=True)
            if owners[lead.pk]
        )
    return {lead.pk: MOVED for lead in leads}


def _deal(leads: Sequence[Lead], order: Order, *, now: datetime) -> dict[int, Moved]:
    route(wishes_for(leads, event_kind=order.event, pool=order.where.pool), now=now)
    return {lead.pk: _became(lead) for lead in leads}


def _became(lead: Lead) -> Moved:
    """What routing made of a lead, read off the lead, which it has brought up to date."""
    if lead.owner_id is not None:
        return MoveResult.MOVED, lead.owner_id
    if lead.status == LeadStatus.REVIEW:
        return MoveResult.REVIEW, None
    return WAITING.get(lead.waiting_for, MoveResult.WAITS), None


def _handed_line(lead: Lead, order: Order, now: datetime) -> Event:
    return event(lead.pk, EventKind.HANDED_OVER, at=now, by=order.by, rep=lead.owner_id)


def _taken_line(lead: Lead, order: Order, now: datetime) -> Event:
    return event(lead.pk, EventKind.TAKEN_BACK, at=now, by=order.by, note=order.note)
