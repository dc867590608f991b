"""The table of a simulation: rosters carried forward in memory, and nothing written.

People, pools, weights and limits are as they are now; hours and leave are those of each moment.
A lead counts for whoever it was given to here until it was really closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush

from assignment.choices import AssignmentKind
from assignment.dealing import Hand
from assignment.engine.pick import lines_outside, pick
from assignment.engine.requirements import Requirement
from assignment.engine.roster import NO_POOL, Candidate, Roster, after_deal, after_load
from assignment.engine.route import Outcome, settle
from assignment.engine.rules import Target
from assignment.engine.strategies.load_balance import MEASURE
from assignment.models import Pool
from assignment.rosters import Rosters
from assignment.simulation.limits import Limits
from assignment.simulation.spells import NO_OFFSETS, Offsets, Spell, Spells
from assignment.simulation.start import (
    LONGEST_DAY,
    LONGEST_PERIOD,
    Load,
    Start,
    receipts_before,
)

Asked = tuple[Requirement, ...]
Key = int | Target  # a pool, or what names reps or a team
NOBODY_ELSE: Mapping[int, Roster] = {}
NEVER = float("inf")


class MemoryTable:
    """Deals leads one after the other, in order of time.

    The candidates are its own, and altered in place by what time does: presence, date, caps,
    leads that were closed. Deals go through ``after_deal``, as in bulk.
    """

    def __init__(self, rosters: Rosters, start: Start, *, now: datetime) -> None:
        everything: dict[Key, Roster] = dict(rosters.by_pool.items())
        everything |= dict(rosters.named.items())
        self.rosters = {key: _own(roster) for key, roster in everything.items()}
        self.hours = rosters.availability
        self.loads, self.numbers = start.loads, start.numbers
        self.releases = start.releases
        heapify(self.releases)
        self.seats: dict[int, list[tuple[Key, int]]] = {}
        for key, roster in self.rosters.items():
            for place, candidate in enumerate(roster.candidates):
                self.seats.setdefault(candidate.rep, []).append((key, place))
        self.bucketed = {key for key, one in self.rosters.items() if _is_bucketed(one)}
        self.spells = Spells(looks_ahead=bool(self.bucketed))
        self.offsets, self.books_sticky = _settings(rosters.by_pool)
        members = {(one.pool, who.rep) for one in everything.values() for who in one.candidates}
        self.limits = Limits(members, self.hours.by_rep)
        self.changes: dict[Key, float] = {}
        self._seat(start, now)

    def settle(self, hand: Hand, *, now: datetime) -> Outcome:
        """Choose for one lead; nothing is booked yet."""
        at = now.timestamp()
        key = key_of(hand.plan.target)
        roster = self._fresh(key, now, at) if key is not None else None
        return settle(
            hand.plan,
            roster,
            barred=hand.barred,
            draw=hand.draw,
            facts=hand.facts,
            overflow=self._beyond(roster, now, at),
            age_hours=hand.age_hours,
            push=hand.push,
        )

    def carry_out(self, outcome: Outcome, *, until: float | None, now: datetime) -> None:
        """Book a deal and count the lead until it was closed; an offer counts as accepted."""
        rep, at = outcome.rep, now.timestamp()
        if rep is None:
            return
        pool, choice = outcome.pool, outcome.choice
        if pool is not None and choice is not None:
            number = self.numbers[pool] = self.numbers.get(pool, 0) + 1
            self.rosters[pool] = after_deal(self.rosters[pool], choice, number, at=at)
        for key, _ in self.seats.get(rep, ()):
            if key != pool:
                self.rosters[key] = after_load(self.rosters[key], rep, at=at)
        self._count(rep, pool or NO_POOL, now, at)
        if until is not None and until > at:
            heappush(self.releases, (until, rep))

    def owe(self, rep: int, *, pool: int, hand: Hand, asked: Asked, now: datetime) -> None:
        """Debit a sticky lead in the pool that would have dealt it, as live routing does."""
        roster = self._fresh(pool, now, now.timestamp())
        if roster is None:
            return
        choice = pick(roster, barred=hand.barred, draw=0.0, facts=hand.facts, requirements=asked)
        lines = lines_outside(choice, rep)
        if not lines:
            return
        number = self.numbers[pool] = self.numbers.get(pool, 0) + 1
        for one in roster.candidates:
            one.balance += lines.get(one.rep, 0)
            if one.rep == rep:
                one.received, one.last_deal = one.received + 1, number

    def next_release(self) -> float:
        """When the next lead is closed that somebody holds."""
        return self.releases[0][0] if self.releases else NEVER

    def release(self) -> list[Key]:
        """Let the next lead be closed; the rosters in which somebody has room for another."""
        _, rep = heappop(self.releases)
        load = self.loads.setdefault(rep, Load())
        load.open = max(load.open - 1, 0)
        keys = []
        for key, place in self.seats.get(rep, ()):
            candidate = self.rosters[key].candidates[place]
            candidate.open = max(candidate.open - 1, 0)
            if candidate.work is not None:
                candidate.work = max(candidate.work - 1, 0)
            keys.append(key)
        return keys

    def state(self, *, now: datetime) -> Start:
        """Where it stands, for another table to go on from."""
        return Start(
            accounts={
                key: {
                    one.rep: [one.balance, one.received, one.last_deal] for one in roster.candidates
                }
                for key, roster in self.rosters.items()
                if isinstance(key, int)
            },
            numbers=self.numbers,
            loads=self.loads,
            releases=sorted(self.releases),
            receipts=self.limits.receipts((now - LONGEST_PERIOD).timestamp()),
        )

    def _seat(self, start: Start, now: datetime) -> None:
        """Give every candidate what he had at the start."""
        for key, roster in self.rosters.items():
            accounts = start.accounts.get(key, {}) if isinstance(key, int) else {}
            for one in roster.candidates:
                load = self.loads.setdefault(one.rep, Load())
                if one.work is not None:  # what is overdue beside open leads stays as it is
                    one.work += load.open - one.open
                one.open, one.last_at = load.open, load.last_at
                one.balance, one.received, one.last_deal = accounts.get(one.rep, (0, 0, 0))
        if self.limits:
            self.limits.add(start.receipts)

    def _fresh(self, key: Key, now: datetime, at: float) -> Roster | None:
        roster = self.rosters.get(key)
        if roster is not None and (at >= self.changes.get(key, 0.0) or key in self.bucketed):
            self._renew(key, roster, now, at)
        return roster

    def renew(self, key: Key, now: datetime) -> float:
        """Let time do its work on one roster; when it will next have any to do."""
        self._renew(key, self.rosters[key], now, now.timestamp())
        return self.changes[key]

    def _renew(self, key: Key, roster: Roster, now: datetime, at: float) -> None:
        offsets, changes = self.offsets.get(key, NO_OFFSETS), NEVER
        for one in roster.candidates:
            spell = self._spell(one.rep, offsets, now, at)
            one.presence, one.ready_in = spell.presence, spell.ready_in(now)
            load = self.loads[one.rep]
            one.day = load.received if load.day >= spell.today.isoformat() else 0
            changes = min(changes, spell.until)
            if self.limits:
                one.caps, until = self.limits.of((roster.pool, one.rep), now)
                changes = min(changes, until)
        self.changes[key] = changes

    def _spell(self, rep: int, offsets: Offsets, now: datetime, at: float) -> Spell:
        return self.spells.of(self.hours.of(rep), offsets, now, at)

    def _beyond(self, roster: Roster | None, now: datetime, at: float) -> Mapping[int, Roster]:
        """The rosters that may take over from one, as they are now."""
        if roster is None or roster.overflow is None:
            return NOBODY_ELSE
        chain: dict[int, Roster] = {}
        following: int | None = roster.overflow
        while following is not None and following not in chain:
            found = self._fresh(following, now, at)
            if found is None:
                break
            chain[following], following = found, found.overflow
        return chain

    def _count(self, rep: int, pool: int, now: datetime, at: float) -> None:
        load = self.loads.setdefault(rep, Load())
        today = self._spell(rep, NO_OFFSETS, now, at).today.isoformat()
        load.received = load.received + 1 if load.day >= today else 1
        load.day = max(load.day, today)
        load.open += 1
        load.last_at = at
        if self.limits:
            self.limits.add([(at, rep, pool)])


def open_table(rosters: Rosters, start: Start, *, now: datetime) -> MemoryTable:
    """A table as of the beginning of a simulation, days and caps counted; one query at most."""
    hours = rosters.availability
    table = MemoryTable(rosters, start, now=now)
    within = LONGEST_PERIOD if table.limits else LONGEST_DAY
    for at, rep, pool in receipts_before(now, within=within):
        load = start.loads.setdefault(rep, Load())
        day = hours.of(rep).today(at).isoformat()
        load.received = load.received + 1 if load.day == day else 1
        load.day = day
        if table.limits:
            table.limits.add([(at.timestamp(), rep, pool)])
    return table


def key_of(target: Target | None) -> Key | None:
    """Under what a table keeps the roster that a target asks for; None if it asks for none."""
    if target is None:
        return None
    return target.pool if target.pool is not None else target


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _own(roster: Roster) -> Roster:
    return replace(roster, candidates=tuple(map(_copy, roster.candidates)))


def _copy(candidate: Candidate) -> Candidate:
    return copy(candidate)


def _is_bucketed(roster: Roster) -> bool:
    return MEASURE.of(roster.options) == "buckets" and roster.pool != NO_POOL


def _settings(pools: Iterable[int]) -> tuple[dict[Key, Offsets], frozenset[int]]:
    """The margins of the pools that have any, and which of them debit sticky leads."""
    columns = ("pk", "starts_after", "stops_before", "books_outside")
    rows = list(Pool.objects.filter(pk__in=list(pools)).values_list(*columns))
    offsets: dict[Key, Offsets] = {
        pool: (timedelta(minutes=after), timedelta(minutes=before))
        for pool, after, before, _ in rows
        if after or before
    }
    return offsets, frozenset(pk for pk, *_, ways in rows if AssignmentKind.STICKY in ways)
