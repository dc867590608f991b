"""The first rule that holds for a lead, and the account of why it did.

A rule that cannot be judged fails alone: it is reported as a flaw and the next rule is tried.
"""

from dataclasses import dataclass, replace
from typing import Any

from assignment.engine.conditions import Condition, requirement_of, to_test
from assignment.engine.fields import Facts, actual
from assignment.engine.judge import first_held
from assignment.engine.rules import CompiledRuleSet, Flaw, Match, Rule, RuleSet
from assignment.engine.values import Flawed

__all__ = ["ConditionCheck", "Flaw", "Match", "RuleCheck", "explain", "match"]


@dataclass(frozen=True, slots=True)
class ConditionCheck:
    """One condition judged; ``actual`` is the fact as given, ``flaw`` a ``Problem`` or None.

    ``is_requirement``: the row asks something of the rep, so it holds for every lead; ``actual``
    is then the fact that the rep is held against, if there is one.
    """

    condition: Condition
    actual: Any
    holds: bool
    flaw: str | None = None
    is_requirement: bool = False


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One rule judged; ``groups`` mirrors the groups of the rule, ``flaw`` means passed over.

    ``group`` is the place of the first group that held, as in ``Match``.
    """

    rule: Rule
    groups: tuple[tuple[ConditionCheck, ...], ...]
    holds: bool
    flaw: Flaw | None = None
    group: int | None = None


def match(rules: CompiledRuleSet, facts: Facts) -> Match:
    """The first rule from the top that holds, or none; stops at the first answer, never raises."""
    slots = rules.slots
    try:
        found = first_held(rules.groups, facts, known=slots.blank.copy(), reads=slots.reads)
    except Flawed:
        return _match_one_by_one(rules, facts)
    return found or rules.unmatched


def explain(rule_set: RuleSet | CompiledRuleSet, facts: Facts) -> tuple[RuleCheck, ...]:
    """Every rule up to and including the one that ``match`` finds, each condition judged.

    Unlike ``match`` it does not stop at the first condition that fails, so the whole can be shown;
    the verdict on each rule is the same.
    """
    rules = rule_set if isinstance(rule_set, CompiledRuleSet) else CompiledRuleSet(rule_set)
    known = rules.slots.blank.copy()
    checks: list[RuleCheck] = []
    for compiled in rules.rules:
        found = rules.judge(compiled, facts, known)
        flaw, held = _told_apart(found)
        groups = tuple(
            tuple(_check(condition, facts) for condition in group) for group in compiled.rule.groups
        )
        place = held.group if held else None
        checks.append(RuleCheck(compiled.rule, groups, holds=bool(held), flaw=flaw, group=place))
        if held:
            break
    return tuple(checks)


def _match_one_by_one(rules: CompiledRuleSet, facts: Facts) -> Match:
    """For a lead of which a fact cannot be read: only the rules that ask for it fail."""
    known = rules.slots.blank.copy()
    flaws: list[Flaw] = []
    for compiled in rules.rules:
        flaw, held = _told_apart(rules.judge(compiled, facts, known))
        if held:
            return replace(held, flaws=tuple(flaws))
        if flaw:
            flaws.append(flaw)
    return Match(None, tuple(flaws))


def _told_apart(found: Match | Flaw | None) -> tuple[Flaw | None, Match | None]:
    if isinstance(found, Flaw):
        return found, None
    return None, found


def _check(condition: Condition, facts: Facts) -> ConditionCheck:
    if condition.is_about_rep:
        return _check_of_rep(condition, facts)
    fact = actual(facts, condition.field)
    try:
        return ConditionCheck(condition, fact, holds=to_test(condition).judge(facts))
    except Flawed as flawed:
        return ConditionCheck(condition, fact, holds=False, flaw=flawed.code.value)


def _check_of_rep(condition: Condition, facts: Facts) -> ConditionCheck:
    try:
        fact = requirement_of(condition).fact
    except Flawed as flawed:
        code = flawed.code.value
        return ConditionCheck(condition, None, holds=False, flaw=code, is_requirement=True)
    asked = actual(facts, fact) if fact else None
    return ConditionCheck(condition, asked, holds=True, is_requirement=True)
