"""What a pool's ledger did in a period: for every member, or for one rep in all his pools.

Lines are summed and reasons counted by the database; nothing here speaks of a customer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from assignment.choices import DecisionKind, EntryKind
from assignment.engine.ledger import UNIT
from assignment.fairness.ledger import RECEIVED_BY
from assignment.models import LedgerEntry, Pool
from reps.models import Rep
from reps.sql import read

WEEK: Final = "week"
MONTH: Final = "month"
DAYS: Final = "30days"
PERIODS: Final[Mapping[str, Any]] = {
    WEEK: _("This week"),
    MONTH: _("This month"),
    DAYS: _("Last 30 days"),
}

# An entry counts as what it reverses, the other way round.
_LINES = """
SELECT e.pool_id, l.key, COALESCE(o.kind, e.kind), CASE WHEN o.id IS NULL THEN 1 ELSE -1 END,
  COUNT(*), SUM({amount}),
  SUM(CASE WHEN CAST(e.winner_id AS {text}) = l.key THEN 1 ELSE 0 END),
  SUM(CASE WHEN CAST(e.winner_id AS {text}) = l.key AND ABS({amount}) = {unit} THEN 1 ELSE 0 END)
FROM assignment_ledgerentry e
  LEFT JOIN assignment_ledgerentry o ON o.id = e.reverses_id
  CROSS JOIN {lines} l
WHERE e.pool_id IN %s AND e.at >= %s AND e.at < %s
GROUP BY 1, 2, 3, 4
"""
_OWN_LINES = """
SELECT x.pool_id, x.kind, x.sign, COUNT(*), SUM(x.amount), SUM(x.won),
  SUM(CASE WHEN x.won = 1 AND ABS(x.amount) = {unit} THEN 1 ELSE 0 END)
FROM (
  SELECT e.pool_id, COALESCE(o.kind, e.kind) AS kind,
    CASE WHEN o.id IS NULL THEN 1 ELSE -1 END AS sign, {own} AS amount,
    CASE WHEN e.winner_id = {rep_id} THEN 1 ELSE 0 END AS won
  FROM assignment_ledgerentry e LEFT JOIN assignment_ledgerentry o ON o.id = e.reverses_id
  WHERE e.pool_id IN %s AND e.at >= %s AND e.at < %s
) x
WHERE x.amount IS NOT NULL GROUP BY 1, 2, 3
"""
_SKIPS = """
SELECT d.pool_id, {rep}, c.key, COUNT(*)
FROM assignment_decision d CROSS JOIN {codes} c CROSS JOIN {reps} r
WHERE d.pool_id IN %s AND d.kind IN %s AND d.at >= %s AND d.at < %s
GROUP BY 1, 2, 3
"""
_OWN_SKIPS = """
SELECT d.pool_id, c.key, COUNT(*)
FROM assignment_decision d CROSS JOIN {codes} c
WHERE d.pool_id IN %s AND d.kind IN %s AND d.at >= %s AND d.at < %s AND {is_own}
GROUP BY 1, 2
"""
_DIALECTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "postgresql": {
        "amount": "CAST(l.value AS bigint)",
        "text": "text",
        "unit": UNIT,
        "lines": "LATERAL jsonb_each_text(e.lines)",
        "rep": "CAST(r.value AS bigint)",
        "codes": "LATERAL jsonb_each(COALESCE(d.record -> 'excluded', '{}'))",
        "reps": "LATERAL jsonb_array_elements_text(c.value)",
        "own": "CAST(e.lines ->> '{rep_id}' AS bigint)",
        "is_own": "c.value @> '{rep_id}'::jsonb",
    },
    "sqlite": {
        "amount": "l.value",
        "text": "TEXT",
        "unit": UNIT,
        "lines": "json_each(e.lines)",
        "rep": "r.value",
        "codes": "json_each(d.record, '$.excluded')",
        "reps": "json_each(c.value)",
        "own": "json_extract(e.lines, '$.\"{rep_id}\"')",
        "is_own": "EXISTS (SELECT 1 FROM json_each(c.value) r WHERE r.value = {rep_id})",
    },
}
# Decisions by which somebody got a lead, or was asked.
GAVE = (DecisionKind.ASSIGNED, DecisionKind.OFFERED)


@dataclass(slots=True)
class Figures:
    """One member's part in a period, shares in 10⁻⁹ lead.

    ``could`` counts the leads that he could have taken, ``share`` is his part in them and
    ``credits`` what was credited beside the deals. ``skips`` counts by the code that kept
    him from a lead.
    """

    could: int = 0
    share: int = 0
    received: int = 0
    credits: int = 0
    skips: dict[str, int] = field(default_factory=dict)

    @property
    def change(self) -> int:
        """What the period did to his balance."""
        return self.share - self.received * UNIT + self.credits


Members = defaultdict[int, Figures]


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to just before another."""

    since: datetime
    until: datetime


def period_of(code: str, *, now: datetime, zone: tzinfo) -> Period:
    """The week or the month that it is in a time zone, or the last thirty days; until now."""
    until = now + timedelta(microseconds=1)
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if code == WEEK:
        return Period(midnight - timedelta(days=midnight.weekday()), until)
    if code == MONTH:
        return Period(midnight.replace(day=1), until)
    return Period(now - timedelta(days=30), until)


def figures_of(pool_ids: Collection[int], period: Period) -> dict[int, Members]:
    """The figures of all who appear in some pools' ledgers or decisions; two queries."""
    pools: dict[int, Members] = {pool_id: defaultdict(Figures) for pool_id in pool_ids}
    if not pools:
        return {}
    wanted, window = sorted(pools), (period.since, period.until)
    for pool, rep, *sums in read(_said(_LINES), wanted, *window):
        _add(pools[pool][int(rep)], *sums)
    for pool, rep, code, count in read(_said(_SKIPS), wanted, _gave(), *window):
        pools[pool][int(rep)].skips[code] = count
    return pools


def own_figures(rep_id: int, pool_ids: Collection[int], period: Period) -> dict[int, Figures]:
    """One rep's figures by pool; two queries, which cost a fraction of everybody's."""
    pools = {pool_id: Figures() for pool_id in pool_ids}
    if not pools:
        return {}
    wanted, window = sorted(pools), (period.since, period.until)
    for pool, *sums in read(_said(_OWN_LINES, rep_id), wanted, *window):
        _add(pools[pool], *sums)
    for pool, code, count in read(_said(_OWN_SKIPS, rep_id), wanted, _gave(), *window):
        pools[pool].skips[code] = count
    return pools


def pools_of(rep: Rep) -> list[Pool]:
    """The pools in which a rep is an active member, by name."""
    mine = Pool.objects.filter(members__rep=rep, members__is_active=True)
    return list(mine.select_related("ledger").order_by("name", "pk"))


def entries_of(rep: Rep, pool_ids: Collection[int], period: Period) -> QuerySet[LedgerEntry]:
    """What was booked for a rep by name, the newest first: deals, reversals, credits.

    Shares in the deals of others are not listed: they are in the figures.
    """
    entries = LedgerEntry.objects.filter(
        pool__in=pool_ids, at__gte=period.since, at__lt=period.until
    )
    kinds = [EntryKind.CREDIT, EntryKind.LEAVER, EntryKind.ANEW]
    credited = Q(kind__in=kinds, lines__has_key=str(rep.pk))
    undone = Q(winner__isnull=True, kind=EntryKind.REVERSAL, lines__has_key=str(rep.pk))
    mine = entries.filter(Q(winner=rep) | credited | undone)
    return mine.select_related("pool").order_by("-at", "-pk")


def _add(
    member: Figures, kind: str, sign: int, count: int, amount: Any, won: int, strange: int
) -> None:
    """Add what one kind of entries did; ``strange`` received without being eligible."""
    if kind not in RECEIVED_BY:
        member.credits += int(amount)
        return
    member.could += sign * (count - strange)
    member.share += int(amount) + sign * won * UNIT
    member.received += sign * won


def _gave() -> list[str]:
    return [str(kind) for kind in GAVE]


def _said(statement: str, rep_id: int = 0) -> str:
    """A statement in the words of the database at hand; a rep's id is written as digits."""
    words = _DIALECTS[connection.vendor]
    return statement.format(**words, rep_id=int(rep_id)).replace("{rep_id}", str(int(rep_id)))
