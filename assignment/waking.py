"""Who wakes leads that wait for capacity, and how soon one of them is given.

What people do frees reps at once: a lead ends, a rep is resumed or switched on, a limit is raised
or taken away, leave is cancelled or shortened, hours change, a member joins a pool. The service
that does it calls this in the same transaction, and a bell is rung for the routing, so a waiting
lead is tried within seconds of the commit.

Time frees reps too: hours begin, leave ends, a day, week or month begins anew, old leads leave a
rolling window. ``wake_freed`` runs each minute and compares who could take a lead now with who
could at its last pass, so a waiting lead is tried within two minutes.

Whatever was missed by both, each waiting lead is tried again every few minutes (``retry_minutes``
of the policy). Urgent leads come first, then the oldest, and no more are woken than there is room
for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from assignment.engine.gates import Gates
from assignment.engine.roster import Candidate, Roster
from assignment.engine.rules import Target
from assignment.engine.strategies import method_of
from assignment.models import Pool, PoolMember
from assignment.roster_rows import MOST_OVERFLOWS
from assignment.rosters import Rosters, load_rosters
from assignment.versions.in_force import in_force
from assignment.waiting import sleeping, wake, wake_in
from reps.models import Rep

MOST = 200  # as many at a time as routing takes in one go, where nobody has a limit
LOOK_BACK = timedelta(days=1)


def wake_leads_for(rep_ids: Collection[int], *, now: datetime) -> int:
    """Have leads tried that these reps may have room for now; returns how many.

    Within the caller's transaction or outside; nothing happens for reps who are paused or off.
    """
    free = Rep.objects.active().filter(pk__in=rep_ids, is_paused=False)
    rooms = {pk: _room(capacity, held) for pk, capacity, held in free.values_list(*_LOAD)}
    return wake(list(rooms), most=_all(rooms.values()), now=now)


def wake_pools(pool_ids: Collection[int], *, now: datetime) -> int:
    """As ``wake_leads_for``, for pools whose members, limits or conditions have changed."""
    members = PoolMember.objects.filter(pool__in=pool_ids, is_active=True)
    free = Rep.objects.active().filter(pk__in=members.values("rep"), is_paused=False)
    rooms = [_room(capacity, held) for _, capacity, held in free.values_list(*_LOAD)]
    return wake_in(list(pool_ids), most=_all(rooms), now=now) if rooms else 0


def wake_freed(*, since: datetime | None, now: datetime) -> int:
    """Wake leads in pools where time alone has freed somebody since a moment; how many.

    One query while nothing waits for capacity, and a number that does not grow with leads or
    members else. ``since`` is when this last ran; what happened a day before now is not looked
    for, since every lead has been tried meanwhile.
    """
    since = max(since or now - LOOK_BACK, now - LOOK_BACK)
    places = set(sleeping(now=now).order_by().values_list("place__pool", flat=True).distinct())
    if not places:
        return 0
    pools = _upstream({pool for pool in places if pool is not None})
    targets = _named_targets() if None in places else set()
    then, there = (load_rosters(pools, targets=targets, now=at) for at in (since, now))
    woken = 0
    for pool, roster in there.by_pool.items():
        rooms = _freed(then.by_pool[pool], roster, then=then, there=there)
        if rooms:
            woken += wake_in([pool], most=_all(rooms), now=now)
    by_name = [
        room
        for target, roster in there.named.items()
        for room in _freed(then.named[target], roster, then=then, there=there)
    ]
    return woken + (wake_in([], most=_all(by_name), now=now) if by_name else 0)


_LOAD = ("pk", "capacity", "open_leads")


def _room(capacity: int | None, held: int) -> int:
    """A strategy may give leads to reps at capacity too, so everybody has room for one."""
    return MOST if capacity is None else max(capacity - held, 1)


def _all(rooms: Collection[int]) -> int:
    return min(sum(rooms), MOST)


def _freed(before: Roster, after: Roster, *, then: Rosters, there: Rosters) -> list[int]:
    """The room of those who could take a lead now and could not before, or have a new day."""
    could, can = _open(before), _open(after)
    return [
        _room(one.capacity, one.open)
        for rep, one in can.items()
        if rep not in could or (one.day_cap is not None and _day(then, rep) != _day(there, rep))
    ]


def _open(roster: Roster) -> Mapping[int, Candidate]:
    """Members who could take a lead that bars nobody and asks for nothing."""
    latitude = method_of(roster.strategy).latitude(roster.options)
    gates = Gates(
        needs_presence=roster.needs_presence,
        reach=latitude.reach,
        ignores_capacity=latitude.ignores_capacity,
    )
    eligible, _ = gates.sift(roster.candidates)
    return {one.rep: one for one in eligible}


def _day(rosters: Rosters, rep: int) -> date:
    return rosters.people[rep].today


def _upstream(pool_ids: set[int]) -> set[int]:
    """These pools and those that overflow to them: their members are what leads wait for too."""
    found = set(pool_ids)
    for _ in range(MOST_OVERFLOWS):
        above = set(Pool.objects.filter(overflow__in=found).values_list("pk", flat=True))
        if above <= found:
            break
        found |= above
    return found


def _named_targets() -> set[Target]:
    """The reps and teams that rules in force name instead of a pool."""
    force = in_force()
    sets = [force.rules] if force.trial is None else [force.rules, force.trial.rules]
    rules = [rule for one in sets for rule in one.rule_set.rules]
    return {rule.target for rule in rules if rule.target.reps or rule.target.team is not None}
