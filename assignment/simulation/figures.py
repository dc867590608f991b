"""What a dry run counts, as plain data that goes into JSON and comes back. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from assignment.engine.codes import Exclusion, Reason
from assignment.engine.ledger import UNIT
from assignment.engine.route import Outcome

MOST_MOVES: Final = 5_000
ROOM: Final = frozenset(
    {
        Exclusion.AT_CAPACITY,
        Exclusion.HOURLY_CAP,
        Exclusion.DAILY_CAP,
        Exclusion.WEEKLY_CAP,
        Exclusion.MONTHLY_CAP,
    }
)
OUTSIDE: Final = 0  # the pool of leads that no pool dealt: sticky ones, reps by name, teams


@dataclass(frozen=True, slots=True)
class Result:
    """Where one lead ended by one version."""

    kind: str
    rep: int | None = None
    pool: int | None = None
    rule: str = ""

    def goes_elsewhere(self, other: Result) -> bool:
        """Whether the other version means another person, or another pool where nobody has it."""
        if self.rep is not None or other.rep is not None:
            return (self.kind, self.rep) != (other.kind, other.rep)
        return (self.kind, self.pool) != (other.kind, other.pool)


@dataclass(slots=True)
class Tally:
    """The figures of one version.

    ``shares`` are by pool and rep: leads received, and the fair share in 10⁻⁹ lead. ``excluded``
    and ``full`` count each lead's first attempt; ``full`` is by rep. ``waited`` are leads that
    found nobody at first and somebody later.
    """

    leads: int = 0
    waited: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    shares: dict[int, dict[int, list[int]]] = field(default_factory=dict)
    unassigned: Counter[str] = field(default_factory=Counter)
    reviews: Counter[str] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)
    full: dict[int, Counter[str]] = field(default_factory=dict)
    steps: Counter[str] = field(default_factory=Counter)

    def tried(self, outcome: Outcome) -> None:
        """Count a lead's first attempt: which rule took it, and who could not."""
        self.leads += 1
        rule = outcome.plan.rule
        if rule is not None:
            self.rules[rule.key] += 1
            self.names[rule.key] = rule.name
        for choice in (outcome.choice, *(one for _, one in outcome.passed)):
            for rep, code in choice.excluded if choice else ():
                self.excluded[code] += 1
                if code in ROOM:
                    self.full.setdefault(rep, Counter())[code] += 1

    def ended(self, outcome: Outcome, *, has_waited: bool) -> None:
        """Count where a lead has ended."""
        self.kinds[outcome.kind] += 1
        if outcome.kind == "waiting":
            self.unassigned.update(outcome.reasons[:1])
            return
        self.waited += has_waited
        if outcome.kind == "review":
            self.reviews.update(outcome.reasons[:1])
        for reason in (Reason.OVERFLOWED, Reason.STARTS_LATER):
            self.steps[reason] += reason in outcome.reasons
        self.steps["sticky"] += outcome.plan.step == "sticky"
        if outcome.kind in ("assigned", "offered"):
            self._share(outcome)

    def _share(self, outcome: Outcome) -> None:
        rep, choice = outcome.rep, outcome.choice
        of_pool = self.shares.setdefault(outcome.pool or OUTSIDE, {})
        if rep is not None:
            of_pool.setdefault(rep, [0, 0])[0] += 1
        if choice is not None and outcome.pool is not None:
            for member, amount in choice.lines.items():
                fair = of_pool.setdefault(member, [0, 0])
                fair[1] += amount + (UNIT if member == rep else 0)

    def to_json(self) -> dict[str, Any]:
        return {
            "leads": self.leads,
            "waited": self.waited,
            "names": self.names,
            "shares": {
                str(pool): {str(rep): pair for rep, pair in reps.items()}
                for pool, reps in self.shares.items()
            },
            "full": {str(rep): _plain(codes) for rep, codes in self.full.items()},
        } | {name: _plain(getattr(self, name)) for name in COUNTERS}


COUNTERS: Final = ("kinds", "rules", "unassigned", "reviews", "excluded", "steps")


def tally_from(kept: Mapping[str, Any]) -> Tally:
    """A tally that goes on counting where another has stopped."""
    return Tally(
        leads=kept["leads"],
        waited=kept["waited"],
        names=dict(kept["names"]),
        shares={
            int(pool): {int(rep): list(pair) for rep, pair in reps.items()}
            for pool, reps in kept["shares"].items()
        },
        full={int(rep): Counter(codes) for rep, codes in kept["full"].items()},
        **{name: Counter(kept[name]) for name in COUNTERS},
    )


def _plain(counts: Counter[str]) -> dict[str, int]:
    return {str(code): count for code, count in counts.most_common() if count}


@dataclass(slots=True)
class Moves:
    """Leads that two versions send to different people; ``half`` wait for the second answer."""

    count: int = 0
    first: list[list[Any]] = field(default_factory=list)
    half: dict[int, tuple[int, Result]] = field(default_factory=dict)

    def told(self, lead: int, result: Result, *, arm: int) -> None:
        """One version has answered; once both have, they are compared."""
        if lead not in self.half:
            self.half[lead] = (arm, result)
            return
        _, other = self.half.pop(lead)
        before, after = (other, result) if arm else (result, other)
        if before.goes_elsewhere(after):
            self.count += 1
            if len(self.first) < MOST_MOVES:
                self.first.append([lead, *_row(before), *_row(after)])

    def to_json(self) -> dict[str, Any]:
        return {"count": self.count, "first": sorted(self.first)}

    def halves(self) -> list[list[Any]]:
        """The leads that only one version has answered for, to be carried on."""
        return [[lead, arm, *_row(result)] for lead, (arm, result) in self.half.items()]


def moves_from(kept: Mapping[str, Any], halves: list[list[Any]]) -> Moves:
    half = {lead: (arm, Result(*row)) for lead, arm, *row in halves}
    return Moves(count=kept["count"], first=[list(row) for row in kept["first"]], half=half)


def result_of(outcome: Outcome) -> Result:
    rule = outcome.plan.rule
    return Result(
        kind=outcome.kind, rep=outcome.rep, pool=outcome.pool, rule=rule.key if rule else ""
    )


def _row(result: Result) -> list[Any]:
    return [result.kind, result.rep, result.pool, result.rule]
