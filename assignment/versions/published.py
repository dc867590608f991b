"""What rules and pools tell those who may read them, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from assignment.choices import VersionState
from assignment.engine.ledger import UNIT
from assignment.engine.rules import CompiledRule, CompiledRuleSet, Target
from assignment.models import Pool, PoolMember, RuleSetVersion
from assignment.versions.content import to_engine
from assignment.versions.rule_sets import compiled
from leads.models import ApiKey
from reps.models import Rep, Team

Names = Mapping[int, str]


def published_rules() -> dict[str, Any]:
    """The published version with its rules from the top; five queries at most."""
    version = RuleSetVersion.objects.filter(state=VersionState.PUBLISHED).first()
    if version is None or version.published_at is None:
        return {"version": None, "published_at": None, "rules": [], "key_rules": []}
    rules = compiled(version.pk, version.published_at)
    return {"version": version.number, "published_at": version.published_at, **_all_rules(rules)}


def rules_of_version(version: RuleSetVersion) -> dict[str, Any]:
    """The rules of any version, those of a draft as they stand now; seven queries at most."""
    if version.published_at is None:
        return _all_rules(CompiledRuleSet(to_engine(version)))
    return _all_rules(compiled(version.pk, version.published_at))


def readable_pools(*, user: Any, key: ApiKey | None = None) -> QuerySet[Pool]:
    """Pools with members and ledger: all for managers of all and keys, else one's own.

    One's own are those in which one is a member oneself or manages a member.
    """
    members = PoolMember.objects.select_related("rep").order_by("rep__name", "pk")
    pools = Pool.objects.select_related("ledger").prefetch_related(Prefetch("members", members))
    if key is not None or user.has_perm("leads.see_all_leads"):
        return pools
    mine = Rep.objects.filter(Q(user=user) | Q(pk__in=Rep.objects.under(user)))
    return pools.filter(pk__in=PoolMember.objects.filter(rep__in=mine).values("pool"))


def account_of(pool: Pool, member: PoolMember) -> dict[str, float | int]:
    """Where a member stands in his pool's ledger, in leads."""
    accounts = pool.ledger.accounts if hasattr(pool, "ledger") else {}
    balance, share, received, _ = accounts.get(str(member.rep_id), (0, 0, 0, 0))
    return {
        "fair_share": round(share / UNIT, 3),
        "received": received,
        "balance": round(balance / UNIT, 3),
    }


def _all_rules(rules: CompiledRuleSet) -> dict[str, Any]:
    """From the top, with the names of targets; ``flaw`` is why a rule cannot be judged, or None."""
    targets = [one.rule.target for one in rules.rules]
    names = _TargetNames(
        pools=_names(Pool, {target.pool for target in targets if target.pool}),
        reps=_names(Rep, {rep for target in targets for rep in target.reps}),
        teams=_names(Team, {target.team for target in targets if target.team}),
    )
    return {
        "rules": [{**_rule(one), "target": names.of(one.rule.target)} for one in rules.rules],
        "key_rules": [_rule(one) for one in rules.key_rules],
    }


@dataclass(frozen=True, slots=True)
class _TargetNames:
    pools: Names
    reps: Names
    teams: Names

    def of(self, target: Target) -> dict[str, Any]:
        return {
            "kind": str(target.kind),
            "pool": _named([target.pool], self.pools)[0] if target.pool else None,
            "reps": _named(target.reps, self.reps),
            "team": _named([target.team], self.teams)[0] if target.team else None,
        }


def _names(model: Any, ids: set[int]) -> Names:
    return dict(model.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _rule(one: CompiledRule) -> dict[str, Any]:
    return {
        "key": one.rule.key,
        "name": one.rule.name,
        "groups": [
            [
                {"field": row.field, "operator": str(row.operator), "value": row.value}
                for row in group
            ]
            for group in one.rule.groups
        ],
        "flaw": one.flaw.code if one.flaw else None,
    }


def _named(ids: Sequence[int], names: Names) -> list[dict[str, Any]]:
    return [{"id": one, "name": names.get(one, "")} for one in ids]
