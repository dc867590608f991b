"""Rosters for the engine: who is in a pool, where he is, what he holds, and his balance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from assignment import loads
from assignment.engine.codes import Strategy, TargetKind, WhenNobody
from assignment.engine.roster import NO_FIGURES, NO_POOL, NO_TRAITS, Candidate, Roster
from assignment.engine.rules import Target
from assignment.engine.strategies import Mode, method_of
from assignment.models import PoolLedger
from assignment.roster_details import Details, load_details, minutes_until
from assignment.roster_rows import Row, members_of, members_of_teams, options_of, reps_named
from reps.availability import Availability, load_availability
from reps.models import Rep

Account = Sequence[int]  # balance, fair share, received, last deal
NEW_ACCOUNT: Account = (0, 0, 0, 0)
NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Person:
    """What a decision must know of a rep to tell him about it."""

    pk: int
    name: str
    user_id: int | None
    today: date


@dataclass(slots=True)
class Rosters:
    """Rosters of pools, of those they overflow to, and of named reps and teams, read together.

    ``is_capped``: caps by period exist, so a winner's have to be counted under his lock.
    ``named`` are by target.
    """

    by_pool: dict[int, Roster]
    people: dict[int, Person]
    availability: Availability
    named: dict[Target, Roster]
    is_capped: bool = False
    details: Details = field(default_factory=Details)

    def of(self, target: Target | None) -> Roster | None:
        """The roster that a target asks for; None for a review or a pool that is gone."""
        if target is None:
            return None
        if target.kind == TargetKind.POOL:
            return self.by_pool.get(target.pool or NO_POOL)
        return self.named.get(target)

    def overflows_of(self, pool_ids: Iterable[int]) -> set[int]:
        """These pools and all that they may overflow to."""
        found, new = set(), set(pool_ids)
        while new:
            found |= new
            further = {self.by_pool[one].overflow for one in new if one in self.by_pool}
            new = {one for one in further if one in self.by_pool} - found
        return found


def load_rosters(
    pool_ids: Collection[int],
    *,
    rep_ids: Collection[int] = (),
    targets: Collection[Target] = (),
    needs_traits: bool = False,
    now: datetime,
) -> Rosters:
    """Read pools' members and named reps before any lock; balances come with the lock.

    ``rep_ids`` are people to be known without a roster, such as sticky owners; ``targets``
    name reps or teams. ``needs_traits``: a rule asks something of the candidates. At most five
    queries whatever the number of pools and members, and one for each further thing that a
    pool's strategy looks at.
    """
    rows = members_of(pool_ids)
    members = [row for row in rows if row.rep is not None]
    teams = members_of_teams({one.team for one in targets if one.team is not None})
    wanted = {*rep_ids, *(rep for one in targets for rep in one.reps), *teams}
    named = {row.rep: row for row in reps_named(wanted)}
    everybody = [*members, *named.values()]
    availability = load_availability({row.rep: row.calendar for row in everybody}, now=now)
    rosters = Rosters(
        by_pool={row.pool: _roster(row) for row in rows},
        people={row.rep: _person(row, availability) for row in everybody},
        availability=availability,
        named={},
        is_capped=any(row.is_capped for row in everybody),
    )
    chosen = {one: _named_in(one, teams, named) for one in targets}
    rosters.details = load_details(
        list(rosters.by_pool.values()),
        members={(row.pool, row.rep) for row in everybody},
        is_capped=rosters.is_capped,
        needs_traits=needs_traits,
        availability=availability,
        now=now,
    )
    _seat(rosters, members, chosen, now=now)
    return rosters


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


def with_balances(
    roster: Roster, accounts: Mapping[str, Account], details: Details = NO_DETAILS
) -> Roster:
    """The roster with what each member's account says now.

    Written into the candidates: whoever asks has just had them made, for himself alone.
    """
    for candidate in roster.candidates:
        balance, _, received, last_deal = accounts.get(str(candidate.rep), NEW_ACCOUNT)
        candidate.balance = balance - details.promised(roster.pool, candidate.rep)
        candidate.received, candidate.last_deal = received, last_deal
    return roster


def with_loads(rosters: Rosters, *, now: datetime) -> dict[int, Rep]:
    """Lock every rep of the rosters and take their load as it is now (bulk only)."""
    locked = loads.lock(sorted(rosters.people))
    everything = [*rosters.by_pool.values(), *rosters.named.values()]
    members = {(one.pool, who.rep) for one in everything for who in one.candidates}
    rosters.details.count_caps(members, hours=rosters.availability.by_rep, now=now)
    for roster in everything:
        for candidate in roster.candidates:
            rep, today = locked[candidate.rep], rosters.people[candidate.rep].today
            is_same_day = rep.received_on is not None and rep.received_on >= today
            candidate.open = rep.open_leads + _asked(
                roster.strategy, candidate.rep, rosters.details
            )
            candidate.day = rep.received_that_day if is_same_day else 0
            candidate.is_active, candidate.is_paused = rep.is_active, rep.is_paused
            candidate.last_at = rep.last_received_at.timestamp() if rep.last_received_at else 0.0
            candidate.caps = rosters.details.caps.get((roster.pool, candidate.rep), ())
    return locked


def _asked(strategy: str, rep: int, details: Details) -> int:
    """Offers that a rep may still accept fill his capacity where another would be an offer."""
    is_offer = bool(details.offered) and method_of(strategy).mode == Mode.OFFER
    return details.asked(rep) if is_offer else 0


def _named_in(target: Target, teams: Mapping[int, set[int]], rows: Mapping[int, Row]) -> list[Row]:
    if target.team is not None:
        return [rows[rep] for rep, above in teams.items() if target.team in above and rep in rows]
    return [rows[rep] for rep in target.reps if rep in rows]


def _roster(row: Row) -> Roster:
    return Roster(
        pool=row.pool,
        strategy=row.strategy,
        needs_presence=row.respects_hours,
        candidates=(),
        options=options_of(row),
        when_nobody=WhenNobody(row.when_nobody),
        overflow=row.overflow if row.when_nobody == WhenNobody.OVERFLOW else None,
        max_age_hours=row.max_age_hours,
    )


def _seat(
    rosters: Rosters,
    members: Sequence[Row],
    chosen: Mapping[Target, Sequence[Row]],
    *,
    now: datetime,
) -> None:
    """Put the candidates into their rosters."""
    seats: dict[int, list[Candidate]] = {pool: [] for pool in rosters.by_pool}
    for row in members:
        seats[row.pool].append(_candidate(row, rosters, now=now))
    for pool, candidates in seats.items():
        rosters.by_pool[pool] = replace(rosters.by_pool[pool], candidates=tuple(candidates))
    for target, rows in chosen.items():
        rosters.named[target] = Roster(
            pool=NO_POOL,
            strategy=Strategy.ROUND_ROBIN,
            needs_presence=False,
            candidates=tuple(_candidate(row, rosters, now=now) for row in rows),
        )


def _person(row: Row, availability: Availability) -> Person:
    return Person(row.rep, row.name, row.user, today=availability.now[row.rep][0])


def _candidate(row: Row, rosters: Rosters, *, now: datetime) -> Candidate:
    details, place = rosters.details, (row.pool, row.rep)
    today, presence = rosters.availability.now[row.rep]
    ready_in = details.ready_in.get(row.rep, 0)
    if row.starts_after or row.stops_before:
        hours = rosters.availability.of(row.rep)
        offsets = {
            "starts_after": timedelta(minutes=row.starts_after),
            "stops_before": timedelta(minutes=row.stops_before),
        }
        presence = hours.presence(now, **offsets)
        if details.ready_in:
            ready_in = minutes_until(hours.next_working(now, **offsets), now=now)
    is_same_day = row.received_on is not None and row.received_on >= today
    return Candidate(
        rep=row.rep,
        weight=round(row.weight * 100),  # SQLite has no decimals
        open=row.open + _asked(row.strategy, row.rep, details),
        capacity=row.capacity,
        day=row.received_that_day if is_same_day else 0,
        day_cap=row.daily_cap,
        is_active=row.is_active,
        is_paused=row.is_paused,
        presence=presence,
        last_at=row.last_received_at.timestamp() if row.last_received_at else 0.0,
        work=details.work.get(place),
        ready_in=ready_in,
        caps=details.caps.get(place, ()),
        traits=details.traits.get(row.rep, NO_TRAITS),
        figures=details.figures.get(row.rep, NO_FIGURES),
    )
