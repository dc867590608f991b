"""The compact record of a decision: arrays and codes, from which ``explain`` tells the story.

With the rosters that the decision saw it can be computed anew (``simulation.replay``), also when
rules, weights, pools and regions have changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assignment.engine.codes import Exclusion
from assignment.engine.gates import NOBODY
from assignment.engine.roster import Choice, Roster
from assignment.engine.route import Outcome, Plan
from assignment.facts import as_of
from assignment.packing import pack, unpack

ROSTERS, FORMAT = "rosters", "format"  # both are missing in the records of earlier releases
NEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a decision went by beside facts and rules.

    ``rosters`` begin with that of the rule's target; pools that may overflow follow.
    """

    rosters: tuple[Roster, ...] = ()
    barred: Mapping[int, Exclusion] = field(default_factory=lambda: NOBODY)
    age_hours: float = 0.0
    push: bool = False


def record_of(
    outcome: Outcome,
    *,
    facts: dict[str, Any],
    message_id: int,
    deal: int | None,
    rosters: Iterable[Roster] = (),
    barred: Mapping[int, Exclusion] = NOBODY,
    age_hours: float = 0.0,
    push: bool = False,
) -> dict[str, Any]:
    """Facts, notes, exclusion codes, ranked numbers and rosters; under 4 KB with 20 candidates.

    ``rosters``, ``barred``, ``age_hours`` and ``push`` are what ``settle`` was called with; the
    rule's own roster before those that took over, and all as they stood before the deal.
    """
    choice, requirements = outcome.choice, outcome.plan.requirements
    record = {
        FORMAT: NEWEST,
        "facts": as_of(facts),
        "step": outcome.plan.step,
        "notes": [str(note) for note in outcome.plan.notes],
        "flaws": [[flaw.rule, flaw.code] for flaw in outcome.plan.flaws],
        "excluded": by_code(choice.excluded) if choice else {},
        "ranked": ranked_of(choice),
        "message": message_id,
        "deal": deal,
        ROSTERS: pack(_visited(outcome, rosters), facts=facts, requirements=requirements),
    }
    if barred:
        record["barred"] = by_code(barred.items())
    if age_hours:
        record["age"] = age_hours
    if push:
        record["push"] = True
    if outcome.plan.rule is None and outcome.plan.target is not None:
        record["to"] = outcome.plan.target.pool  # past the rules, because somebody decided so
    if outcome.passed:
        record["passed"] = [[pool, by_code(one.excluded)] for pool, one in outcome.passed]
    return record


def _visited(outcome: Outcome, rosters: Iterable[Roster]) -> Iterable[Roster]:
    """The rule's own roster, and of those that might have taken over the ones that were asked."""
    asked = {outcome.pool, *(pool for pool, _ in outcome.passed)}
    return (one for place, one in enumerate(rosters) if not place or one.pool in asked)


def seen_by(record: Mapping[str, Any]) -> Seen | None:
    """What a stored decision went by; None for one of an earlier release, which did not keep it."""
    if ROSTERS not in record:
        return None
    barred = {
        rep: Exclusion(code) for code, reps in record.get("barred", {}).items() for rep in reps
    }
    return Seen(
        rosters=tuple(unpack(record[ROSTERS])),
        barred=barred,
        age_hours=record.get("age", 0.0),
        push=record.get("push", False),
    )


def ranked_of(choice: Choice | None) -> list[list[Any]]:
    """Each eligible rep with his number, best first, as records keep them."""
    return [[rep, round(number, 6)] for rep, number in choice.ranked] if choice else []


def by_code(pairs: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    """Reps by the code that kept them out."""
    found: dict[str, list[int]] = {}
    for rep, code in pairs:
        found.setdefault(str(code), []).append(rep)
    return found


def rule_of(plan: Plan) -> tuple[str, str]:
    """Key and name of the rule that matched; empty for a sticky lead or without a match."""
    return (plan.rule.key, plan.rule.name) if plan.rule else ("", "")
