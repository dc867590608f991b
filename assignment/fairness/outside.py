"""Leads that a member received without the pool's doing: owed to those who could have had them.

A customer's owner takes the customer's next lead, a manager gives one by hand. Where a pool says
so (``Pool.books_outside``), the receiver is debited one lead as if the pool had dealt it to him,
and it is credited to the members who could have taken it then. Sticky leads book at the table
(``dealing``), claims through ``taking``; here is what a manager gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from assignment.choices import AssignmentKind, EntryKind
from assignment.engine.codes import Exclusion
from assignment.engine.gates import NOBODY
from assignment.engine.pick import lines_outside, pick
from assignment.engine.requirements import Requirement
from assignment.engine.roster import NO_OPTIONS
from assignment.fairness.ledger import post
from assignment.models import Decision, LedgerEntry, Pool
from assignment.rosters import load_rosters, lock_ledgers, with_balances
from leads.models import Lead

Barred = Mapping[int, Exclusion]
Facts = Mapping[str, Any]
# What ``Pool.books_outside`` may list.
WAYS: Final = MappingProxyType(
    {way.value: way.label for way in (AssignmentKind.STICKY, AssignmentKind.MANUAL)}
)
# What lay in the lead, as its last decision found it; the rest is judged as it is now.
OF_THE_LEAD: Final = frozenset(
    {
        Exclusion.NO_PERMISSION,
        Exclusion.LOST_IN_CYCLE,
        Exclusion.PREVIOUS_OWNER,
        Exclusion.LANGUAGE_MISSING,
        Exclusion.SKILL_MISSING,
        Exclusion.OUTSIDE_TERRITORY,
        Exclusion.LEVEL_TOO_LOW,
        Exclusion.WRONG_TEAM,
    }
)


def book_outside(
    *,
    lead: Lead,
    rep_id: int,
    pool_id: int | None,
    kind: str,
    now: datetime,
    barred: Barred = NOBODY,
    facts: Facts = NO_OPTIONS,
    requirements: tuple[Requirement, ...] = (),
) -> LedgerEntry | None:
    """Debit a lead received outside the rules, if its pool books this ``kind``; else None.

    ``kind`` is "sticky" or "manual", ``pool_id`` the pool that the rules would have given it
    to. Locks the pool's ledger, so call it before any lead or rep is written, and hand the
    entry to the gift. Within the caller's transaction. None too when nobody else could have
    taken the lead, so that it is owed to nobody.
    """
    if pool_id is None or not _books(pool_id, kind):
        return None
    rosters = load_rosters([pool_id], needs_traits=bool(requirements), now=now)
    ledger = lock_ledgers([pool_id])[pool_id]
    choice = pick(
        with_balances(rosters.by_pool[pool_id], ledger.accounts, rosters.details),
        barred=barred,
        draw=0.0,
        facts=facts,
        requirements=requirements,
    )
    lines = lines_outside(choice, rep_id)
    if not lines:
        return None
    return post(ledger, lines, kind=EntryKind.OUTSIDE, lead_id=lead.pk, winner_id=rep_id, at=now)


def book_given(*, lead: Lead, rep_id: int, now: datetime) -> LedgerEntry | None:
    """Debit a lead that a manager gives by hand, in the pool of its last decision.

    None when there is no such pool, or it does not book these. A lead that has an owner is
    only passed on: its pool has dealt it already. Locks as ``book_outside``.
    """
    if lead.owner_id is not None:
        return None
    found = Decision.objects.filter(lead=lead, cycle=lead.cycle).order_by("-at", "-pk").first()
    if found is None:
        return None
    barred = {
        rep: Exclusion(code)
        for code, reps in found.record.get("excluded", {}).items()
        if code in OF_THE_LEAD
        for rep in reps
    }
    way = AssignmentKind.MANUAL
    return book_outside(
        lead=lead, rep_id=rep_id, pool_id=found.pool_id, kind=way, now=now, barred=barred
    )


def _books(pool_id: int, kind: str) -> bool:
    ways = Pool.objects.filter(pk=pool_id).values_list("books_outside", flat=True).first()
    return kind in (ways or ())
