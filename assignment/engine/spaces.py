"""All that a lead can be, as far as some rules can tell: a few points for every field.

Rules compare a fact with the values they name. Between these values nothing changes, so a field
falls apart into a handful of points that stand for all others: each value that a rule names, one
in each gap, one that is none of them, and the missing fact. What holds for the points holds for
every lead. Texts of which rules ask for parts are too many for that; beside the points they have
an open remainder, known by clauses (``engine.texts``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from assignment.engine.conditions import Condition, Test, to_test
from assignment.engine.fields import Facts, FieldType, Operator, actual, type_of
from assignment.engine.operators import parse
from assignment.engine.reading import SIZE
from assignment.engine.texts import ANY_TEXT, PATTERNS, Clauses, clauses_of
from assignment.engine.values import Read

Point: TypeAlias = Facts  # the facts that it fixes; one that is missing is left out

PLACE: Final = "place"  # country and area go together: who is in Germany is in Europe
_IN_PLACE: Final = frozenset({"area", "country"})
_NUMBERS: Final = frozenset({FieldType.NUMBER, FieldType.MONEY})
_EXACT: Final = frozenset({FieldType.TIME, FieldType.DATE, FieldType.FLAG}) | _NUMBERS
# What numbers of leads can be: whole, and within these bounds.
_BOUNDS: Final[Mapping[str, tuple[int | None, int | None]]] = MappingProxyType(
    {"quantity": (0, None), "value": (0, None), "arrived_weekday": (0, 6), "arrived_hour": (0, 23)}
)
_CLOSED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"grade": ("A", "B", "C")})
_NEVER_MISSING: Final = ("has_", "is_", "arrived_")
_LAST_MINUTE: Final = 24 * 60 - 1
OTHERS: Final[Mapping[FieldType, tuple[str, ...]]] = MappingProxyType(
    {
        FieldType.COUNTRY: ("FR", "BR", "JP", "KE", "NZ"),
        FieldType.LANGUAGE: ("fr", "pt", "ja", "sw", "mi"),
    }
)
OTHER_TEXTS: Final = ("other", "elsewhere", "unlisted", "ηθοζ", "xyzzy")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a space: the points whose bit is set, and of the remainder what has the clauses.

    ``rest`` is None for nothing of the remainder.
    """

    points: int
    rest: Clauses | None = None


class Space:
    """What one field, or a few that go together, can be, as far as these conditions can tell."""

    def __init__(self, conditions: Sequence[Condition], points: Iterable[Point]) -> None:
        self.points = tuple(points)
        operators = {Operator(str(one.operator)) for one in conditions}
        self.may_be_missing = not all(self.points)
        self.has_rest = bool(operators & PATTERNS)
        rest = ANY_TEXT if self.has_rest else None
        self.whole = Part((1 << len(self.points)) - 1, rest)
        self._known: dict[tuple[str, Read], list[Any]] = {}
        self._parts = {condition: self._part(condition) for condition in set(conditions)}

    def part(self, condition: Condition) -> Part:
        """Where a condition holds."""
        return self._parts[condition]

    def chosen(self, part: Part) -> Iterator[Point]:
        return (point for number, point in enumerate(self.points) if part.points >> number & 1)

    def _read(self, test: Test) -> list[Any]:
        """The fact at every point as the test reads it; once for all tests that read alike."""
        key = (test.field, test.read)
        if key not in self._known:
            self._known[key] = [test.read(actual(point, test.field)) for point in self.points]
        return self._known[key]

    def _part(self, condition: Condition) -> Part:
        test = to_test(condition)
        points = 0
        for number, value in enumerate(self._read(test)):
            if test.holds_when_missing if value is None else test.holds(value):
                points |= 1 << number
        if not self.has_rest:
            return Part(points)
        parsed = parse(condition.field, condition.operator, condition.value)
        return Part(points, clauses_of(parsed.operator, parsed.values))


def spaces_of(
    conditions: Iterable[Condition], places: Sequence[Point] = ()
) -> tuple[dict[str, Space], Mapping[str, str]]:
    """The spaces of all fields that conditions speak of, and the space that each field is in.

    ``places`` are the pairs of area and country that there are; without them an area is unknown
    land, and country and area have nothing to do with each other. Conditions must be sound.
    """
    by_field: dict[str, list[Condition]] = {}
    for condition in conditions:
        by_field.setdefault(condition.field, []).append(condition)
    is_joined = "area" in by_field and bool(places)
    home = {field: PLACE if is_joined and field in _IN_PLACE else field for field in by_field}
    spaces: dict[str, Space] = {}
    for field, rows in by_field.items():
        if home[field] != PLACE:
            spaces[field] = Space(rows, _points(field, rows))
    if is_joined:
        rows = [row for field in sorted(_IN_PLACE) for row in by_field.get(field, ())]
        spaces[PLACE] = Space(rows, _points_of_places(by_field.get("country", ()), places))
    return spaces, home


def _points_of_places(countries: Sequence[Condition], places: Sequence[Point]) -> Iterator[Point]:
    """Every place there is; countries that no table knows lie nowhere."""
    yield from places
    known = {str(place["country"]).casefold() for place in places if "country" in place}
    for point in _points("country", countries):
        if str(point.get("country", "")).casefold() not in known:
            yield point


def _points(field: str, rows: Sequence[Condition]) -> Iterator[Point]:
    """The values that stand for all, named ones first; then, if it may be, the missing fact."""
    field_type = type_of(field)
    for value in _values(field, field_type, rows):
        yield {field: value}
    if not field.startswith(_NEVER_MISSING):
        yield {}


def _values(field: str, field_type: FieldType | None, rows: Sequence[Condition]) -> Iterator[Any]:
    if field_type in _EXACT:
        yield from _exact_values(field, field_type, rows)
        return
    named = _spellings(rows)
    if field_type == FieldType.REGION:
        yield from ((value,) for value in named.values())
        yield ("elsewhere",)
        return
    if field in _CLOSED:
        yield from _CLOSED[field]
        return
    yield from named.values()
    if field_type == FieldType.ATTRIBUTE:
        yield from _numbers_as_text(rows, taken=set(named))
    yield next(other for other in _others(field_type) if not _is_near(other, named))


def _exact_values(
    field: str, field_type: FieldType | None, rows: Sequence[Condition]
) -> Iterator[Any]:
    wanted = sorted({value for row in rows for value in _wanted(row)})
    if field_type == FieldType.FLAG:
        yield from (True, False)
    elif field_type == FieldType.TIME:
        for minute in _around(wanted, least=0, most=_LAST_MINUTE):
            yield f"{minute // 60:02}:{minute % 60:02}"
    elif field_type == FieldType.DATE:
        for day in _around(wanted, least=1, most=date.max.toordinal()):
            yield date.fromordinal(day).isoformat()
    else:
        least, most = _BOUNDS.get(field, (None, None))
        yield from _around(wanted, least=least, most=most)


def _around(wanted: Sequence[Any], *, least: int | None, most: int | None) -> Iterator[int]:
    """Whole numbers: those that are wanted, one in every gap, and one beyond either end."""
    exact = {int(value) for value in wanted if value == int(value)}
    gaps = {floor(low) + 1 for low, high in pairwise(wanted) if floor(low) + 1 < high}
    ends = {ceil(wanted[0]) - 1, floor(wanted[-1]) + 1} if wanted else {0}
    bounds = {bound for bound in (least, most) if bound is not None}
    for value in sorted(exact | gaps | ends | bounds):
        if (least is None or value >= least) and (most is None or value <= most):
            yield value


def _numbers_as_text(rows: Sequence[Condition], *, taken: set[str]) -> Iterator[str]:
    """An attribute may be any number: each that rows compare sizes with, and those between."""
    sizes = sorted({value for row in rows if row.operator in SIZE for value in _wanted(row)})
    if not sizes:
        return
    between = [(low + high) / 2 for low, high in pairwise(sizes)]
    for number in [*sizes, sizes[0] - 1, *between, sizes[-1] + 1]:
        text = str(number)
        while text in taken:  # the same number, but another text
            text += "0" if "." in text else ".0"
        yield text


def _spellings(rows: Sequence[Condition]) -> dict[str, str]:
    """The texts that rows name as a whole, as they are compared and as they were written."""
    found: dict[str, str] = {}
    for row in rows:
        if row.operator in PATTERNS or row.operator in SIZE:
            continue
        many = row.value if isinstance(row.value, tuple) else (row.value,)
        for raw in many:
            if raw in (None, ""):
                continue
            for folded in _wanted(Condition(row.field, row.operator, raw)):
                found.setdefault(folded, str(raw))
    return found


def _wanted(row: Condition) -> tuple[Any, ...]:
    return parse(row.field, row.operator, row.value).values


def _others(field_type: FieldType | None) -> Iterator[str]:
    yield from OTHERS.get(field_type, ()) if field_type else ()
    yield from OTHER_TEXTS
    yield from (f"{OTHER_TEXTS[0]} {number}" for number in range(10_000))


def _is_near(other: str, named: Mapping[str, str]) -> bool:
    """Whether it is one of the named values, or a language that one of them is part of."""
    folded = other.casefold()
    return folded in named or any(folded.startswith(f"{one}-") for one in named)
