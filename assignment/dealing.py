"""The table at which leads are dealt: rosters with balances, carried forward deal by deal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from assignment import loads
from assignment.choices import EntryKind
from assignment.engine.codes import Exclusion, TargetKind
from assignment.engine.pick import draw_for
from assignment.engine.roster import Roster, after_deal, after_load
from assignment.engine.route import Outcome, Plan, settle
from assignment.ledger import book
from assignment.models import LedgerEntry, PoolLedger
from assignment.rosters import Rosters, lock_ledgers, with_balances, with_loads
from leads.models import Lead
from reps.bulk import insert_many
from reps.sql import update_each

Barred = Mapping[int, Exclusion]


class Table:
    """Deals leads one after the other within one transaction.

    Opening it locks the ledgers of ``dealt_pools`` in order of pk. In bulk it locks every
    rep of the rosters as well; for a single lead a winner's limits are claimed by one
    conditional update instead, and who turns out to be full is passed over.
    """

    def __init__(self, rosters: Rosters, *, dealt_pools: set[int], is_bulk: bool) -> None:
        self.rosters = rosters
        self.is_bulk = is_bulk
        self.ledgers: dict[int, PoolLedger] = lock_ledgers(dealt_pools) if dealt_pools else {}
        self.entries: list[LedgerEntry] = []
        self.received: Counter[int] = Counter()
        self.locked = with_loads(rosters) if is_bulk else {}
        self._read_balances()

    def settle(self, plan: Plan, *, barred: Barred, message_id: int) -> Outcome:
        """Choose for one plan; a rep who is full by now is left out and the choice made anew."""
        pool = plan.target.pool if plan.target and plan.target.pool else 0
        draw = draw_for(message_id, pool)
        passed_over = dict(barred)
        while True:
            outcome = settle(plan, self._roster(plan), barred=passed_over, draw=draw)
            if outcome.kind != "assigned" or plan.step == "sticky" or self._claim(outcome.rep):
                return outcome
            passed_over[outcome.rep] = Exclusion.AT_CAPACITY

    def suggest(self, plan: Plan, *, barred: Barred) -> Outcome:
        """Choose for one plan without claiming anybody's load."""
        return settle(plan, self._roster(plan), barred=barred, draw=0.0)

    def carry_out(self, outcome: Outcome, lead: Lead, *, now: datetime) -> LedgerEntry | None:
        """Book the deal and let the rosters know; None when the ledger has no part in it."""
        if outcome.kind != "assigned":
            return None
        entry = self._entry(outcome, lead, now) if outcome.lines else None
        if self.is_bulk:  # a single lead has nobody after it
            dealt = entry.pool_id if entry else None
            if entry:
                roster = self.rosters.by_pool[dealt]
                self.rosters.by_pool[dealt] = after_deal(roster, outcome.choice, entry.number)
            self._count_elsewhere(outcome, dealt)
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
            )

    def _read_balances(self) -> None:
        """Of pools that deal, under their locks; of those that only suggest, in one query."""
        by_pool = self.rosters.by_pool
        unlocked = [pool_id for pool_id in by_pool if pool_id not in self.ledgers]
        known = PoolLedger.objects.in_bulk(unlocked) if unlocked else {}
        for pool_id, ledger in {**known, **self.ledgers}.items():
            if pool_id in by_pool:
                by_pool[pool_id] = with_balances(by_pool[pool_id], ledger.accounts)

    def _roster(self, plan: Plan) -> Roster | None:
        if plan.target is None or plan.target.kind == TargetKind.REVIEW:
            return None
        if plan.target.kind == TargetKind.REPS:
            return self.rosters.of_reps(plan.target.reps)
        return self.rosters.by_pool.get(plan.target.pool)

    def _claim(self, rep_id: int) -> bool:
        if self.is_bulk:
            return True
        return loads.reserve(rep_id, today=self.rosters.people[rep_id].today)

    def _entry(self, outcome: Outcome, lead: Lead, now: datetime) -> LedgerEntry:
        ledger = self.ledgers[outcome.plan.target.pool]
        ledger.last_number += 1
        entry = LedgerEntry(
            pool_id=ledger.pk,
            number=ledger.last_number,
            kind=EntryKind.DEAL,
            lead_id=lead.pk,
            winner_id=outcome.rep,
            lines={str(rep): amount for rep, amount in outcome.lines.items()},
            at=now,
        )
        book(ledger.accounts, entry)
        self.entries.append(entry)
        return entry

    def _count_elsewhere(self, outcome: Outcome, dealt: int | None) -> None:
        """In bulk a rep's load counts in his other pools at once, sticky leads included."""
        self.received[outcome.rep] += 1
        by_pool, names = self.rosters.by_pool, self.rosters.names
        for pool_id, roster in by_pool.items():
            if pool_id != dealt:
                by_pool[pool_id] = after_load(roster, outcome.rep)
        for rep_id, roster in names.items():
            names[rep_id] = after_load(roster, outcome.rep)
