"""Rosters for the engine: who is in a pool, where he is, what he holds, and his balance."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assignment import loads
from assignment.engine.codes import Strategy
from assignment.engine.roster import NO_POOL, Candidate, Roster
from assignment.models import PoolLedger
from reps.availability import Availability, load_availability
from reps.models import Rep
from reps.sql import read

Account = Sequence[int]  # balance, fair share, received, last deal
NEW_ACCOUNT: Account = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Person:
    """What a decision must know of a rep to tell him about it."""

    pk: int
    name: str
    user_id: int | None
    today: date


@dataclass(slots=True)
class Rosters:
    """Rosters of several pools and of named reps, all read together."""

    by_pool: dict[int, Roster]
    people: dict[int, Person]
    availability: Availability
    names: dict[int, Roster]

    def of_reps(self, rep_ids: Sequence[int]) -> Roster | None:
        return self.names.get(rep_ids[0]) if rep_ids else None


COLUMNS = (
    "pool_id",
    "pool__strategy",
    "pool__respects_hours",
    "weight",
    "rep_id",
    "rep__name",
    "rep__user_id",
    "rep__calendar_id",
    "rep__capacity",
    "rep__daily_cap",
    "rep__is_active",
    "rep__is_paused",
    "rep__open_leads",
    "rep__received_on",
    "rep__received_that_day",
)
# Read for every lead; in the order of COLUMNS.
_MEMBERS = """
SELECT m.pool_id, p.strategy, p.respects_hours, m.weight, m.rep_id, r.name, r.user_id,
  r.calendar_id, r.capacity, r.daily_cap, r.is_active, r.is_paused, r.open_leads,
  r.received_on, r.received_that_day
FROM assignment_poolmember m
  JOIN assignment_pool p ON p.id = m.pool_id JOIN reps_rep r ON r.id = m.rep_id
WHERE m.is_active AND m.pool_id IN %s ORDER BY m.pool_id, m.rep_id
"""


def load_rosters(
    pool_ids: Collection[int], *, rep_ids: Collection[int] = (), now: datetime
) -> Rosters:
    """Read pools' members and named reps before any lock; balances come with the lock.

    At most five queries whatever the number of pools and members.
    """
    rows = _member_rows(pool_ids)
    reps = list(Rep.objects.filter(pk__in=rep_ids)) if rep_ids else []
    calendars = {row["rep_id"]: row["rep__calendar_id"] for row in rows}
    calendars |= {rep.pk: rep.calendar_id for rep in reps}
    availability = load_availability(calendars, now=now)
    people = {row["rep_id"]: _person(row, availability) for row in rows}
    rows_of_reps = [_row_of(rep) for rep in reps]
    people |= {row["rep_id"]: _person(row, availability) for row in rows_of_reps}
    by_pool = {
        pool_id: _roster([row for row in rows if row["pool_id"] == pool_id], availability)
        for pool_id in {row["pool_id"] for row in rows}
    }
    named = {row["rep_id"]: _roster([row], availability) for row in rows_of_reps}
    return Rosters(by_pool, people, availability, named)


def lock_ledgers(pool_ids: Collection[int]) -> dict[int, PoolLedger]:
    """Lock the ledgers of pools in order of pk; dealing waits here, and only here."""
    wanted = sorted(pool_ids)
    rows = PoolLedger.objects.filter(pk__in=wanted).order_by("pk").select_for_update()
    found = {ledger.pk: ledger for ledger in rows} if wanted else {}
    missing = [pool_id for pool_id in wanted if pool_id not in found]
    if missing:
        PoolLedger.objects.bulk_create(
            (PoolLedger(pool_id=pool_id) for pool_id in missing), ignore_conflicts=True
        )
        return lock_ledgers(pool_ids)
    return found


def with_balances(roster: Roster, accounts: Mapping[str, Account]) -> Roster:
    """A roster with what each member's account says now."""
    return replace(
        roster,
        candidates=tuple(
            _credited(candidate, accounts.get(str(candidate.rep), NEW_ACCOUNT))
            for candidate in roster.candidates
        ),
    )


def with_loads(rosters: Rosters) -> dict[int, Rep]:
    """Lock every rep of the rosters and take their load as it is now (bulk only)."""
    locked = loads.lock(sorted(rosters.people))
    for pool_id, roster in rosters.by_pool.items():
        rosters.by_pool[pool_id] = _reloaded(roster, locked, rosters.people)
    for rep_id, roster in rosters.names.items():
        rosters.names[rep_id] = _reloaded(roster, locked, rosters.people)
    return locked


def _member_rows(pool_ids: Collection[int]) -> list[dict]:
    if not pool_ids:
        return []
    rows = read(_MEMBERS, list(pool_ids))
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _row_of(rep: Rep) -> dict:
    return {
        "pool_id": NO_POOL,
        "pool__strategy": Strategy.ROUND_ROBIN,
        "pool__respects_hours": False,
        "weight": 1,
        "rep_id": rep.pk,
        "rep__name": rep.name,
        "rep__user_id": rep.user_id,
        "rep__calendar_id": rep.calendar_id,
        "rep__capacity": rep.capacity,
        "rep__daily_cap": rep.daily_cap,
        "rep__is_active": rep.is_active,
        "rep__is_paused": rep.is_paused,
        "rep__open_leads": rep.open_leads,
        "rep__received_on": rep.received_on,
        "rep__received_that_day": rep.received_that_day,
    }


def _person(row: Mapping, availability: Availability) -> Person:
    return Person(
        pk=row["rep_id"],
        name=row["rep__name"],
        user_id=row["rep__user_id"],
        today=availability.now[row["rep_id"]][0],
    )


def _roster(rows: Sequence[Mapping], availability: Availability) -> Roster:
    first = rows[0]
    return Roster(
        pool=first["pool_id"],
        strategy=Strategy(first["pool__strategy"]),
        needs_presence=first["pool__respects_hours"],
        candidates=tuple(_candidate(row, availability) for row in rows),
    )


def _candidate(row: Mapping, availability: Availability) -> Candidate:
    today, presence = availability.now[row["rep_id"]]
    counted_on = row["rep__received_on"]
    same_day = counted_on is not None and counted_on >= today
    return Candidate(
        rep=row["rep_id"],
        weight=round(row["weight"] * 100),  # SQLite has no decimals
        open=row["rep__open_leads"],
        capacity=row["rep__capacity"],
        day=row["rep__received_that_day"] if same_day else 0,
        day_cap=row["rep__daily_cap"],
        is_active=row["rep__is_active"],
        is_paused=row["rep__is_paused"],
        presence=presence,
    )


def _credited(candidate: Candidate, account: Account) -> Candidate:
    """Spelled out, since ``replace`` costs thrice as much and every member needs it."""
    balance, _, received, last_deal = account
    return Candidate(
        rep=candidate.rep,
        weight=candidate.weight,
        balance=balance,
        last_deal=last_deal,
        received=received,
        open=candidate.open,
        capacity=candidate.capacity,
        day=candidate.day,
        day_cap=candidate.day_cap,
        is_active=candidate.is_active,
        is_paused=candidate.is_paused,
        presence=candidate.presence,
    )


def _reloaded(roster: Roster, locked: Mapping[int, Rep], people: Mapping[int, Person]) -> Roster:
    return replace(
        roster,
        candidates=tuple(
            _loaded(candidate, locked[candidate.rep], people[candidate.rep].today)
            for candidate in roster.candidates
        ),
    )


def _loaded(candidate: Candidate, rep: Rep, today: date) -> Candidate:
    return replace(
        candidate,
        open=rep.open_leads,
        day=rep.received_that_day if rep.received_on and rep.received_on >= today else 0,
        is_active=rep.is_active,
        is_paused=rep.is_paused,
    )
