"""One version of the rules at work in memory, lead after lead, and those who wait on the way."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from assignment.dealing import Hand
from assignment.engine.match import match
from assignment.engine.pick import draw_for
from assignment.engine.roster import NO_POOL
from assignment.engine.route import Outcome, Sticky, plan
from assignment.engine.rules import CompiledRuleSet
from assignment.models import Policy
from assignment.requests import request_for
from assignment.simulation.arrivals import Arrived
from assignment.simulation.figures import Result, Tally, result_of
from assignment.simulation.memory import NEVER, Key, MemoryTable, key_of, moment

MOST_REFUSALS = 50  # of waiting leads in a row before a pool is believed to have nobody
HOUR = 3600
Told = Callable[[int, Result], None]
Urgency = tuple[bool, datetime, int]


@dataclass(frozen=True, slots=True)
class Waiter:
    """A lead that found nobody, and the rosters in which somebody may come."""

    arrived: Arrived
    hand: Hand
    keys: tuple[Key, ...]
    outcome: Outcome

    @property
    def urgency(self) -> Urgency:
        return not self.hand.plan.key_reasons, self.arrived.at, self.arrived.lead


def _urgency(waiter: Waiter) -> Urgency:
    return waiter.urgency


class Arm:
    """Decides leads in order of time by one version; waiting ones as soon as somebody can.

    The model is simple: offers are taken by whoever is asked first, reviews wait for ever and
    public pools keep what they get; nothing is returned or recycled.
    """

    def __init__(
        self,
        rules: CompiledRuleSet,
        table: MemoryTable,
        *,
        policy: Policy,
        thresholds: dict[str, int],
        tally: Tally,
        told: Told,
    ) -> None:
        self.rules, self.table = rules, table
        self.policy, self.thresholds = policy, thresholds
        self.tally, self.told = tally, told
        self.waiting: dict[int, Waiter] = {}
        self.lines: dict[Key, list[Waiter]] = {}  # key leads first, then the oldest
        self.wakes: dict[Key, float] = {}

    def take(self, arrived: Arrived) -> Outcome:
        """Decide one lead at the moment it came, after all that has happened until then."""
        self.advance(arrived.at)
        hand = self.hand_of(arrived)
        outcome = self.table.settle(hand, now=arrived.at)
        self.tally.tried(outcome)
        if outcome.kind == "waiting" and key_of(hand.plan.target) is not None:
            self._wait(arrived, hand, outcome)
            return outcome
        if hand.plan.sticky_rep is not None and self.table.books_sticky:
            self._owe(hand.plan.sticky_rep, hand, now=arrived.at)
        self._end(arrived, outcome, now=arrived.at, has_waited=False)
        return outcome

    def hand_of(self, arrived: Arrived) -> Hand:
        """The lead with its plan by this version's rules."""
        facts = dict(arrived.facts)
        request = request_for(
            facts,
            rules=self.rules,
            policy=self.policy,
            thresholds=self.thresholds,
            sticky=arrived.sticky,
            back=self._back(arrived.sticky, arrived.at),
            now=arrived.at,
        )
        planned = plan(self.rules, request)
        pool = planned.target.pool if planned.target else None
        draw = draw_for(arrived.message, pool or NO_POOL)
        return Hand(plan=planned, barred=request.barred, facts=facts, draw=draw)

    def advance(self, now: datetime) -> None:
        """Let leads be closed and people come on duty until a moment; whoever waits may get one."""
        at = now.timestamp()
        while True:
            release, (wake, key) = self.table.next_release(), self._next_wake()
            if min(release, wake) > at:
                return
            if release <= wake:
                for freed in self.table.release():
                    self._drain(freed, release)
            elif key is not None:
                self.wakes[key] = self.table.renew(key, moment(wake))
                self._drain(key, wake)

    def finish(self) -> None:
        """Those who wait still have found nobody."""
        for waiter in list(self.waiting.values()):
            self._leave(waiter)
            self.tally.ended(waiter.outcome, has_waited=True)
            self.told(waiter.arrived.lead, result_of(waiter.outcome))

    def try_again(self, arrived: Arrived, *, now: datetime) -> None:
        """Take up a lead that waited when the simulation was interrupted."""
        hand = self.hand_of(arrived)
        outcome = self.table.settle(hand, now=now)
        if outcome.kind == "waiting":
            self._wait(arrived, hand, outcome)
        else:
            self._end(arrived, outcome, now=now, has_waited=True)

    def _next_wake(self) -> tuple[float, Key | None]:
        if not self.wakes:
            return NEVER, None
        key = min(self.wakes, key=self.wakes.__getitem__)
        return self.wakes[key], key

    def _wait(self, arrived: Arrived, hand: Hand, outcome: Outcome) -> None:
        """Keep a lead for when somebody can take it."""
        own = key_of(hand.plan.target)
        keys = [pool for pool, _ in outcome.passed] + ([outcome.pool] if outcome.pool else [own])
        known = tuple(key for key in keys if key is not None and key in self.table.rosters)
        waiter = Waiter(arrived, hand, known, outcome)
        self.waiting[arrived.lead] = waiter
        for key in known:
            insort(self.lines.setdefault(key, []), waiter, key=_urgency)
            self.wakes.setdefault(key, self.table.changes.get(key, NEVER))

    def _drain(self, key: Key, at: float) -> None:
        """Try those who wait for a roster, until it seems that it has nobody left."""
        now, refusals = moment(at), 0
        for waiter in list(self.lines.get(key, ())):
            age = (at - waiter.arrived.at.timestamp()) / HOUR
            outcome = self.table.settle(replace(waiter.hand, age_hours=age), now=now)
            if outcome.kind != "waiting":
                self._leave(waiter)
                self._end(waiter.arrived, outcome, now=now, has_waited=True)
                continue
            refusals += 1
            if refusals >= MOST_REFUSALS or not waiter.hand.plan.requirements:
                return

    def _leave(self, waiter: Waiter) -> None:
        del self.waiting[waiter.arrived.lead]
        for key in waiter.keys:
            line = self.lines[key]
            del line[bisect_left(line, waiter.urgency, key=_urgency)]
            if not line:
                del self.lines[key], self.wakes[key]

    def _end(self, arrived: Arrived, outcome: Outcome, *, now: datetime, has_waited: bool) -> None:
        if outcome.kind in ("assigned", "offered"):
            closed = arrived.closed_at
            self.table.carry_out(outcome, until=closed.timestamp() if closed else None, now=now)
        self.tally.ended(outcome, has_waited=has_waited)
        self.told(arrived.lead, result_of(outcome))

    def _owe(self, rep: int, hand: Hand, *, now: datetime) -> None:
        """The pool that the rules name is owed a lead that goes to its customer's owner."""
        found = match(self.rules, hand.facts)
        pool = found.rule.target.pool if found.rule else None
        if pool in self.table.books_sticky:
            self.table.owe(rep, pool=pool, hand=hand, asked=found.requirements, now=now)

    def _back(self, sticky: Sticky | None, now: datetime) -> dict[int, datetime]:
        """When a sticky owner comes back who is on leave."""
        if sticky is None:
            return {}
        leaves = self.table.hours.of(sticky.rep).leaves
        running = [back_at for left_at, back_at in leaves if left_at <= now < back_at]
        return {sticky.rep: max(running)} if running else {}
