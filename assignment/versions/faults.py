"""What keeps a draft from being published: codes, since a planned publication stores them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext_lazy as _

from assignment.choices import RulePurpose, TargetKind
from assignment.engine.codes import Problem
from assignment.engine.conditions import validate
from assignment.models import PoolMember, Rule, RuleSetVersion
from assignment.versions.content import groups_of, rules_of
from assignment.wording.words import PROBLEM_LABELS, field_label
from reps.models import Rep


class FaultCode(StrEnum):
    NO_CATCH_ALL = "no_catch_all"
    NO_CONDITIONS = "no_conditions"
    CATCH_ALL_HAS_CONDITIONS = "catch_all_has_conditions"
    CONDITION = "condition"
    POOL_IS_EMPTY = "pool_is_empty"
    NO_REPS = "no_reps"
    REPS_ARE_INACTIVE = "reps_are_inactive"
    TEAM_IS_EMPTY = "team_is_empty"


SENTENCES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        FaultCode.NO_CATCH_ALL: _(
            "The last rule must be an active catch-all, so that every lead finds a rule."
        ),
        FaultCode.NO_CONDITIONS: _("Rule “%(rule)s” has no conditions."),
        FaultCode.CATCH_ALL_HAS_CONDITIONS: _("The catch-all “%(rule)s” has conditions."),
        FaultCode.CONDITION: _("Rule “%(rule)s”, condition on “%(field)s”: %(problem)s"),
        FaultCode.POOL_IS_EMPTY: _("Rule “%(rule)s”: the pool “%(target)s” has no active members."),
        FaultCode.NO_REPS: _("Rule “%(rule)s” does not say to which reps."),
        FaultCode.REPS_ARE_INACTIVE: _("Rule “%(rule)s”: none of its reps is active."),
        FaultCode.TEAM_IS_EMPTY: _("Rule “%(rule)s”: the team “%(target)s” has no active reps."),
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One of them; ``field`` and ``problem`` are the codes of a condition that is none."""

    code: str
    rule: str = ""
    target: str = ""
    field: str = ""
    problem: str = ""

    def to_data(self) -> dict[str, str]:
        """As a notice keeps it."""
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Crew:
    """Whom rules may name with some effect: pools and teams that have somebody."""

    pools: Collection[int]
    teams: Collection[int]


def faults_of(draft: RuleSetVersion) -> list[Fault]:
    """What keeps a draft from being published; empty when nothing does. Five queries."""
    active = [rule for rule in rules_of(draft) if rule.is_active]
    routing = [rule for rule in active if rule.purpose == RulePurpose.ROUTE]
    crew = who_is_there()
    faults = [] if routing and routing[-1].is_catch_all else [Fault(FaultCode.NO_CATCH_ALL)]
    for rule in active:
        faults += faults_of_rule(rule, crew)
    return faults


def who_is_there() -> Crew:
    """The pools and teams with active members; two queries."""
    pools = PoolMember.objects.filter(is_active=True).values_list("pool", flat=True)
    return Crew(pools=set(pools), teams=_teams_with_reps())


def faults_of_rule(rule: Rule, crew: Crew) -> list[Fault]:
    """What is wrong with one rule by itself; reads its conditions, pool, reps and team."""
    return [*_of_conditions(rule), *_of_target(rule, crew)]


def problems_of(draft: RuleSetVersion) -> list[str | StrPromise]:
    """What keeps a draft from being published, in sentences for a manager."""
    return [fault_sentence(fault.to_data()) for fault in faults_of(draft)]


def fault_sentence(data: Mapping[str, str]) -> str:
    """One fault in words; a code that is not known any more stands for itself."""
    code = data.get("code", "")
    problem = data.get("problem", "")
    said = {
        "rule": data.get("rule", "?"),
        "target": data.get("target", "?"),
        "field": field_label(data.get("field", "")),
        "problem": PROBLEM_LABELS.get(problem, problem),
    }
    return str(SENTENCES.get(code, code)) % said


def _teams_with_reps() -> set[int]:
    """Teams with an active rep of their own or below them, as routing counts them."""
    chain = ("team", "team__parent", "team__parent__parent")
    rows = Rep.objects.active().values_list(*chain).distinct()
    return {team for teams in rows for team in teams if team is not None}


def _of_conditions(rule: Rule) -> Iterator[Fault]:
    groups = groups_of(rule)
    if not groups and not rule.is_catch_all:
        yield Fault(FaultCode.NO_CONDITIONS, rule=rule.name)
    if groups and rule.is_catch_all:
        yield Fault(FaultCode.CATCH_ALL_HAS_CONDITIONS, rule=rule.name)
    for condition in (row for group in groups for row in group):
        problem = validate(condition)
        if condition.is_about_rep and rule.purpose == RulePurpose.KEY:
            problem = Problem.NOT_IN_KEY_RULE
        if problem:
            yield Fault(FaultCode.CONDITION, rule=rule.name, field=condition.field, problem=problem)


def _of_target(rule: Rule, crew: Crew) -> Iterator[Fault]:
    if rule.target == TargetKind.POOL and rule.pool_id not in crew.pools:
        yield Fault(FaultCode.POOL_IS_EMPTY, rule=rule.name, target=str(rule.pool))
    if rule.target == TargetKind.TEAM and rule.team_id not in crew.teams:
        yield Fault(FaultCode.TEAM_IS_EMPTY, rule=rule.name, target=str(rule.team))
    if rule.target == TargetKind.REPS:
        named = list(rule.reps.all())
        if not named:
            yield Fault(FaultCode.NO_REPS, rule=rule.name)
        elif not any(rep.is_active for rep in named):
            yield Fault(FaultCode.REPS_ARE_INACTIVE, rule=rule.name)
