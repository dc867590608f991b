"""What a pool's ledger says of its members, for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from assignment.desk.selectors import Page, page_of
from assignment.engine.ledger import UNIT
from assignment.fairness.ledger import BALANCE, RECEIVED, SHARE
from assignment.fairness.statement import (
    Figures,
    Period,
    entries_of,
    figures_of,
    own_figures,
    pools_of,
)
from assignment.models import LedgerEntry, Pool, PoolLedger, PoolMember
from assignment.wording.words import EXCLUSION_LABELS
from leads.models import Lead
from reps.csv_files import harmless
from reps.models import Rep

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Standing:
    """One member's account, in leads."""

    rep_id: int
    name: str
    weight: Decimal | None
    fair_share: Decimal
    received: int
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many leads passed somebody by for one reason."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """One member's part in a pool's period, in leads; ``balance`` is that of today."""

    rep_id: int
    name: str
    pool_id: int
    pool: str
    weight: Decimal | None
    could: int
    fair_share: Decimal
    received: int
    credits: Decimal
    balance: Decimal
    skips: Sequence[Skipped]


@dataclass(frozen=True, slots=True)
class Booked:
    """One entry that names a rep: ``amount`` is what it did to his balance, in leads."""

    entry: LedgerEntry
    amount: Decimal
    is_visible: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A rep's own: what he could have taken, was due and received, pool by pool and in all."""

    pools: Sequence[PeriodRow]
    could: int
    fair_share: Decimal
    received: int
    skips: Sequence[Skipped]
    page: Page
    booked: Sequence[Booked] = field(default_factory=list)


def standings(pool: Pool) -> list[Standing]:
    """The accounts of a pool's members, and of those who were; three queries."""
    found = PoolLedger.objects.filter(pool=pool).values_list("accounts", flat=True).first()
    accounts = {int(rep): account for rep, account in (found or {}).items()}
    members = PoolMember.objects.filter(pool=pool)
    weights = dict(members.values_list("rep_id", "weight"))
    reps = Rep.objects.filter(pk__in=accounts.keys() | weights.keys()).order_by("name", "pk")
    return [
        Standing(
            rep_id=pk,
            name=name,
            weight=weights.get(pk),
            fair_share=in_leads(accounts.get(pk, [0, 0])[SHARE]),
            received=accounts[pk][RECEIVED] if pk in accounts else 0,
            balance=in_leads(accounts.get(pk, [0])[BALANCE]),
        )
        for pk, name in reps.values_list("pk", "name")
    ]


def pool_table(pool: Pool, period: Period) -> list[PeriodRow]:
    """Every active member's part in a period, and that of those who had one; five queries."""
    found = figures_of([pool.pk], period)[pool.pk]
    active = PoolMember.objects.filter(pool=pool, is_active=True)
    weights = dict(active.values_list("rep_id", "weight"))
    accounts = _accounts([pool])[pool.pk]
    reps = Rep.objects.filter(pk__in=found.keys() | weights.keys()).order_by("name", "pk")
    return [
        _row(pool, pk, name, figures=found[pk], account=accounts.get(str(pk)), weights=weights)
        for pk, name in reps.values_list("pk", "name")
    ]


def statement_of(rep: Rep, period: Period, *, page: int) -> Statement:
    """A rep's own statement over his pools, with a page of what was booked; seven queries."""
    pools = pools_of(rep)
    ids = [pool.pk for pool in pools]
    found, accounts = own_figures(rep.pk, ids, period), _accounts(pools)
    weights = dict(PoolMember.objects.filter(rep=rep, pool__in=ids).values_list("pool", "weight"))
    rows = [
        _row(
            pool,
            rep.pk,
            rep.name,
            figures=found[pool.pk],
            account=accounts[pool.pk].get(str(rep.pk)),
            weights={rep.pk: weights[pool.pk]},
        )
        for pool in pools
    ]
    mine = list(found.values())
    entries = page_of(entries_of(rep, ids, period), page)
    return Statement(
        pools=rows,
        could=sum(one.could for one in mine),
        fair_share=in_leads(sum(one.share for one in mine)),
        received=sum(one.received for one in mine),
        skips=_skips(mine),
        page=entries,
        booked=_booked(rep, entries.rows),
    )


def statement_lines(rep: Rep, period: Period) -> Iterator[list[Any]]:
    """A rep's statement as rows of a table: everything that was booked, the newest first."""
    yield [
        gettext("time"),
        gettext("pool"),
        gettext("number"),
        gettext("kind"),
        gettext("lead"),
        gettext("balance"),
        gettext("note"),
    ]
    ids = [pool.pk for pool in pools_of(rep)]
    for entry in entries_of(rep, ids, period).iterator(chunk_size=500):
        yield [
            entry.at.isoformat(timespec="seconds"),
            harmless(entry.pool.name),
            entry.number,
            entry.get_kind_display(),
            entry.lead_id or "",
            in_leads(entry.lines.get(str(rep.pk), 0)),
            harmless(entry.note),
        ]


def in_leads(units: int) -> Decimal:
    """Units of 10⁻⁹ lead as leads with two decimals."""
    return (Decimal(units) / UNIT).quantize(CENT)


def _accounts(pools: Sequence[Pool]) -> dict[int, Mapping[str, list[int]]]:
    found = PoolLedger.objects.filter(pool__in=pools).values_list("pool", "accounts")
    return {pool.pk: {} for pool in pools} | dict(found)


def _row(
    pool: Pool,
    rep_id: int,
    name: str,
    *,
    figures: Figures,
    account: Sequence[int] | None,
    weights: Mapping[int, Decimal],
) -> PeriodRow:
    return PeriodRow(
        rep_id=rep_id,
        name=name,
        pool_id=pool.pk,
        pool=pool.name,
        weight=weights.get(rep_id),
        could=figures.could,
        fair_share=in_leads(figures.share),
        received=figures.received,
        credits=in_leads(figures.credits),
        balance=in_leads(account[BALANCE] if account else 0),
        skips=_skips([figures]),
    )


def _skips(figures: Sequence[Figures]) -> list[Skipped]:
    """By reason, the most frequent first."""
    counted: Counter[str] = Counter()
    for one in figures:
        counted.update(one.skips)
    return [
        Skipped(code, str(EXCLUSION_LABELS.get(code, code)), count)
        for code, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _booked(rep: Rep, entries: Sequence[LedgerEntry]) -> list[Booked]:
    """Entries with what they did for a rep; the lead's page is linked if it is still his."""
    leads = [entry.lead_id for entry in entries if entry.lead_id is not None]
    own = set(Lead.objects.filter(pk__in=leads, owner=rep).values_list("pk", flat=True))
    return [
        Booked(entry, in_leads(entry.lines.get(str(rep.pk), 0)), entry.lead_id in own)
        for entry in entries
    ]
