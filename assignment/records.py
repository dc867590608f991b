"""The compact record of a decision: arrays and codes, from which ``explain`` tells the story."""

from __future__ import annotations

from typing import Any

from assignment.engine.route import Outcome, Plan
from assignment.facts import as_of


def record_of(
    outcome: Outcome, *, facts: dict[str, Any], message_id: int, deal: int | None
) -> dict[str, Any]:
    """Facts, notes, exclusion codes and ranked numbers; about 1.5 KB with 20 candidates."""
    choice = outcome.choice
    excluded: dict[str, list[int]] = {}
    for rep, code in choice.excluded if choice else ():
        excluded.setdefault(str(code), []).append(rep)
    return {
        "facts": as_of(facts),
        "step": outcome.plan.step,
        "notes": [str(note) for note in outcome.plan.notes],
        "flaws": [[flaw.rule, flaw.code] for flaw in outcome.plan.flaws],
        "excluded": excluded,
        "ranked": [[rep, round(number, 6)] for rep, number in choice.ranked] if choice else [],
        "message": message_id,
        "deal": deal,
    }


def rule_of(plan: Plan) -> tuple[str, str]:
    """Key and name of the rule that matched; empty for a sticky lead or without a match."""
    return (plan.rule.key, plan.rule.name) if plan.rule else ("", "")
