"""Rules to start from, made of the pools, teams and reps that there are.

``outline`` says what a preset would make, ``apply_preset`` makes it; both by the same code, so
what was previewed is what comes, unless somebody changes teams or pools in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assignment.choices import Strategy, TargetKind, VersionState
from assignment.models import Condition, Pool, PoolMember, Rule, RuleSetVersion
from assignment.versions.rule_sets import copy_rules, lock_draft
from leads.regions import places
from reps.choices import RepLevel
from reps.models import Rep


class Preset(models.TextChoices):
    EQUAL = "equal", _("Equal: everybody in turn")
    BY_REGION = "by_region", _("By region: each pool the regions of its members")
    BY_INDUSTRY = "by_industry", _("By industry: each pool the industries of its members")
    WEIGHTED = "weighted", _("Weighted: the experienced get more")
    PUBLISHED = "published", _("The published rules")


class NothingToStartFrom(Exception):
    """The preset cannot be made; the message says what is missing."""


# Field of the condition, its operator, and where a rep says what he covers.
BY_FIELD: Final[Mapping[str, tuple[str, str, str]]] = {
    Preset.BY_REGION: ("area", "within", "regions"),
    Preset.BY_INDUSTRY: ("industry", "one_of", "industries"),
}
WEIGHTS: Final[Mapping[str, Decimal]] = {
    RepLevel.JUNIOR: Decimal("0.50"),
    RepLevel.REGULAR: Decimal("1.00"),
    RepLevel.SENIOR: Decimal("1.50"),
}


@dataclass(frozen=True, slots=True)
class PoolOutline:
    """A pool that is there (``pk``) or would be made, with its members and their weights."""

    name: str
    members: tuple[tuple[Rep, Decimal], ...]
    strategy: str = Strategy.ROUND_ROBIN
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class RuleOutline:
    """A rule that would be made; without a field it takes everything else."""

    name: str
    pool: PoolOutline
    field: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


def outline(preset: str) -> list[RuleOutline]:
    """The rules that a preset would make of today's reps, teams and pools; none for PUBLISHED.

    Raises NothingToStartFrom.
    """
    if preset == Preset.PUBLISHED:
        _published()
        return []
    reps = list(Rep.objects.active().select_related("team").order_by("name", "pk"))
    if not reps:
        raise NothingToStartFrom(gettext("There is no active rep yet."))
    if preset == Preset.WEIGHTED:
        weights = tuple((rep, WEIGHTS[rep.level]) for rep in reps)
        everybody = PoolOutline(gettext("Everybody, weighted"), weights, Strategy.WEIGHTED)
    else:
        everybody = PoolOutline(gettext("Everybody"), _in_turn(reps))
    pools = _pools(reps)
    rest = RuleOutline(gettext("Everything else"), _known(everybody))
    if preset not in BY_FIELD:
        return [rest]
    return [*_rules_by(preset, pools), rest]


@transaction.atomic
def apply_preset(draft: RuleSetVersion, preset: str) -> RuleSetVersion:
    """Replace the rules of a draft by those of a preset, and make the pools that it needs.

    Raises NothingToStartFrom, and NotADraft when the draft is none any more.
    """
    rules = outline(preset)
    draft = lock_draft(draft.pk)
    draft.rules.all().delete()
    if preset == Preset.PUBLISHED:
        copy_rules(_published(), to=draft)
        return draft
    pools: dict[str, int] = {}
    for position, rule in enumerate(rules):
        name = rule.pool.name
        if name not in pools:
            pools[name] = rule.pool.pk or _make(rule.pool).pk
        made = Rule.objects.create(
            version=draft,
            name=rule.name,
            position=position,
            target=TargetKind.POOL,
            pool_id=pools[name],
            is_catch_all=not rule.field,
        )
        if rule.field:
            Condition.objects.create(
                rule=made, field=rule.field, operator=rule.operator, value=list(rule.values)
            )
    return draft


def _published() -> RuleSetVersion:
    version = RuleSetVersion.objects.filter(state=VersionState.PUBLISHED).first()
    if version is None:
        raise NothingToStartFrom(gettext("No rules are published yet."))
    return version


def _pools(reps: Sequence[Rep]) -> list[PoolOutline]:
    """The pools that have members; if there are none, one for every team."""
    active = {rep.pk: rep for rep in reps}
    members = PoolMember.objects.filter(is_active=True, rep__in=active).order_by("pool", "pk")
    found: dict[int, list[tuple[Rep, Decimal]]] = {}
    for member in members:
        found.setdefault(member.pool_id, []).append((active[member.rep_id], member.weight))
    pools = Pool.objects.filter(pk__in=found).order_by("name", "pk")
    if found:
        return [
            PoolOutline(pool.name, tuple(found[pool.pk]), pool.strategy, pool.pk) for pool in pools
        ]
    teams: dict[Any, list[Rep]] = {}
    for rep in reps:
        if rep.team is not None:
            teams.setdefault(rep.team, []).append(rep)
    return [_known(PoolOutline(team.name, _in_turn(some))) for team, some in teams.items()]


def _rules_by(preset: str, pools: Iterable[PoolOutline]) -> list[RuleOutline]:
    """One rule a pool, narrow ones first: a pool for all of Europe stands below one for Bonn.

    What several pools cover alike goes to the first of them.
    """
    field, operator, attribute = BY_FIELD[preset]
    size = _sizes_of_regions() if preset == Preset.BY_REGION else {}
    covered = {
        pool: {str(value) for rep, _weight in pool.members for value in getattr(rep, attribute)}
        for pool in pools
    }
    narrow_first = sorted(
        covered, key=lambda pool: (sum(size.get(one, 1) for one in covered[pool]), pool.name)
    )
    rules, taken = [], set()
    for pool in narrow_first:
        values = tuple(sorted(covered[pool] - taken))
        taken |= covered[pool]
        if values:
            rules.append(RuleOutline(pool.name, pool, field, operator, values))
    if not rules and preset == Preset.BY_REGION:
        raise NothingToStartFrom(gettext("No member of a pool or team has regions yet."))
    if not rules:
        raise NothingToStartFrom(gettext("No member of a pool or team has industries yet."))
    return rules


def _sizes_of_regions() -> Mapping[str, int]:
    """How many regions lie in each."""
    return Counter(code for areas in places.current().areas.values() for code in areas)


def _known(wanted: PoolOutline) -> PoolOutline:
    """The pool of this name if it has members; else one to be made, by a name that is free."""
    pools = {pool.name: pool for pool in Pool.objects.filter(name__startswith=wanted.name)}
    pool = pools.get(wanted.name)
    if pool is None:
        return wanted
    rows = pool.members.filter(is_active=True, rep__is_active=True).select_related("rep")
    members = tuple((member.rep, member.weight) for member in rows.order_by("rep__name", "pk"))
    if members:
        return PoolOutline(pool.name, members, pool.strategy, pool.pk)
    names = (f"{wanted.name} {number}" for number in count(2))
    return replace(wanted, name=next(name for name in names if name not in pools))


def _in_turn(reps: Iterable[Rep]) -> tuple[tuple[Rep, Decimal], ...]:
    return tuple((rep, Decimal(1)) for rep in reps)


def _make(wanted: PoolOutline) -> Pool:
    pool = Pool.objects.create(name=wanted.name, strategy=wanted.strategy)
    for rep, weight in wanted.members:
        PoolMember.objects.create(pool=pool, rep=rep, weight=weight)
    return pool
