"""The people behind the targets of rules, as the checker wants to know them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from assignment.caps import caps_of, holds_for
from assignment.choices import CapPeriod, TargetKind
from assignment.engine.findings import Crews, Member
from assignment.engine.requirements import Traits
from assignment.engine.roster import NO_POOL
from assignment.engine.rules import Target
from assignment.models import Cap, PoolMember
from assignment.roster_details import traits_of
from reps.models import Rep

# The fewest days that a period may have, so that what fits into a day is never set too low.
DAYS_OF: Final[Mapping[str, float]] = {
    CapPeriod.HOUR: 1 / 24,
    CapPeriod.DAY: 1,
    CapPeriod.WEEK: 7,
    CapPeriod.MONTH: 28,
}
Reps = Mapping[Target, Sequence[int]]


def load_crews(targets: Collection[Target]) -> Crews:
    """Who is behind each target that is not a review; five queries at most.

    How much somebody can take in a day is the least of his caps and his capacity: who holds
    ten leads at most will hardly be given eleven in a day.
    """
    reps_of: Reps = {**_of_pools(targets), **_of_reps(targets), **_of_teams(targets)}
    ids = {rep for reps in reps_of.values() for rep in reps}
    people = Rep.objects.in_bulk(ids) if ids else {}
    pairs = {(_pool(target), rep) for target, reps in reps_of.items() for rep in reps}
    caps = caps_of(pairs) if pairs else []
    traits = traits_of(ids) if ids else {}
    return {
        target: tuple(
            _member(people[rep], _pool(target), caps=caps, traits=traits[rep])
            for rep in reps
            if rep in people
        )
        for target, reps in reps_of.items()
    }


def _of_pools(targets: Collection[Target]) -> Reps:
    wanted = {target.pool: target for target in targets if target.kind == TargetKind.POOL}
    if not wanted:
        return {}
    found: dict[Target, list[int]] = {target: [] for target in wanted.values()}
    members = PoolMember.objects.filter(pool__in=wanted, is_active=True).order_by("pk")
    for pool, rep in members.values_list("pool", "rep"):
        found[wanted[pool]].append(rep)
    return found


def _of_reps(targets: Collection[Target]) -> Reps:
    return {target: target.reps for target in targets if target.kind == TargetKind.REPS}


def _of_teams(targets: Collection[Target]) -> Reps:
    """Active reps of a team and of those below it, as routing counts them."""
    wanted = {target.team: target for target in targets if target.kind == TargetKind.TEAM}
    if not wanted:
        return {}
    found: dict[Target, list[int]] = {target: [] for target in wanted.values()}
    chain = ("pk", "team", "team__parent", "team__parent__parent")
    for rep, *teams in Rep.objects.active().order_by("pk").values_list(*chain):
        for team in wanted.keys() & set(teams):
            found[wanted[team]].append(rep)
    return found


def _member(rep: Rep, pool: int, *, caps: Sequence[Cap], traits: Traits) -> Member:
    rates = [cap.limit / DAYS_OF[cap.period] for cap in caps if holds_for(cap, (pool, rep.pk))]
    rates += [float(limit) for limit in (rep.daily_cap, rep.capacity) if limit is not None]
    return Member(
        rep=rep.pk,
        is_active=rep.is_active,
        is_paused=rep.is_paused,
        a_day=min(rates, default=None),
        traits=traits,
    )


def _pool(target: Target) -> int:
    return target.pool if target.pool is not None else NO_POOL
