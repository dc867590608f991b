"""What rules and pools tell those who may read them, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from assignment.choices import VersionState
from assignment.engine.ledger import UNIT
from assignment.engine.rules import CompiledRule
from assignment.models import Pool, PoolMember, RuleSetVersion
from assignment.rule_sets import compiled
from leads.models import ApiKey
from reps.models import Rep

Names = Mapping[int, str]


def published_rules() -> dict[str, Any]:
    """The published version with its rules from the top; four queries at most.

    ``flaw`` is the code of what keeps a rule from being judged, else None.
    """
    version = RuleSetVersion.objects.filter(state=VersionState.PUBLISHED).first()
    if version is None or version.published_at is None:
        return {"version": None, "published_at": None, "rules": []}
    rules = compiled(version.pk, version.published_at).rules
    targets = [one.rule.target for one in rules]
    pools = _names(Pool, {target.pool for target in targets if target.pool})
    reps = _names(Rep, {rep for target in targets for rep in target.reps})
    return {
        "version": version.number,
        "published_at": version.published_at,
        "rules": [_rule(one, pools, reps) for one in rules],
    }


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


def _names(model: Any, ids: set[int]) -> Names:
    return dict(model.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _rule(one: CompiledRule, pools: Names, reps: Names) -> dict[str, Any]:
    rule, target = one.rule, one.rule.target
    return {
        "key": rule.key,
        "name": rule.name,
        "groups": [
            [
                {"field": row.field, "operator": str(row.operator), "value": row.value}
                for row in group
            ]
            for group in rule.groups
        ],
        "target": {
            "kind": str(target.kind),
            "pool": _named([target.pool], pools)[0] if target.pool else None,
            "reps": _named(target.reps, reps),
        },
        "flaw": one.flaw.code if one.flaw else None,
    }


def _named(ids: Sequence[int], names: Names) -> list[dict[str, Any]]:
    return [{"id": one, "name": names.get(one, "")} for one in ids]
