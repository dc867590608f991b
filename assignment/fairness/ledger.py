"""A pool's accounts, kept in step with the entries of its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from assignment.choices import EntryKind
from assignment.engine.ledger import UNIT, reversal, spread
from assignment.models import LedgerEntry, Pool, PoolLedger, PoolMember
from assignment.rosters import lock_ledgers
from reps.models import Rep

Accounts = dict[str, list[int]]
BALANCE, SHARE, RECEIVED, LAST_DEAL = range(4)
RECEIVED_BY = (EntryKind.DEAL, EntryKind.OUTSIDE)  # entries whose winner has got a lead


class NobodyToCarry(Exception):
    """A credit that no other active member of the pool is there to carry."""


class AlreadyReversed(Exception):
    """An entry can be undone once."""


def book(accounts: Accounts, entry: LedgerEntry) -> None:
    """Let an entry change the accounts in memory; the caller holds the pool's lock."""
    sign = -1 if entry.kind == EntryKind.REVERSAL else 1
    winner = str(entry.winner_id) if entry.winner_id else None
    for rep, amount in entry.lines.items():
        account = accounts.setdefault(str(rep), [0, 0, 0, 0])
        account[BALANCE] += amount
        account[SHARE] += amount + (sign * UNIT if str(rep) == winner else 0)
    if winner is not None:
        account = accounts.setdefault(winner, [0, 0, 0, 0])
        account[RECEIVED] += sign
        if entry.kind in RECEIVED_BY:
            account[LAST_DEAL] = entry.number


def rebuild(entries: Iterable[LedgerEntry]) -> Accounts:
    """The accounts that follow from the entries alone, in order of their numbers."""
    accounts: Accounts = {}
    for entry in entries:
        book(accounts, entry)
    return accounts


def next_entry(ledger: PoolLedger, lines: Mapping[int, int], **fields: Any) -> LedgerEntry:
    """The next entry of a ledger, booked in its accounts in memory; neither is written yet."""
    ledger.last_number += 1
    entry = LedgerEntry(
        pool_id=ledger.pk,
        number=ledger.last_number,
        lines={str(rep): amount for rep, amount in lines.items()},
        **fields,
    )
    book(ledger.accounts, entry)
    return entry


def post(ledger: PoolLedger, lines: Mapping[int, int], **fields: Any) -> LedgerEntry:
    """Write the next entry of a ledger and its accounts; the caller holds the pool's lock."""
    entry = next_entry(ledger, lines, **fields)
    entry.save(force_insert=True)
    ledger.save()
    return entry


@transaction.atomic
def reverse(entry: LedgerEntry, *, now: datetime, by: int | None = None) -> LedgerEntry:
    """Undo one entry: its negated copy is booked, and the members stand as if it never was.

    Raises AlreadyReversed when that has been done before.
    """
    ledger = lock_ledgers([entry.pool_id])[entry.pool_id]
    if LedgerEntry.objects.filter(reverses=entry).exists():
        raise AlreadyReversed
    return post(
        ledger,
        reversal(entry.lines),
        kind=EntryKind.REVERSAL,
        lead_id=entry.lead_id,
        winner_id=entry.winner_id,
        reverses=entry,
        by_id=by,
        at=now,
    )


@transaction.atomic
def settle_leaver(*, rep: Rep, pool: Pool, by: int | None, now: datetime) -> LedgerEntry | None:
    """Bring a leaver's balance to nought; the active members carry it by weight.

    None when there is nothing to settle, so that it may be repeated, or nobody to carry it.
    """
    ledger = lock_ledgers([pool.pk])[pool.pk]
    balance = ledger.accounts.get(str(rep.pk), [0])[BALANCE]
    lines = spread(-balance, _active_weights(pool), to=rep.pk)
    if not lines:
        return None
    return post(ledger, lines, kind=EntryKind.LEAVER, by_id=by, at=now)


@transaction.atomic
def settle_leavers(
    *, pool: Pool, rep_ids: Iterable[int], by: int | None, now: datetime
) -> list[LedgerEntry]:
    """Settle with several who left a pool together, one after the other; may be repeated."""
    leavers = Rep.objects.filter(pk__in=rep_ids).order_by("pk")
    entries = [settle_leaver(rep=rep, pool=pool, by=by, now=now) for rep in leavers]
    return [entry for entry in entries if entry is not None]


@transaction.atomic
def start_anew(*, pool: Pool, by: int | None, now: datetime) -> LedgerEntry | None:
    """Bring all balances of a pool to nought; None if they are.

    For a pool whose strategy begins to follow the ledger: what a strategy that did not has left
    there would be paid back all at once. Balances sum to nought, so nobody has to carry them.
    """
    ledger = lock_ledgers([pool.pk])[pool.pk]
    lines = {int(rep): -account[BALANCE] for rep, account in ledger.accounts.items()}
    if not any(lines.values()):
        return None
    return post(ledger, lines, kind=EntryKind.ANEW, by_id=by, at=now)


@transaction.atomic
def give_credit(
    *, pool: Pool, rep: Rep, amount: Decimal, note: str, by: int | None, now: datetime
) -> LedgerEntry:
    """Credit a member some leads, or debit them if negative; the others carry it by weight.

    Raises NobodyToCarry when the pool has no other active member, ValueError for nothing.
    """
    units = int(amount * UNIT)
    if not units:
        raise ValueError(amount)
    ledger = lock_ledgers([pool.pk])[pool.pk]
    lines = spread(units, _active_weights(pool), to=rep.pk)
    if not lines:
        raise NobodyToCarry
    return post(ledger, lines, kind=EntryKind.CREDIT, note=note[:200], by_id=by, at=now)


def _active_weights(pool: Pool) -> dict[int, int]:
    """The weights in hundredths of those who carry: active members who are active reps."""
    members = PoolMember.objects.filter(pool=pool, is_active=True, rep__is_active=True)
    rows = members.order_by("rep").values_list("rep", "weight")
    return {rep: int(weight * 100) for rep, weight in rows}


def differences(pool: Pool) -> dict[str, tuple[list[int] | None, list[int] | None]]:
    """Accounts that disagree with the entries, as (kept, rebuilt); empty when all is well."""
    kept = PoolLedger.objects.filter(pool=pool).values_list("accounts", flat=True).first() or {}
    rebuilt = rebuild(LedgerEntry.objects.filter(pool=pool).order_by("number").iterator())
    return _unequal(kept, rebuilt)


def _unequal(kept: Mapping[str, list[int]], rebuilt: Accounts):
    reps = sorted(kept.keys() | rebuilt.keys())
    return {
        rep: (kept.get(rep), rebuilt.get(rep)) for rep in reps if kept.get(rep) != rebuilt.get(rep)
    }
