"""Setting up how the demo company shares out its leads: pools, caps and rules as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from assignment.choices import RulePurpose, TargetKind, WhenNobody
from assignment.models import Cap, Condition, Pool, PoolMember, Rule, RuleSet, RuleSetVersion
from assignment.versions.rule_sets import draft_of, publish
from reports.demo import rulebook
from reports.demo.rulebook import RulePlan
from reps.models import Rep, Team

RULE_SET = "线索分配 Lead routing"


def set_up_routing(reps: Mapping[str, Rep], *, by: int, now: datetime) -> None:
    """Make pools and caps, and publish the rules. The reps and their teams must be there."""
    pools = _pools(reps)
    for cap in rulebook.CAPS:
        pool = pools.get(cap.pool)
        Cap.objects.create(rep=reps[cap.login], pool=pool, period=cap.period, limit=cap.limit)
    draft = draft_of(RuleSet.objects.create(name=RULE_SET))
    for position, plan in enumerate([*rulebook.RULES, rulebook.CATCH_ALL]):
        add_rule(draft, plan, position=position)
    publish(draft, by=by, now=now)


def add_rule(draft: RuleSetVersion, plan: RulePlan, *, position: int) -> Rule:
    """Write one rule of a plan into a draft."""
    rule = Rule.objects.create(
        version=draft,
        position=position,
        name=plan.name,
        is_catch_all=plan is rulebook.CATCH_ALL,
        **_target(plan),
    )
    rule.reps.set(Rep.objects.filter(user__username__in=plan.reps) if plan.reps else [])
    for group, field, operator, value in plan.conditions:
        Condition.objects.create(
            rule=rule, group=group, field=field, operator=operator, value=value
        )
    return rule


def _pools(reps: Mapping[str, Rep]) -> dict[str, Pool]:
    pools: dict[str, Pool] = {}
    for plan in rulebook.POOLS:
        settings = dict(plan.settings)
        if plan.overflow:
            settings |= {"when_nobody": WhenNobody.OVERFLOW, "overflow": pools[plan.overflow]}
        if plan.open_to:
            settings["open_to_team"] = Team.objects.get(name=plan.open_to)
        pool = Pool.objects.create(name=plan.name, strategy=plan.strategy, **settings)
        for login, weight in plan.members:
            PoolMember.objects.create(pool=pool, rep=reps[login], weight=Decimal(weight))
        pools[plan.name] = pool
    return pools


def _target(plan: RulePlan) -> dict[str, object]:
    if plan.is_key:
        return {"purpose": RulePurpose.KEY, "target": ""}
    if plan.pool:
        return {"target": TargetKind.POOL, "pool": Pool.objects.get(name=plan.pool)}
    if plan.team:
        return {"target": TargetKind.TEAM, "team": Team.objects.get(name=plan.team)}
    return {"target": TargetKind.REPS if plan.reps else TargetKind.REVIEW}
