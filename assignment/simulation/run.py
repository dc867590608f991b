"""The leads of a period decided again, by one version or by two side by side; in memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from assignment.engine.rules import CompiledRuleSet
from assignment.facts import all_thresholds
from assignment.models import RuleSetVersion
from assignment.policies import current_policy
from assignment.rosters import load_rosters
from assignment.simulation.arm import Arm
from assignment.simulation.arrivals import Position, arrivals, arrivals_of, leads_between
from assignment.simulation.figures import Moves, Tally, moves_from, tally_from
from assignment.simulation.memory import MemoryTable, open_table
from assignment.simulation.start import Start, from_json, state_at, to_json
from assignment.simulation.versions import asks_of_reps, content_of, rules_of, targets_of
from reps.leases import rare_collections
from reps.models import Rep

Carried = dict[str, Any]


@dataclass(slots=True)
class Run:
    """A simulation under way: arms in the order of the rule sets, and how far it has come."""

    since: datetime
    until: datetime
    arms: list[Arm]
    moves: Moves
    done: int = 0
    beyond: Position | None = None
    now: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.beyond[0] if self.beyond else self.since

    def go_on(self, *, seconds: float, told: Callable[[int], None]) -> bool:
        """Decide leads for so many seconds; whether all are done. ``told`` hears how many are."""
        began = time.monotonic()
        for page in arrivals(self.since, self.until, beyond=self.beyond):
            for arrived in page:
                for arm in self.arms:
                    arm.take(arrived)
            self.done += len(page)
            self.beyond = page[-1].position
            self.now = page[-1].at
            told(self.done)
            if time.monotonic() - began >= seconds:
                return False
        for arm in self.arms:
            arm.advance(self.until)
            arm.finish()
        return True

    def result(self) -> dict[str, Any]:
        """The figures of each arm, and the leads that would move."""
        told: dict[str, Any] = {"arms": [arm.tally.to_json() for arm in self.arms]}
        if len(self.arms) > 1:
            told["moves"] = self.moves.to_json()
        return told

    def carried(self) -> Carried:
        """All that another process needs to go on from here."""
        return {
            "done": self.done,
            "beyond": [self.beyond[0].isoformat(), self.beyond[1]] if self.beyond else None,
            "arms": [
                {
                    "state": to_json(arm.table.state(now=self.now)),
                    "tally": arm.tally.to_json(),
                    "waiting": list(arm.waiting),
                }
                for arm in self.arms
            ],
            "moves": self.moves.to_json(),
            "halves": self.moves.halves(),
        }


def start_run(
    rule_sets: Sequence[CompiledRuleSet],
    *,
    since: datetime,
    until: datetime,
    carried: Carried | None = None,
) -> Run:
    """A run from the beginning, or from where another one was carried to. Raises NoPolicy.

    The people and pools are those of now; the ledgers and loads those of ``since``.
    """
    carried = carried or {}
    beyond = _position(carried.get("beyond"))
    moves = moves_from(carried["moves"], carried["halves"]) if carried else Moves()
    tables = _tables(rule_sets, carried, since=since, now=beyond[0] if beyond else since)
    policy, thresholds = current_policy(), all_thresholds()
    arms = [
        Arm(
            rules,
            table,
            policy=policy,
            thresholds=thresholds,
            tally=tally_from(carried["arms"][place]["tally"]) if carried else Tally(),
            told=partial(moves.told, arm=place) if len(rule_sets) > 1 else _nobody,
        )
        for place, (rules, table) in enumerate(zip(rule_sets, tables, strict=True))
    ]
    run = Run(since, until, arms, moves, done=carried.get("done", 0), beyond=beyond)
    for arm, kept in zip(arms, carried.get("arms", ()), strict=False):
        _line_up(arm, kept["waiting"], now=run.now)
    return run


def dry_run(
    versions: Sequence[RuleSetVersion],
    *,
    since: datetime,
    until: datetime,
    told: Callable[[int, int], None],
) -> dict[str, Any]:
    """The whole result at once, for a command; ``told`` hears how many of how many are done.

    Raises NoPolicy, UnreadableRules.
    """
    rule_sets = [rules_of(content_of(version)) for version in versions]
    total = leads_between(since, until).count()
    with rare_collections():
        run = start_run(rule_sets, since=since, until=until)
        run.go_on(seconds=float("inf"), told=lambda done: told(done, total))
    return run.result()


def _tables(
    rule_sets: Sequence[CompiledRuleSet], carried: Carried, *, since: datetime, now: datetime
) -> Iterator[MemoryTable]:
    pools, named = targets_of(rule_sets)
    rosters = load_rosters(
        pools,
        rep_ids=set(Rep.objects.values_list("pk", flat=True)),  # whom a customer may belong to
        targets=named,
        needs_traits=asks_of_reps(rule_sets),
        now=since,
    )
    start = None if carried else state_at(rosters.by_pool, since=since)
    for place in range(len(rule_sets)):
        if start is None:
            kept: Start = from_json(carried["arms"][place]["state"])
            yield MemoryTable(rosters, kept, now=now)
        else:
            yield open_table(rosters, deepcopy(start), now=since)


def _line_up(arm: Arm, lead_ids: Sequence[int], *, now: datetime) -> None:
    """Let those wait again who waited when the run was carried on."""
    for arrived in arrivals_of(lead_ids).values():
        arm.try_again(arrived, now=now)


def _position(kept: Sequence[Any] | None) -> Position | None:
    return (datetime.fromisoformat(kept[0]), kept[1]) if kept else None


def _nobody(lead: int, result: Any) -> None:
    """One version alone is compared with nobody."""
