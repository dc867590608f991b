"""Rules as data, their JSON form, and the compiled form that matching runs on.

Content of format 1, as published by earlier releases, is read as it was then: what the engine of
then did not know is a flaw now as before. Rules that say nothing newer are still written so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from assignment.engine.codes import Problem, TargetKind
from assignment.engine.conditions import Condition, refuse_newer, requirement_of, to_test
from assignment.engine.fields import Facts, format_of
from assignment.engine.judge import Slots, Step, first_held
from assignment.engine.requirements import Requirement
from assignment.engine.values import Flawed

FORMAT: Final = 2
_READABLE: Final = (1, FORMAT)


class UnreadableRules(ValueError):
    """Content that no version of ``to_content`` has written."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a rule sends a lead: a pool, some reps by name, a team, or a manager's review."""

    kind: TargetKind
    pool: int | None = None
    reps: tuple[int, ...] = ()
    team: int | None = None


NOWHERE: Final = Target(TargetKind.REVIEW)  # of rules that only mark key leads; not stored


@dataclass(frozen=True, slots=True)
class Rule:
    """Groups are joined by OR, the conditions within one by AND; no groups match every lead."""

    key: str
    name: str
    groups: tuple[tuple[Condition, ...], ...]
    target: Target = NOWHERE


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one version, from the top.

    ``key_rules`` mark leads as key ones; their targets mean nothing. ``format`` is the one that
    they were read from, by whose lights they are judged.
    """

    version: int
    rules: tuple[Rule, ...]
    key_rules: tuple[Rule, ...] = ()
    format: int = field(default=FORMAT, compare=False)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A rule that could not be judged and was passed over: ``code`` is a ``Problem``."""

    rule: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that holds, or None; ``flaws`` lists the broken rules that stood above it.

    ``group`` is the place of the group that held among the rule's, None for a rule without
    conditions; ``requirements`` is what this group asks of the rep.
    """

    rule: Rule | None
    flaws: tuple[Flaw, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    group: int | None = None


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """``flaw`` is what keeps the whole rule from ever being judged; it has no groups then.

    Beside the steps of each group stands the whole answer, so that a match makes nothing anew.
    """

    rule: Rule
    groups: tuple[tuple[tuple[Step, ...], Match], ...]
    flaw: Flaw | None = None


class CompiledRuleSet:
    """A rule set ready for matching; immutable, and worth keeping for as long as its version.

    Never raises for a broken rule: the rule carries its flaw, the others work.
    """

    __slots__ = ("groups", "key_rules", "rule_set", "rules", "slots", "unmatched")

    def __init__(self, rule_set: RuleSet) -> None:
        self.rule_set = rule_set
        self.slots = Slots()
        flaws: list[Flaw] = []
        self.rules = tuple(self._compile(rule, flaws) for rule in rule_set.rules)
        self.unmatched = Match(None, tuple(flaws))
        self.key_rules = tuple(self._compile_key(rule) for rule in rule_set.key_rules)
        self.groups = tuple(group for rule in self.rules for group in rule.groups)

    @property
    def version(self) -> int:
        return self.rule_set.version

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """The flaws known before any lead has come."""
        of_keys = tuple(rule.flaw for rule in self.key_rules if rule.flaw is not None)
        return (*self.unmatched.flaws, *of_keys)

    def judge(self, rule: CompiledRule, facts: Facts, known: list[Any]) -> Match | Flaw | None:
        """One rule by itself; ``known`` is a copy of ``slots.blank``, shared by its rules."""
        if rule.flaw is not None:
            return rule.flaw
        try:
            return first_held(rule.groups, facts, known=known, reads=self.slots.reads)
        except Flawed as flawed:
            return flaw_of(rule.rule, flawed)

    def key_names(self, facts: Facts) -> tuple[str, ...]:
        """The names of all rules that mark this lead as a key one. Never raises."""
        if not self.key_rules:
            return ()
        known = self.slots.blank.copy()
        return tuple(
            one.rule.name
            for one in self.key_rules
            if isinstance(self.judge(one, facts, known), Match)
        )

    def is_marked_key(self, facts: Facts) -> bool:
        """Whether any rule marks this lead as a key one. Never raises."""
        return bool(self.key_names(facts))

    def _compile(self, rule: Rule, flaws: list[Flaw]) -> CompiledRule:
        """Empty groups, as a form may leave behind, are dropped; ``flaws`` are those above."""
        try:
            _check_target(rule.target)
            parts = [self._parts(group) for group in rule.groups]
        except Flawed as flawed:
            flaws.append(flaw_of(rule, flawed))
            return CompiledRule(rule, (), flaws[-1])
        above = tuple(flaws)
        groups = tuple(
            (steps, Match(rule, above, requirements, place))
            for place, (steps, requirements) in enumerate(parts)
            if rule.groups[place]
        )
        return CompiledRule(rule, groups or (((), Match(rule, above)),))

    def _compile_key(self, rule: Rule) -> CompiledRule:
        about_reps = [row for group in rule.groups for row in group if row.is_about_rep]
        if about_reps:
            flaw = Flaw(rule.key, Problem.NOT_IN_KEY_RULE.value, about_reps[0].field)
            return CompiledRule(rule, (), flaw)
        return self._compile(Rule(rule.key, rule.name, rule.groups), [])

    def _parts(
        self, group: Iterable[Condition]
    ) -> tuple[tuple[Step, ...], tuple[Requirement, ...]]:
        tests, requirements = [], []
        for condition in group:
            if self.rule_set.format == 1:
                refuse_newer(condition)
            if condition.is_about_rep:
                requirements.append(requirement_of(condition))
            else:
                tests.append(to_test(condition))
        return self.slots.steps(tests), tuple(requirements)


def to_content(rule_set: RuleSet) -> dict[str, Any]:
    """The rule set as JSON; ``from_content`` gives back an equal one."""
    content = {
        "format": _format_needed(rule_set),
        "version": rule_set.version,
        "rules": [_rule_to_content(rule) for rule in rule_set.rules],
    }
    if rule_set.key_rules:
        content["key_rules"] = [_marks_to_content(rule) for rule in rule_set.key_rules]
    return content


def from_content(content: Mapping[str, Any]) -> RuleSet:
    """Raises ``UnreadableRules`` for another format or a missing part.

    Conditions are not judged here: an unknown operator is a flaw of its rule, not of the content.
    """
    if content.get("format") not in _READABLE:
        raise UnreadableRules(f"format {content.get('format')!r}")
    try:
        return RuleSet(
            version=content["version"],
            rules=tuple(_rule_from_content(rule) for rule in content["rules"]),
            key_rules=tuple(_marks_from_content(rule) for rule in content.get("key_rules", ())),
            format=content["format"],
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableRules(f"{type(error).__name__}: {error}") from error


def flaw_of(rule: Rule, flawed: Flawed) -> Flaw:
    return Flaw(rule=rule.key, code=flawed.code.value, detail=flawed.detail)


def _check_target(target: Target) -> None:
    named = {
        TargetKind.POOL: target.pool is not None,
        TargetKind.REPS: bool(target.reps),
        TargetKind.TEAM: target.team is not None,
    }
    if not named.get(target.kind, True):
        raise Flawed(Problem.TARGET_INCOMPLETE, str(target.kind))


def _format_needed(rule_set: RuleSet) -> int:
    if rule_set.key_rules or any(rule.target.team is not None for rule in rule_set.rules):
        return FORMAT
    if any(rule.target.kind == TargetKind.TEAM for rule in rule_set.rules):
        return FORMAT
    rows = (row for rule in rule_set.rules for group in rule.groups for row in group)
    return min(
        rule_set.format, max((format_of(row.field, row.operator) for row in rows), default=1)
    )


def _marks_to_content(rule: Rule) -> dict[str, Any]:
    """A rule without its target, all that a rule that marks key leads has."""
    return {
        "key": rule.key,
        "name": rule.name,
        "groups": [[_condition_to_content(row) for row in group] for group in rule.groups],
    }


def _rule_to_content(rule: Rule) -> dict[str, Any]:
    target = {
        "kind": str(rule.target.kind),
        "pool": rule.target.pool,
        "reps": list(rule.target.reps),
    }
    if rule.target.team is not None:
        target["team"] = rule.target.team
    return {**_marks_to_content(rule), "target": target}


def _condition_to_content(condition: Condition) -> dict[str, Any]:
    value = condition.value
    return {
        "field": condition.field,
        "operator": str(condition.operator),
        "value": list(value) if isinstance(value, tuple) else value,
    }


def _marks_from_content(content: Mapping[str, Any], target: Target = NOWHERE) -> Rule:
    groups = tuple(tuple(map(_condition_from_content, group)) for group in content["groups"])
    return Rule(key=content["key"], name=content["name"], groups=groups, target=target)


def _rule_from_content(content: Mapping[str, Any]) -> Rule:
    target = content["target"]
    return _marks_from_content(
        content,
        Target(
            kind=TargetKind(target["kind"]),
            pool=target["pool"],
            reps=tuple(target["reps"]),
            team=target.get("team"),
        ),
    )


def _condition_from_content(content: Mapping[str, Any]) -> Condition:
    return Condition(field=content["field"], operator=content["operator"], value=content["value"])
