"""The handover when somebody leaves: foreseen, then done batch by batch until nothing is left.

Every batch takes what the leaver still holds, so that a handover that was stopped is gone on
with by doing it again. In the end he is out of his pools and switched off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from assignment.bars import bars_of
from assignment.choices import Destination, HandoverKind, MoveResult
from assignment.engine.codes import Exclusion
from assignment.models import Reassignment
from assignment.moving import heritage
from assignment.moving.destinations import UnknownDestination, Where, where_of
from assignment.moving.foreseeing import NO_HEIRS, Foreseen, Heirs, foresee
from assignment.moving.leaving import WAYS, Belongings, usual_ways
from assignment.moving.moves import RELATED, Moved, Order, at_once, move
from assignment.moving.nurtured import hand_nurtured_over
from assignment.moving.reassigning import allowed
from leads.models import Customer, Lead
from reps.models import Rep

BATCH = 50
Wishes = Mapping[str, Where]
BY_RULES = Where(Destination.RULES)


class AlreadyLeaving(Exception):
    """A handover of this rep is on its way."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a handover would do: leads one by one, customers with their heirs, the rest counted."""

    counts: Mapping[str, int]
    leads: Sequence[Foreseen] = ()
    nurturing: Sequence[Foreseen] = ()
    customers: Sequence[tuple[Customer, Rep | None]] = field(default_factory=tuple)


def leavers_for(user: Any) -> QuerySet[Rep]:
    """The reps whose handover a user may do: all, or those of his teams; inactive ones too."""
    if not user.has_perm("leads.change_lead"):
        return Rep.objects.none()
    return Rep.objects.all() if user.has_perm("leads.see_all_leads") else Rep.objects.under(user)


def wishes_of(user: Any, leaver: Rep, given: Mapping[str, str]) -> dict[str, Where]:
    """Where everything is to go; what is not said goes the usual way.

    Raises UnknownDestination, also for a pool or rep that the user may not choose, and for the
    leaver himself.
    """
    if unknown := given.keys() - WAYS.keys():
        raise UnknownDestination(min(unknown))
    codes = usual_ways() | dict(given)
    wishes = {kind: allowed(user, codes[kind], among=WAYS[kind]) for kind in WAYS}
    if Where(Destination.REP, leaver.pk) in wishes.values():
        raise UnknownDestination(f"rep:{leaver.pk}")
    return wishes


def preview(leaver: Rep, wishes: Wishes, *, now: datetime) -> Prospect:
    """What would become of everything if it were done now; nothing is written or locked."""
    has = Belongings(leaver)
    heirs = heritage.heirs_of(list(has.customers), wishes[HandoverKind.CUSTOMERS], leaver)
    by_customer = {customer.pk: heir for customer, heir in heirs.items()}
    return Prospect(
        counts=has.counts(),
        leads=_foreseen(_rows(has.leads), wishes[HandoverKind.LEADS], by_customer, now=now),
        nurturing=_foreseen(
            _rows(has.nurturing), wishes[HandoverKind.NURTURING], by_customer, now=now
        ),
        customers=list(heirs.items()),
    )


def begin(user: Any, leaver: Rep, wishes: Wishes, *, now: datetime) -> Reassignment:
    """Write a handover down, and let nothing more come to the leaver. Raises AlreadyLeaving."""
    try:
        with transaction.atomic():
            order = Reassignment.objects.create(
                leaver=leaver,
                wishes={kind: str(where) for kind, where in wishes.items()},
                asked_by=user,
                asked_at=now,
            )
            heritage.pause(leaver, by=user, now=now)
    except IntegrityError as error:
        raise AlreadyLeaving from error
    return order


def hand_over_batch(order: Reassignment, *, now: datetime) -> tuple[dict[int, Moved], bool]:
    """Hand over the next things, kind by kind; what became of leads, and whether more is left.

    Safe to repeat: only what the leaver still holds is touched.
    """
    leaver, by = order.leaver, order.asked_by
    assert leaver is not None
    has = Belongings(leaver)
    for kind in WAYS:
        where = where_of(order.wishes[kind])
        if kind in (HandoverKind.LEADS, HandoverKind.NURTURING):
            tried = [int(pk) for pk in order.results]
            leads = list(has.of(kind).exclude(pk__in=tried).select_related(*RELATED)[:BATCH])
            if leads:
                hand_on = _move_leads if kind == HandoverKind.LEADS else _move_nurtured
                return hand_on(leads, where, by=by.pk, now=now), True
            continue
        done = heritage.PASS_ON[kind](has, where, by=by, now=now)
        if done:
            order.counts = {**order.counts, kind: order.counts.get(kind, 0) + done}
            return {}, True
    return {}, False


def finish(order: Reassignment, *, now: datetime) -> bool:
    """Switch the leaver off, unless leads stayed with him because they could not be moved."""
    leaver = order.leaver
    assert leaver is not None
    has = Belongings(leaver)
    if has.leads.exists() or has.nurturing.exists():
        return False
    heritage.switch_off(leaver, by=order.asked_by, now=now)
    return True


def _rows(leads: QuerySet[Lead]) -> list[Lead]:
    return list(leads.select_related(*RELATED))


def _foreseen(
    leads: Sequence[Lead], where: Where, heirs: Heirs = NO_HEIRS, *, now: datetime
) -> list[Foreseen]:
    for_him, by_rules = _split(leads, where)
    seen = foresee(for_him, where, heirs=heirs, now=now)
    seen += foresee(by_rules, BY_RULES, heirs=heirs, now=now)
    place = {lead.pk: position for position, lead in enumerate(leads)}
    return sorted(seen, key=lambda one: place[one.lead.pk])


def _split(leads: Sequence[Lead], where: Where) -> tuple[list[Lead], list[Lead]]:
    """Who lost a lead by recycling in this cycle does not inherit it: the rules deal it."""
    if where.to != Destination.REP:
        return list(leads), []
    bars = bars_of(leads)
    lost = {
        pk for pk, barred in bars.items() if barred.get(where.number) == Exclusion.LOST_IN_CYCLE
    }
    return (
        [lead for lead in leads if lead.pk not in lost],
        [lead for lead in leads if lead.pk in lost],
    )


def _move_leads(leads: Sequence[Lead], where: Where, *, by: int, now: datetime) -> dict[int, Moved]:
    for_him, by_rules = _split(leads, where)
    results = move(for_him, Order(where=where, by=by, is_handover=True), now=now)
    return results | move(by_rules, Order(where=BY_RULES, by=by, is_handover=True), now=now)


def _move_nurtured(
    leads: Sequence[Lead], where: Where, *, by: int, now: datetime
) -> dict[int, Moved]:
    """To whom the engine would give them, without a deal: they count no load.

    One for whom nobody is found waits for an owner, as any other lead.
    """
    heir_of = {one.lead.pk: one.rep or 0 for one in _foreseen(leads, where, now=now)}
    reps = Rep.objects.active().in_bulk(set(heir_of.values()))
    named = [lead for lead in leads if heir_of[lead.pk] in reps]

    def act(some: Sequence[Lead]) -> dict[int, Moved]:
        heirs = {lead: reps[heir_of[lead.pk]] for lead in some}
        hand_nurtured_over(heirs, by=by, now=now)
        return {lead.pk: (MoveResult.MOVED, heir.pk) for lead, heir in heirs.items()}

    left = [lead for lead in leads if heir_of[lead.pk] not in reps]
    wait = Order(where=BY_RULES, by=by, is_handover=True)
    return at_once(named, act) | move(left, wait, now=now)
