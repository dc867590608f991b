"""Which leads a version that is published in part decides; the published one decides the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from assignment.choices import PartialKind, TargetKind
from assignment.engine.match import match
from assignment.engine.pick import draw_for
from assignment.engine.rules import CompiledRuleSet, Target
from assignment.models import PoolMember
from reps.models import Rep, Team


@dataclass(frozen=True, slots=True)
class Reach:
    """A team with those below it: their reps, and the pools that have members of them alone."""

    teams: frozenset[int]
    reps: frozenset[int]
    pools: frozenset[int]

    def holds(self, target: Target) -> bool:
        """Whether whatever this target gets stays within the team."""
        if target.kind == TargetKind.TEAM:
            return target.team in self.teams
        if target.kind == TargetKind.POOL:
            return target.pool in self.pools
        return bool(target.reps) and self.reps.issuperset(target.reps)


@dataclass(frozen=True, slots=True)
class Trial:
    """A version published in part, with what tells its leads from the others."""

    rules: CompiledRuleSet
    kind: str
    channel: int | None = None
    percent: int | None = None
    reach: Reach | None = None

    def takes(
        self,
        facts: Mapping[str, Any],
        *,
        lead_id: int | None,
        channel_id: int | None,
        published: CompiledRuleSet,
    ) -> bool:
        """Whether this version decides a lead. The same answer whenever the lead is routed.

        Except that a team's leads are those which the ``published`` rules would give to it now.
        """
        if self.kind == PartialKind.CHANNEL:
            return channel_id == self.channel
        if self.kind == PartialKind.PERCENT:
            return is_drawn(lead_id, version=self.rules.version, percent=self.percent or 0)
        return self.reach is not None and _goes_to(self.reach, facts, published)


def is_drawn(lead_id: int | None, *, version: int, percent: int) -> bool:
    """Whether a lead belongs to the share of a trial: by a hash, so always or never.

    A lead that is not stored yet has no number to draw by, and stays out.
    """
    return lead_id is not None and draw_for(lead_id, version) * 100 < percent


def load_reach(team_id: int) -> Reach:
    """Read what belongs to a team and those below it; three queries."""
    teams = _below(team_id)
    members = PoolMember.objects.filter(is_active=True).order_by("pk")
    inside: dict[int, bool] = {}
    for pool, team in members.values_list("pool", "rep__team"):
        inside[pool] = inside.get(pool, True) and team in teams
    reps = Rep.objects.filter(team__in=teams).values_list("pk", flat=True)
    pools = frozenset(pool for pool, is_inside in inside.items() if is_inside)
    return Reach(teams=teams, reps=frozenset(reps), pools=pools)


def _below(team_id: int) -> frozenset[int]:
    """A team and all that stand below it, however deep; a circle does no harm."""
    above = dict(Team.objects.values_list("pk", "parent"))
    found: Collection[int] = {team_id}
    while True:
        wider = {pk for pk, parent in above.items() if parent in found} | set(found)
        if len(wider) == len(found):
            return frozenset(found)
        found = wider


def _goes_to(reach: Reach, facts: Mapping[str, Any], published: CompiledRuleSet) -> bool:
    is_key = bool(facts.get("is_key")) or published.is_marked_key(facts)
    rule = match(published, {**facts, "is_key": is_key}).rule
    return rule is not None and reach.holds(rule.target)
