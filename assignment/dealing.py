"""The table at which leads are dealt: rosters with balances, carried forward deal by deal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assignment import loads
from assignment.choices import EntryKind
from assignment.engine.codes import Exclusion, Unassigned
from assignment.engine.ledger import UNIT
from assignment.engine.match import Match
from assignment.engine.pick import lines_outside, pick
from assignment.engine.roster import (
    NO_POOL,
    Roster,
    after_deal,
    after_entry,
    after_load,
)
from assignment.engine.route import Outcome, Plan, settle
from assignment.engine.strategies import method_of
from assignment.fairness.ledger import next_entry
from assignment.models import LedgerEntry, PoolLedger
from assignment.rosters import Rosters, lock_ledgers, with_balances, with_loads
from leads.models import Lead
from reps.bulk import insert_many
from reps.sql import update_each

Barred = Mapping[int, Exclusion]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One lead to be dealt, with all that choosing for it depends on beside the rosters."""

    plan: Plan
    barred: Barred
    facts: Mapping[str, Any]
    draw: float
    age_hours: float = 0.0
    push: bool = False


class Table:
    """Deals leads one after the other within one transaction.

    Opening it locks the ledgers of ``dealt_pools`` in order of pk. In bulk it locks every
    rep of the rosters as well; for a single lead a winner's limits are claimed by one
    conditional update instead, and who turns out to be full is passed over.
    """

    def __init__(
        self, rosters: Rosters, *, dealt_pools: set[int], is_bulk: bool, now: datetime
    ) -> None:
        self.rosters = rosters
        self.is_bulk = is_bulk
        self.now = now
        self.ledgers: dict[int, PoolLedger] = lock_ledgers(dealt_pools) if dealt_pools else {}
        self.entries: list[LedgerEntry] = []
        self.received: Counter[int] = Counter()
        self.locked = with_loads(rosters, now=now) if is_bulk else {}
        self._read_balances()

    def settle(self, hand: Hand) -> tuple[Outcome, Hand]:
        """Choose for one lead; a rep who is full by now is left out and the choice made anew.

        A lead that everybody let pass is given to whoever is due, at once. Returns the hand as
        it was in the end, from which the same outcome follows.
        """
        while True:
            outcome = self.suggest(hand)
            if Unassigned.NOT_ACCEPTED in outcome.reasons and not hand.push:
                hand = replace(hand, push=True)
            elif self._is_claimed(outcome):
                return outcome, hand
            else:
                full = {outcome.rep: Exclusion.AT_CAPACITY}
                hand = replace(hand, barred={**hand.barred, **full})

    def suggest(self, hand: Hand) -> Outcome:
        """Choose for one lead without claiming anybody's load."""
        return settle(
            hand.plan,
            self.rosters.of(hand.plan.target),
            barred=hand.barred,
            draw=hand.draw,
            facts=hand.facts,
            overflow=self.rosters.by_pool,
            age_hours=hand.age_hours,
            push=hand.push,
        )

    def seen(self, hand: Hand) -> tuple[Roster, ...]:
        """The rosters that ``settle`` may look at, the target's first; before a deal changes them.

        None for a sticky lead or a review, which look at nobody.
        """
        first = self.rosters.of(hand.plan.target)
        if first is None:
            return ()
        further = sorted(self.rosters.overflows_of([first.pool]) - {first.pool})
        return (first, *(self.rosters.by_pool[one] for one in further))

    def carry_out(
        self, outcome: Outcome, lead: Lead, *, owed: Match | None = None, hand: Hand | None = None
    ) -> LedgerEntry | None:
        """Book the deal and let the rosters know; None when the ledger has no part in it.

        ``owed`` is what the rules say of a lead that its customer's owner gets, if the pool
        that they name debits it; ``hand`` is then the lead's.
        """
        if outcome.kind == "offered" and self.is_bulk:
            self._promise(outcome)
        if outcome.kind != "assigned":
            return None
        if outcome.lines:
            entry = self._deal(outcome, lead)
        else:
            entry = self._owe(outcome, lead, owed, hand) if owed and hand else None
        if self.is_bulk:  # a single lead has nobody after it
            self._count(outcome, entry)
        return entry

    def write(self) -> None:
        """Write entries, accounts and, in bulk, the reps' load."""
        insert_many(self.entries)
        dealt = [self.ledgers[pk] for pk in sorted({entry.pool_id for entry in self.entries})]
        rows = [(ledger.pk, ledger.last_number, ledger.accounts) for ledger in dealt]
        update_each(PoolLedger, rows, key="pool", columns=["last_number", "accounts"])
        if self.is_bulk:
            people = self.rosters.people
            loads.write_back(
                {rep: (count, people[rep].today) for rep, count in self.received.items()},
                self.locked,
                now=self.now,
            )

    def _read_balances(self) -> None:
        """Of pools that deal, under their locks; of those that only suggest, in one query."""
        by_pool = self.rosters.by_pool
        unlocked = [pool_id for pool_id in by_pool if pool_id not in self.ledgers]
        known = PoolLedger.objects.in_bulk(unlocked) if unlocked else {}
        for pool_id, ledger in {**known, **self.ledgers}.items():
            if pool_id in by_pool:
                details = self.rosters.details
                by_pool[pool_id] = with_balances(by_pool[pool_id], ledger.accounts, details)

    def _is_claimed(self, outcome: Outcome) -> bool:
        """Count the lead for the winner under his limits; False if he is full by now.

        A sticky owner has no limits, and in bulk everybody is locked already.
        """
        if outcome.kind != "assigned" or outcome.plan.step == "sticky" or self.is_bulk:
            return True
        rep, pool = outcome.rep, outcome.pool or NO_POOL
        today, ignores = self.rosters.people[rep].today, self._ignores_capacity(pool)
        if not self.rosters.details.caps.get((pool, rep)):
            return loads.reserve(rep, today=today, now=self.now, ignores_capacity=ignores)
        return loads.reserve_within_caps(
            rep,
            pool_id=pool,
            hours=self.rosters.availability.of(rep),
            today=today,
            now=self.now,
            ignores_capacity=ignores,
        )

    def _ignores_capacity(self, pool: int) -> bool:
        roster = self.rosters.by_pool.get(pool)
        if roster is None:
            return False
        return method_of(roster.strategy).latitude(roster.options).ignores_capacity

    def _promise(self, outcome: Outcome) -> None:
        """In bulk an offer counts against the next one, as it does from one lead to the next."""
        roster = self.rosters.by_pool[outcome.pool]
        candidates = [
            replace(one, balance=one.balance - UNIT, open=one.open + 1)
            if one.rep == outcome.rep
            else one
            for one in roster.candidates
        ]
        self.rosters.by_pool[outcome.pool] = replace(roster, candidates=tuple(candidates))

    def _deal(self, outcome: Outcome, lead: Lead) -> LedgerEntry:
        return self._book(outcome.pool, outcome.lines, EntryKind.DEAL, outcome.rep, lead)

    def _owe(self, outcome: Outcome, lead: Lead, owed: Match, hand: Hand) -> LedgerEntry | None:
        """The customer's owner owes the lead to those who could have taken it."""
        pool = owed.rule.target.pool if owed.rule else None
        if pool not in self.ledgers or pool not in self.rosters.by_pool:
            return None
        roster = self.rosters.by_pool[pool]
        choice = pick(
            roster, barred=hand.barred, draw=0.0, facts=hand.facts, requirements=owed.requirements
        )
        lines = lines_outside(choice, outcome.rep)
        if not lines:
            return None
        entry = self._book(pool, lines, EntryKind.OUTSIDE, outcome.rep, lead)
        if self.is_bulk:
            self.rosters.by_pool[pool] = after_entry(
                roster, lines, receiver=outcome.rep, number=entry.number
            )
        return entry

    def _book(
        self, pool: int, lines: Mapping[int, int], kind: str, rep: int, lead: Lead
    ) -> LedgerEntry:
        entry = next_entry(
            self.ledgers[pool], lines, kind=kind, lead_id=lead.pk, winner_id=rep, at=self.now
        )
        self.entries.append(entry)
        return entry

    def _count(self, outcome: Outcome, entry: LedgerEntry | None) -> None:
        """In bulk a rep's load counts in his other pools at once, sticky leads included."""
        self.received[outcome.rep] += 1
        by_pool, named = self.rosters.by_pool, self.rosters.named
        at = self.now.timestamp()
        dealt = entry.pool_id if entry and entry.kind == EntryKind.DEAL else None
        for pool_id, roster in by_pool.items():
            if pool_id == dealt:
                by_pool[pool_id] = after_deal(roster, outcome.choice, entry.number, at=at)
            else:
                by_pool[pool_id] = after_load(roster, outcome.rep, at=at)
        for target, roster in named.items():
            named[target] = after_load(roster, outcome.rep, at=at)
