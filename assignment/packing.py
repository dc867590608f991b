"""Rosters in compact arrays, so that an old decision can be computed again, and back.

A column is left out where everybody has its default, and is one value where all have the same.
What cannot have mattered is left out: traits where nothing asked for them, results of other
segments. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from assignment.engine.codes import Exclusion, WhenNobody
from assignment.engine.fields import Facts
from assignment.engine.requirements import Requirement
from assignment.engine.roster import (
    HOLIDAY,
    OFF_HOURS,
    ON_DUTY,
    ON_LEAVE,
    Candidate,
    Cap,
    Roster,
)
from assignment.engine.strategies import Need, method_of
from assignment.engine.strategies.best_result import ALL_LEADS, SEGMENT, segment_of

Packed = dict[str, Any]
Traits = Mapping[str, frozenset[str]]

# A column's name and what a candidate has unless told otherwise.
COLUMNS: Final[Mapping[str, Any]] = {
    "weight": 100,
    "balance": 0,
    "last_deal": 0,
    "received": 0,
    "open": 0,
    "capacity": None,
    "day": 0,
    "day_cap": None,
    "is_active": True,
    "is_paused": False,
    "last_at": 0.0,
    "work": None,
    "ready_in": 0,
}
PRESENCES: Final = {ON_DUTY: "d", OFF_HOURS: "o", ON_LEAVE: "l", HOLIDAY: "h"}
OF_LETTERS: Final = {letter: presence for presence, letter in PRESENCES.items()}


def pack(
    rosters: Iterable[Roster], *, facts: Facts, requirements: Sequence[Requirement] = ()
) -> list[Packed]:
    """The rosters that one decision saw, as JSON; about 1.5 KB for 20 candidates."""
    asked: dict[str, frozenset[str]] = {}
    for one in requirements:
        asked[one.trait] = asked.get(one.trait, frozenset()) | one.demands(facts)
    return [_pack(roster, facts, asked) for roster in rosters]


def unpack(packed: Iterable[Mapping[str, Any]]) -> list[Roster]:
    """Rosters that give the same answers as those that were packed."""
    return [_unpack(one) for one in packed]


def _pack(roster: Roster, facts: Facts, asked: Mapping[str, frozenset[str]]) -> Packed:
    people = roster.candidates
    packed: Packed = {
        "pool": roster.pool,
        "strategy": str(roster.strategy),
        "needs_presence": roster.needs_presence or None,
        "options": dict(roster.options),
        "when_nobody": None if roster.when_nobody == WhenNobody.WAIT else str(roster.when_nobody),
        "overflow": roster.overflow,
        "max_age_hours": roster.max_age_hours,
        "reps": [one.rep for one in people],
        "presence": "".join([PRESENCES[one.presence] for one in people]),
        "caps": _pack_caps(people),
        "traits": _pack_traits(roster, asked),
        "figures": _pack_figures(roster, facts),
    }
    for name, default in COLUMNS.items():
        column = [getattr(one, name) for one in people]
        if any(value != default for value in column):
            is_same = all(value == column[0] for value in column)
            packed[name] = column[0] if is_same else column
    if not packed["presence"].strip("d"):
        packed["presence"] = None
    return {name: value for name, value in packed.items() if value is not None and value != {}}


def _pack_caps(people: Sequence[Candidate]) -> Packed | None:
    """Each kind of cap once, and for each candidate which he has and how much is used."""
    kinds: dict[tuple[str, int, int], int] = {}
    rows = [
        [
            [
                kinds.setdefault((str(cap.code), cap.limit, int(cap.is_everywhere)), len(kinds)),
                cap.used,
            ]
            for cap in one.caps
        ]
        for one in people
    ]
    return {"kinds": [list(kind) for kind in kinds], "of": rows} if kinds else None


def _pack_traits(roster: Roster, asked: Mapping[str, frozenset[str]]) -> Packed:
    """Each value once, and for each candidate the places of his own.

    All that a strategy compares; else what the rule demands of this lead's rep, and no more.
    """
    knows_all = Need.TRAITS in method_of(roster.strategy).needs(roster.options)
    names = {name for one in roster.candidates for name in one.traits}
    packed: Packed = {}
    for name in sorted(names if knows_all else names & asked.keys()):
        values: dict[str, int] = {}
        rows = []
        for one in roster.candidates:
            own = one.traits.get(name, frozenset())
            kept = sorted(own if knows_all else own & asked[name])
            rows.append([values.setdefault(value, len(values)) for value in kept])
        packed[name] = [list(values), rows]
    return packed


def _pack_figures(roster: Roster, facts: Facts) -> Packed:
    if Need.FIGURES not in method_of(roster.strategy).needs(roster.options):
        return {}
    segments = dict.fromkeys((segment_of(facts, SEGMENT.of(roster.options)), ALL_LEADS))
    return {
        segment: [list(one.figures.get(segment, (0, 0, 0))) for one in roster.candidates]
        for segment in segments
    }


def _unpack(packed: Mapping[str, Any]) -> Roster:
    reps: list[int] = packed["reps"]
    columns = {name: _column(packed, name, len(reps)) for name in COLUMNS}
    letters = packed.get("presence") or PRESENCES[ON_DUTY] * len(reps)
    caps, traits = _caps_at(packed.get("caps")), _traits_at(packed.get("traits", {}))
    figures: Mapping[str, Any] = packed.get("figures", {})
    return Roster(
        pool=packed["pool"],
        strategy=packed["strategy"],
        needs_presence=packed.get("needs_presence", False),
        candidates=tuple(
            Candidate(
                rep=rep,
                presence=OF_LETTERS[letters[place]],
                caps=caps(place),
                traits=traits(place),
                figures={key: tuple(rows[place]) for key, rows in figures.items()},
                **{name: column[place] for name, column in columns.items()},
            )
            for place, rep in enumerate(reps)
        ),
        options=packed.get("options", {}),
        when_nobody=WhenNobody(packed.get("when_nobody", WhenNobody.WAIT)),
        overflow=packed.get("overflow"),
        max_age_hours=packed.get("max_age_hours"),
    )


def _column(packed: Mapping[str, Any], name: str, length: int) -> list[Any]:
    value = packed.get(name, COLUMNS[name])
    return value if isinstance(value, list) else [value] * length


def _caps_at(packed: Mapping[str, Any] | None) -> Callable[[int], tuple[Cap, ...]]:
    if packed is None:
        return lambda place: ()
    kinds = [(Exclusion(code), limit, bool(wide)) for code, limit, wide in packed["kinds"]]

    def of(place: int) -> tuple[Cap, ...]:
        return tuple(
            Cap(code=kinds[kind][0], used=used, limit=kinds[kind][1], is_everywhere=kinds[kind][2])
            for kind, used in packed["of"][place]
        )

    return of


def _traits_at(packed: Mapping[str, Any]) -> Callable[[int], Traits]:
    def of(place: int) -> Traits:
        return {
            name: frozenset(values[number] for number in rows[place])
            for name, (values, rows) in packed.items()
        }

    return of
