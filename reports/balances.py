"""Who received how much of what was due to him, out of the entries of the pools' ledgers."""

from __future__ import annotations

from collections import defaultdict

from assignment.choices import EntryKind
from assignment.models import LedgerEntry
from reports.metrics.balance import UNIT, Account, balance_rate, book, is_uneven
from reports.metrics.period import Period
from reports.rows import BalanceRow
from reports.scope import Scope, within
from reps.models import Rep

Accounts = defaultdict[int, Account]


def balances(scope: Scope, period: Period) -> list[BalanceRow]:
    """The members of every pool that dealt in the period, deals less those taken back.

    A member sees the whole table of his pools, a manager those of his teams' pools: names
    and numbers, nothing of the leads. The entries are read as one stream.
    """
    pools = _accounts(period)
    if not scope.sees_all:
        seen = set(scope.reps().values_list("pk", flat=True))
        pools = {
            pool: accounts for pool, accounts in pools.items() if not seen.isdisjoint(accounts)
        }
    reps = {rep for accounts in pools.values() for rep in accounts}
    names = dict(Rep.objects.filter(pk__in=reps).values_list("pk", "name"))
    rows = [row for pool, accounts in pools.items() for row in _rows(pool, accounts, names)]
    return sorted(rows, key=lambda row: (row.pool, row.pool_id, row.name, row.id))


def worst_rate(rows: list[BalanceRow]) -> float | None:
    """The balance rate of the pool that is most uneven; None when none can be judged."""
    return max((row.rate for row in rows if row.rate is not None), default=None)


def _accounts(period: Period) -> dict[tuple[int, str], Accounts]:
    entries = LedgerEntry.objects.filter(
        **within("at", period),
        kind__in=[EntryKind.DEAL, EntryKind.OUTSIDE, EntryKind.REVERSAL],
        winner__isnull=False,  # reversed credits are no leads
    )
    rows = entries.values_list("pool", "pool__name", "kind", "winner", "lines")
    pools: dict[tuple[int, str], Accounts] = {}
    for pool, name, kind, winner, lines in rows.iterator():
        accounts = pools.setdefault((pool, name), defaultdict(Account))
        book(accounts, lines, winner=winner, is_reversal=kind == EntryKind.REVERSAL)
    return pools


def _rows(pool: tuple[int, str], accounts: Accounts, names: dict[int, str]) -> list[BalanceRow]:
    rate = balance_rate(accounts.values())
    return [
        BalanceRow(
            pool_id=pool[0],
            pool=pool[1],
            id=rep,
            name=names.get(rep, ""),
            fair_share=account.share / UNIT,
            received=account.received,
            rate=rate,
            is_alert=is_uneven(rate),
        )
        for rep, account in accounts.items()
    ]
