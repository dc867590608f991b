"""The rows of a version as the engine reads them."""

from __future__ import annotations

from django.db.models import QuerySet

from assignment.choices import RulePurpose
from assignment.engine import rules as engine
from assignment.engine.conditions import Condition as EngineCondition
from assignment.models import Rule, RuleSetVersion


def to_engine(version: RuleSetVersion) -> engine.RuleSet:
    """The active rules of a version as the engine reads them; three queries."""
    active = [rule for rule in rules_of(version) if rule.is_active]
    return engine.RuleSet(
        version=version.pk,
        rules=tuple(to_engine_rule(rule) for rule in active if rule.purpose == RulePurpose.ROUTE),
        key_rules=tuple(to_key_rule(rule) for rule in active if rule.purpose == RulePurpose.KEY),
    )


def to_engine_rule(rule: Rule) -> engine.Rule:
    """A rule that gives leads to somebody."""
    target = engine.Target(
        kind=engine.TargetKind(rule.target),
        pool=rule.pool_id,
        reps=tuple(sorted(rep.pk for rep in rule.reps.all())),
        team=rule.team_id,
    )
    return engine.Rule(key=rule.key, name=rule.name, groups=groups_of(rule), target=target)


def to_key_rule(rule: Rule) -> engine.Rule:
    """A rule that marks key leads."""
    return engine.Rule(key=rule.key, name=rule.name, groups=groups_of(rule))


def groups_of(rule: Rule) -> tuple[tuple[EngineCondition, ...], ...]:
    """Its conditions by group, in the order in which they are shown."""
    groups: dict[int, list[EngineCondition]] = {}
    for row in sorted(rule.conditions.all(), key=lambda row: row.pk):
        condition = EngineCondition(field=row.field, operator=row.operator, value=row.value)
        groups.setdefault(row.group, []).append(condition)
    return tuple(tuple(groups[number]) for number in sorted(groups))


def rules_of(version: RuleSetVersion) -> QuerySet[Rule]:
    """From the top; a catch-all stands last wherever it was dragged."""
    rules = version.rules.select_related("pool", "team").prefetch_related("conditions", "reps")
    return rules.order_by("is_catch_all", "position", "pk")
