"""What rosters are made of, as it stands in the database: pools with members, reps, teams."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q

from assignment.engine.codes import WhenNobody
from reps.models import Rep
from reps.sql import read

MOST_OVERFLOWS = 3
# Read for every lead: the pool, then its members, with nothing beside for a pool without any.
_MEMBERS = """
SELECT p.id, p.strategy, p.respects_hours, p.options, p.when_nobody, p.overflow_id,
  p.max_age_hours, p.starts_after, p.stops_before, EXISTS (SELECT 1 FROM assignment_cap),
  m.weight, r.id, r.name, r.user_id, r.calendar_id, r.capacity, r.daily_cap, r.is_active,
  r.is_paused, r.open_leads, r.received_on, r.received_that_day, r.last_received_at
FROM assignment_pool p
  LEFT JOIN assignment_poolmember m ON m.pool_id = p.id AND m.is_active
  LEFT JOIN reps_rep r ON r.id = m.rep_id
WHERE p.id IN %s ORDER BY p.id, r.id
"""
_NAMED = """
SELECT 0, '', FALSE, '{}', 'wait', NULL, NULL, 0, 0, EXISTS (SELECT 1 FROM assignment_cap),
  1, r.id, r.name, r.user_id, r.calendar_id, r.capacity, r.daily_cap, r.is_active,
  r.is_paused, r.open_leads, r.received_on, r.received_that_day, r.last_received_at
FROM reps_rep r WHERE r.id IN %s ORDER BY r.id
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One member of a pool as read; the fields in the order of the queries."""

    pool: int
    strategy: str
    respects_hours: bool
    options: Any
    when_nobody: str
    overflow: int | None
    max_age_hours: int | None
    starts_after: int
    stops_before: int
    is_capped: bool
    weight: Any
    rep: int
    name: str
    user: int | None
    calendar: int | None
    capacity: int | None
    daily_cap: int | None
    is_active: bool
    is_paused: bool
    open: int
    received_on: date | None
    received_that_day: int
    last_received_at: datetime | None


def members_of(pool_ids: Collection[int]) -> list[Row]:
    """Pools with their active members, then those that they overflow to; a query a step.

    A pool without members has one row, whose ``rep`` is None.
    """
    rows = new = _rows(_MEMBERS, pool_ids)
    for _ in range(MOST_OVERFLOWS):
        known = {row.pool for row in rows}
        further = {row.overflow for row in new if row.when_nobody == WhenNobody.OVERFLOW}
        new = _rows(_MEMBERS, {one for one in further if one is not None} - known)
        if not new:
            break
        rows = rows + new
    return rows


def reps_named(rep_ids: Collection[int]) -> list[Row]:
    """Reps as if they were members of no pool."""
    return _rows(_NAMED, rep_ids)


def members_of_teams(team_ids: Collection[int]) -> dict[int, set[int]]:
    """The active reps of these teams and those below, each with the teams that he answers for."""
    if not team_ids:
        return {}
    teams = Q(team__in=team_ids) | Q(team__parent__in=team_ids)
    teams |= Q(team__parent__parent__in=team_ids)
    rows = Rep.objects.active().filter(teams)
    columns = ("pk", "team", "team__parent", "team__parent__parent")
    return {pk: {one for one in above if one} for pk, *above in rows.values_list(*columns)}


def options_of(row: Row) -> Mapping[str, Any]:
    """The options of a row's pool, which come as text from both databases."""
    return _parsed(row.options) if isinstance(row.options, str) else row.options


def _rows(statement: str, ids: Collection[int]) -> list[Row]:
    return [Row(*row) for row in read(statement, sorted(ids))] if ids else []


@lru_cache(maxsize=256)
def _parsed(text: str) -> Mapping[str, Any]:
    return json.loads(text)
