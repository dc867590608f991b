"""How ledgers and loads stood at a moment of the past, from which a dry run goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from assignment.choices import AssignmentKind, EntryKind
from assignment.fairness.ledger import BALANCE, LAST_DEAL, RECEIVED, RECEIVED_BY
from assignment.models import Assignment, LedgerEntry, PoolLedger
from leads.choices import LeadStatus

LONGEST_PERIOD = timedelta(days=32)  # what caps may count
LONGEST_DAY = timedelta(days=2)  # of which a date in any time zone is a part
Accounts = dict[int, list[int]]  # by rep: balance, received, last deal


@dataclass(slots=True)
class Load:
    """What one rep holds, has received on ``day`` (a date where he works), and when last."""

    open: int = 0
    day: str = ""
    received: int = 0
    last_at: float = 0.0


@dataclass(slots=True)
class Start:
    """Where a simulation begins, or goes on after a pause; everything that deals change.

    ``releases`` are (moment, rep): when a lead that a rep holds is really closed.
    ``receipts`` are (moment, rep, pool): what caps count. Moments in seconds since 1970.
    """

    accounts: dict[int, Accounts] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    loads: dict[int, Load] = field(default_factory=dict)
    releases: list[tuple[float, int]] = field(default_factory=list)
    receipts: list[tuple[float, int, int]] = field(default_factory=list)


def state_at(pool_ids: Collection[int], *, since: datetime) -> Start:
    """The ledgers of pools and the loads of all reps as they were then; five queries.

    A lead counts for its owner of then until he really gave it up or closed it.
    """
    start = Start(loads=_loads(since))
    _add_accounts(start, pool_ids, since)
    held = Assignment.objects.filter(starts_at__lt=since)
    held = held.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since))
    held = held.exclude(lead__status=LeadStatus.NURTURING)
    for rep, ended_at in held.values_list("rep_id", "ended_at").iterator():
        start.loads.setdefault(rep, Load()).open += 1
        if ended_at is not None:
            start.releases.append((ended_at.timestamp(), rep))
    start.releases.sort()
    return start


def to_json(start: Start) -> dict[str, Any]:
    return asdict(start)


def from_json(kept: dict[str, Any]) -> Start:
    return Start(
        accounts={
            int(pool): {int(rep): account for rep, account in accounts.items()}
            for pool, accounts in kept["accounts"].items()
        },
        numbers={int(pool): number for pool, number in kept["numbers"].items()},
        loads={int(rep): Load(**load) for rep, load in kept["loads"].items()},
        releases=[(at, rep) for at, rep in kept["releases"]],
        receipts=[(at, rep, pool) for at, rep, pool in kept["receipts"]],
    )


def _loads(since: datetime) -> dict[int, Load]:
    came = Assignment.objects.filter(starts_at__lt=since).exclude(kind=AssignmentKind.IMPORT)
    rows = came.order_by().values_list("rep_id").annotate(at=Max("starts_at"))
    return {rep: Load(last_at=at.timestamp()) for rep, at in rows}


def receipts_before(since: datetime, *, within: timedelta) -> Iterable[tuple[datetime, int, int]]:
    """What came to reps in the time before a moment: when, to whom, from which pool or 0."""
    came = Assignment.objects.filter(starts_at__gte=since - within, starts_at__lt=since)
    came = came.exclude(kind=AssignmentKind.IMPORT).order_by("starts_at", "pk")
    for at, rep, pool in came.values_list("starts_at", "rep_id", "pool_id").iterator():
        yield at, rep, pool or 0


def _add_accounts(start: Start, pool_ids: Collection[int], since: datetime) -> None:
    """Today's accounts less what has been booked since."""
    for ledger in PoolLedger.objects.filter(pk__in=pool_ids):
        start.accounts[ledger.pk] = {
            int(rep): [account[BALANCE], account[RECEIVED], account[LAST_DEAL]]
            for rep, account in ledger.accounts.items()
        }
        start.numbers[ledger.pk] = ledger.last_number
    booked = LedgerEntry.objects.filter(pool__in=start.accounts, at__gte=since)
    counts: Counter[int] = Counter()
    columns = ("pool_id", "kind", "winner_id", "lines")
    for pool, kind, winner, lines in booked.values_list(*columns).iterator():
        accounts = start.accounts[pool]
        counts[pool] += 1
        for rep, amount in lines.items():
            accounts.setdefault(int(rep), [0, 0, 0])[0] -= amount
        if winner is not None:
            account = accounts.setdefault(winner, [0, 0, 0])
            account[1] += 1 if kind == EntryKind.REVERSAL else -1
    for pool, count in counts.items():
        start.numbers[pool] -= count
    if counts:
        _last_deals(start, since)


def _last_deals(start: Start, since: datetime) -> None:
    for accounts in start.accounts.values():
        for account in accounts.values():
            account[2] = 0
    deals = LedgerEntry.objects.filter(
        pool__in=start.accounts, kind__in=RECEIVED_BY, at__lt=since, winner__isnull=False
    )
    rows = deals.order_by().values_list("pool_id", "winner_id").annotate(last=Max("number"))
    for pool, winner, last in rows:
        start.accounts[pool].setdefault(winner, [0, 0, 0])[2] = last
