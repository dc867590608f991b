"""A pool's ledger read again from its first entry, and compared with everything that must agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction

from assignment.fairness.ledger import RECEIVED_BY, Accounts, book, differences
from assignment.models import LedgerEntry, Pool, PoolLedger
from assignment.rosters import lock_ledgers

ACCOUNT: Final = "account"  # kept otherwise than the entries say
LAST_NUMBER: Final = "last_number"
GAP: Final = "gap"  # a number that no entry has
SUM: Final = "sum"  # lines that do not sum to nought
REVERSAL: Final = "reversal"  # no negated copy of what it reverses
NO_OWNER: Final = "no_owner"  # a deal that made nobody an owner and was not reversed
REPAIRABLE: Final = (ACCOUNT, LAST_NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One disagreement: ``kept`` is what was found, ``expected`` what should have been."""

    code: str
    number: int | None = None
    rep: int | None = None
    kept: Any = None
    expected: Any = None

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reading one pool's book showed."""

    pool: Pool
    entries: int
    faults: tuple[Fault, ...]


def verify(pool: Pool) -> Verdict:
    """Read a pool's whole book; entries are streamed, so its length costs time only.

    Reads without a lock: a deal that is booked meanwhile may show as a fault. Ask again.
    """
    entries = LedgerEntry.objects.filter(pool=pool).order_by("number")
    faults = list(_of_entries(entries.iterator()))
    faults += _of_accounts(pool)
    faults += _without_owner(pool)
    return Verdict(pool, entries.count(), tuple(faults))


@transaction.atomic
def repair(pool: Pool) -> None:
    """Write the accounts and the last number that follow from the entries, under the lock."""
    ledger = lock_ledgers([pool.pk])[pool.pk]
    accounts: Accounts = {}
    last = 0
    for entry in LedgerEntry.objects.filter(pool=pool).order_by("number").iterator():
        book(accounts, entry)
        last = entry.number
    ledger.accounts, ledger.last_number = accounts, last
    ledger.save()


def _of_entries(entries: Iterator[LedgerEntry]) -> Iterator[Fault]:
    before = 0
    for entry in entries:
        if entry.number != before + 1:
            yield Fault(code=GAP, number=before + 1, kept=entry.number, expected=before + 1)
        before = entry.number
        total = sum(entry.lines.values())
        if total:
            yield Fault(code=SUM, number=entry.number, kept=total, expected=0)


def _of_accounts(pool: Pool) -> Iterator[Fault]:
    for rep, (account, rebuilt) in differences(pool).items():
        yield Fault(code=ACCOUNT, rep=int(rep), kept=account, expected=rebuilt)
    ledger = PoolLedger.objects.filter(pool=pool).first()
    newest = LedgerEntry.objects.filter(pool=pool).order_by("-number").first()
    kept, expected = ledger.last_number if ledger else 0, newest.number if newest else 0
    if kept != expected:
        yield Fault(code=LAST_NUMBER, kept=kept, expected=expected)


def _without_owner(pool: Pool) -> Iterator[Fault]:
    received = LedgerEntry.objects.filter(pool=pool, kind__in=RECEIVED_BY)
    lost = received.filter(assignment__isnull=True, ledgerentry__isnull=True)
    for number, rep in lost.order_by("number").values_list("number", "winner"):
        yield Fault(code=NO_OWNER, number=number, rep=rep)
    undone = LedgerEntry.objects.filter(pool=pool, reverses__isnull=False)
    for entry in undone.select_related("reverses").order_by("number").iterator():
        opposite = {rep: -amount for rep, amount in entry.reverses.lines.items()}
        if entry.lines != opposite:
            yield Fault(code=REVERSAL, number=entry.number, kept=entry.reverses.number)
