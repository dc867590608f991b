"""The figures of a dry run or a comparison with names, one column for each version; plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assignment.engine.ledger import UNIT
from assignment.models import Pool
from assignment.simulation.figures import OUTSIDE
from leads.models import Lead
from reps.models import Rep

MOST_SHOWN = 500
Names = Mapping[int, str]
Arms = Sequence[Mapping[str, Any]]
Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened by each version; ``name`` is a code or what people call it."""

    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Share:
    """What a rep received from a pool, and his fair share in leads; by each version.

    Without a pool it is what no pool dealt: sticky leads, reps by name and teams.
    """

    pool: str
    rep: str
    received: Counts
    fair: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Full:
    """How often a rep could not take a lead because of one of his limits."""

    rep: str
    code: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class End:
    """Where a lead ended by one version: the kind, and the names of rep or pool and rule."""

    kind: str
    who: str
    rule: str


@dataclass(frozen=True, slots=True)
class Move:
    """A lead that the second version sends elsewhere."""

    lead: int
    title: str
    before: End
    after: End


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``leads`` were decided. ``moved`` counts all moves, ``moves`` are the first of them."""

    leads: int
    ends: list[Count]
    steps: list[Count]
    unassigned: list[Count]
    reviews: list[Count]
    shares: list[Share]
    rules: list[Count]
    full: list[Full]
    excluded: list[Count]
    moved: int
    moves: list[Move]


def report_on(result: Mapping[str, Any], *, most_moves: int = MOST_SHOWN) -> Report:
    """Read a stored result; four queries at most, whatever its size."""
    arms: Arms = result["arms"]
    moves = result.get("moves", {"count": 0, "first": []})
    rows = moves["first"][:most_moves]
    reps, pools = _rep_names(arms, rows), dict(Pool.objects.values_list("pk", "name"))
    rules = {key: name for arm in arms for key, name in arm["names"].items()}
    return Report(
        leads=max((arm["leads"] for arm in arms), default=0),
        ends=_counts(arms, "kinds"),
        steps=[
            Count("waited", tuple(arm["waited"] for arm in arms)),
            *_counts(arms, "steps"),
        ],
        unassigned=_counts(arms, "unassigned"),
        reviews=_counts(arms, "reviews"),
        shares=_shares(arms, pools, reps),
        rules=[Count(rules.get(one.name, ""), one.counts) for one in _counts(arms, "rules")],
        full=_full(arms, reps),
        excluded=_counts(arms, "excluded"),
        moved=moves["count"],
        moves=_moves(rows, reps=reps, pools=pools, rules=rules),
    )


def _counts(arms: Arms, name: str) -> list[Count]:
    """Most frequent first."""
    return _rows([arm[name] for arm in arms], lambda code, counts: Count(code, tuple(counts)))


def _rows(of_arms: Sequence[Mapping[str, int]], make: Callable[[str, list[int]], Count]):
    codes = dict.fromkeys(code for counts in of_arms for code in counts)
    rows = [make(code, [counts.get(code, 0) for counts in of_arms]) for code in codes]
    return sorted(rows, key=lambda row: -max(row.counts))


def _shares(arms: Arms, pools: Names, reps: Names) -> list[Share]:
    places = {
        (int(pool), int(rep))
        for arm in arms
        for pool, of_pool in arm["shares"].items()
        for rep in of_pool
    }
    shares = []
    for pool, rep in places:
        pairs = [arm["shares"].get(str(pool), {}).get(str(rep), (0, 0)) for arm in arms]
        shares.append(
            Share(
                pool="" if pool == OUTSIDE else pools.get(pool, f"#{pool}"),
                rep=reps.get(rep, f"#{rep}"),
                received=tuple(received for received, _ in pairs),
                fair=tuple(round(fair / UNIT, 1) for _, fair in pairs),
            )
        )
    return sorted(shares, key=lambda one: (not one.pool, one.pool, one.rep))


def _full(arms: Arms, reps: Names) -> list[Full]:
    places = {(rep, code) for arm in arms for rep, codes in arm["full"].items() for code in codes}
    rows = [
        Full(
            rep=reps.get(int(rep), f"#{rep}"),
            code=code,
            counts=tuple(arm["full"].get(rep, {}).get(code, 0) for arm in arms),
        )
        for rep, code in places
    ]
    return sorted(rows, key=lambda one: (-max(one.counts), one.rep, one.code))


def _moves(
    rows: Sequence[Sequence[Any]], *, reps: Names, pools: Names, rules: Mapping[str, str]
) -> list[Move]:
    titles = {lead.pk: str(lead) for lead in _leads(row[0] for row in rows)}

    def end(kind: str, rep: int | None, pool: int | None, rule: str) -> End:
        who = reps.get(rep, f"#{rep}") if rep else pools.get(pool or 0, "")
        return End(kind, who, rules.get(rule, ""))

    return [
        Move(row[0], titles.get(row[0], f"#{row[0]}"), end(*row[1:5]), end(*row[5:9]))
        for row in rows
    ]


def _leads(ids: Iterable[int]) -> Iterable[Lead]:
    wanted = list(ids)
    return Lead.objects.filter(pk__in=wanted).only("name", "company") if wanted else ()


def _rep_names(arms: Arms, rows: Sequence[Sequence[Any]]) -> Names:
    ids = {int(rep) for arm in arms for of_pool in arm["shares"].values() for rep in of_pool}
    ids |= {int(rep) for arm in arms for rep in arm["full"]}
    ids |= {rep for row in rows for rep in (row[2], row[6]) if rep}
    return dict(Rep.objects.filter(pk__in=ids).values_list("pk", "name"))
