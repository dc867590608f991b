"""A pool's accounts, kept in step with the entries of its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from assignment.choices import EntryKind
from assignment.engine.ledger import UNIT, reversal
from assignment.models import LedgerEntry, Pool, PoolLedger
from assignment.rosters import lock_ledgers

Accounts = dict[str, list[int]]
BALANCE, SHARE, RECEIVED, LAST_DEAL = range(4)


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
        if entry.kind == EntryKind.DEAL:
            account[LAST_DEAL] = entry.number


def rebuild(entries: Iterable[LedgerEntry]) -> Accounts:
    """The accounts that follow from the entries alone, in order of their numbers."""
    accounts: Accounts = {}
    for entry in entries:
        book(accounts, entry)
    return accounts


@transaction.atomic
def reverse(entry: LedgerEntry, *, now: datetime) -> LedgerEntry:
    """Undo one deal: its negated copy is booked, and the members stand as if it never was.

    Raises IntegrityError when the entry has been reversed already.
    """
    ledger = lock_ledgers([entry.pool_id])[entry.pool_id]
    undone = LedgerEntry(
        pool_id=entry.pool_id,
        number=ledger.last_number + 1,
        kind=EntryKind.REVERSAL,
        lead_id=entry.lead_id,
        winner_id=entry.winner_id,
        reverses=entry,
        lines=reversal(entry.lines),
        at=now,
    )
    undone.save(force_insert=True)
    book(ledger.accounts, undone)
    ledger.last_number = undone.number
    ledger.save()
    return undone


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
