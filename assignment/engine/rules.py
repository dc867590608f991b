"""Rules as data, their JSON form, and the compiled form that matching runs on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from assignment.engine.codes import Problem, TargetKind
from assignment.engine.conditions import Condition, Test, to_test
from assignment.engine.values import Flawed

FORMAT: Final = 1


class UnreadableRules(ValueError):
    """Content that no version of ``to_content`` has written."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a rule sends a lead: a pool, some reps by name, or a manager's review."""

    kind: TargetKind
    pool: int | None = None
    reps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Groups are joined by OR, the conditions within one by AND; no groups match every lead."""

    key: str
    name: str
    groups: tuple[tuple[Condition, ...], ...]
    target: Target


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one version, from the top."""

    version: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """A rule that could not be judged and was passed over: ``code`` is a ``Problem``."""

    rule: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """``flaw`` is what keeps the whole rule from ever being judged; it has no groups then."""

    rule: Rule
    groups: tuple[tuple[Test, ...], ...]
    flaw: Flaw | None = None


class CompiledRuleSet:
    """A rule set ready for matching; immutable, and worth keeping for as long as its version.

    Never raises for a broken rule: the rule carries its flaw, the others work.
    """

    __slots__ = ("rule_set", "rules")

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.rules = tuple(map(_compile, rule_set.rules))

    @property
    def version(self) -> int:
        return self.rule_set.version

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """The flaws known before any lead has come."""
        return tuple(rule.flaw for rule in self.rules if rule.flaw is not None)


def to_content(rule_set: RuleSet) -> dict[str, Any]:
    """The rule set as JSON; ``from_content`` gives back an equal one."""
    return {
        "format": FORMAT,
        "version": rule_set.version,
        "rules": [_rule_to_content(rule) for rule in rule_set.rules],
    }


def from_content(content: Mapping[str, Any]) -> RuleSet:
    """Raises ``UnreadableRules`` for another format or a missing part.

    Conditions are not judged here: an unknown operator is a flaw of its rule, not of the content.
    """
    if content.get("format") != FORMAT:
        raise UnreadableRules(f"format {content.get('format')!r}")
    try:
        rules = tuple(_rule_from_content(rule) for rule in content["rules"])
        return RuleSet(version=content["version"], rules=rules)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableRules(f"{type(error).__name__}: {error}") from error


def _rule_to_content(rule: Rule) -> dict[str, Any]:
    return {
        "key": rule.key,
        "name": rule.name,
        "groups": [[_condition_to_content(row) for row in group] for group in rule.groups],
        "target": {
            "kind": str(rule.target.kind),
            "pool": rule.target.pool,
            "reps": list(rule.target.reps),
        },
    }


def _condition_to_content(condition: Condition) -> dict[str, Any]:
    value = condition.value
    return {
        "field": condition.field,
        "operator": str(condition.operator),
        "value": list(value) if isinstance(value, tuple) else value,
    }


def _rule_from_content(content: Mapping[str, Any]) -> Rule:
    target = content["target"]
    return Rule(
        key=content["key"],
        name=content["name"],
        groups=tuple(
            tuple(_condition_from_content(row) for row in group) for group in content["groups"]
        ),
        target=Target(
            kind=TargetKind(target["kind"]), pool=target["pool"], reps=tuple(target["reps"])
        ),
    )


def _condition_from_content(content: Mapping[str, Any]) -> Condition:
    return Condition(field=content["field"], operator=content["operator"], value=content["value"])


def _compile(rule: Rule) -> CompiledRule:
    """Empty groups, as a form may leave behind, are dropped."""
    try:
        _check_target(rule.target)
        groups = tuple(tuple(map(to_test, group)) for group in rule.groups if group)
    except Flawed as flawed:
        return CompiledRule(rule, (), flaw_of(rule, flawed))
    return CompiledRule(rule, groups)


def _check_target(target: Target) -> None:
    if target.kind == TargetKind.POOL and target.pool is None:
        raise Flawed(Problem.TARGET_INCOMPLETE, "pool")
    if target.kind == TargetKind.REPS and not target.reps:
        raise Flawed(Problem.TARGET_INCOMPLETE, "reps")


def flaw_of(rule: Rule, flawed: Flawed) -> Flaw:
    return Flaw(rule=rule.key, code=flawed.code.value, detail=flawed.detail)
