"""The first rule that holds for a lead, and the account of why it did.

A rule that cannot be judged fails alone: it is reported as a flaw and the next rule is tried.
"""

from dataclasses import dataclass
from typing import Any

from assignment.engine.conditions import Condition, to_test
from assignment.engine.fields import Facts, actual
from assignment.engine.rules import (
    CompiledRule,
    CompiledRuleSet,
    Flaw,
    Rule,
    RuleSet,
    flaw_of,
)
from assignment.engine.values import Flawed

__all__ = ["ConditionCheck", "Flaw", "Match", "RuleCheck", "explain", "match"]

_UNREAD = object()


@dataclass(frozen=True, slots=True)
class Match:
    """``flaws`` lists the broken rules that stood above the match."""

    rule: Rule | None
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionCheck:
    """One condition judged; ``actual`` is the fact as given, ``flaw`` a ``Problem`` or None."""

    condition: Condition
    actual: Any
    holds: bool
    flaw: str | None = None


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """One rule judged; ``groups`` mirrors the groups of the rule, ``flaw`` means passed over."""

    rule: Rule
    groups: tuple[tuple[ConditionCheck, ...], ...]
    holds: bool
    flaw: Flaw | None = None


def match(rules: CompiledRuleSet, facts: Facts) -> Match:
    """The first rule from the top that holds, or none; stops at the first answer, never raises."""
    known: dict[str, Any] = {}
    flaws: list[Flaw] = []
    for compiled in rules.rules:
        found = _judge(compiled, facts, known)
        if found is True:
            return Match(compiled.rule, tuple(flaws))
        if found is not False:
            flaws.append(found)
    return Match(None, tuple(flaws))


def explain(rule_set: RuleSet | CompiledRuleSet, facts: Facts) -> tuple[RuleCheck, ...]:
    """Every rule up to and including the one that ``match`` finds, each condition judged.

    Unlike ``match`` it does not stop at the first condition that fails, so the whole can be shown;
    the verdict on each rule is the same.
    """
    rules = rule_set if isinstance(rule_set, CompiledRuleSet) else CompiledRuleSet(rule_set)
    known: dict[str, Any] = {}
    checks: list[RuleCheck] = []
    for compiled in rules.rules:
        found = _judge(compiled, facts, known)
        flaw = found if isinstance(found, Flaw) else None
        groups = tuple(
            tuple(_check(condition, facts) for condition in group) for group in compiled.rule.groups
        )
        checks.append(RuleCheck(compiled.rule, groups, holds=found is True, flaw=flaw))
        if found is True:
            break
    return tuple(checks)


def _judge(compiled: CompiledRule, facts: Facts, known: dict[str, Any]) -> bool | Flaw:
    """``known`` keeps each fact once it is read, since many rules ask for the same few."""
    if compiled.flaw is not None:
        return compiled.flaw
    try:
        for group in compiled.groups:
            for field, read, holds, holds_when_missing in group:
                value = known.get(field, _UNREAD)
                if value is _UNREAD:
                    value = known[field] = read(actual(facts, field))
                if not (holds_when_missing if value is None else holds(value)):
                    break
            else:
                return True
        return not compiled.groups
    except Flawed as flawed:
        return flaw_of(compiled.rule, flawed)


def _check(condition: Condition, facts: Facts) -> ConditionCheck:
    fact = actual(facts, condition.field)
    try:
        return ConditionCheck(condition, fact, holds=to_test(condition).judge(facts))
    except Flawed as flawed:
        return ConditionCheck(condition, fact, holds=False, flaw=flawed.code.value)
