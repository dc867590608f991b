"""Sets of leads, and what is left of one when others are taken out.

A group of a rule takes a box: of every field some part, of fields that it does not mention all.
Taking one box out of another leaves boxes again, so whether anything at all is left is found out
by taking out one after the other. "Nothing is left" is certain; where texts are concerned,
something may seem to be left that is not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final, TypeAlias

from assignment.engine.conditions import Condition
from assignment.engine.spaces import OTHER_TEXTS, Part, Point, spaces_of
from assignment.engine.texts import examples, is_contradiction, is_implied

Box: TypeAlias = Mapping[str, Part]  # by the name of the space

MOST_PIECES: Final = 400  # beyond it nothing is said of what is left
_MOST_POINTS, _MOST_TRIES, _MOST_TAKERS = 6, 200, 12


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a box, or what was when there were too many pieces to go on.

    ``takers`` are holes that took something of it, by their place; just enough of them if they
    left nothing.
    """

    pieces: tuple[Box, ...]
    takers: tuple[int, ...]


class World:
    """All leads that some conditions can tell apart."""

    def __init__(self, conditions: Iterable[Condition], places: Sequence[Point] = ()) -> None:
        self.spaces, self._home = spaces_of(conditions, places)

    def points_of(self, box: Box, field: str) -> list[Point] | None:
        """All that a fact can be in a box; None if that is more than points can tell."""
        name = self._home.get(field)
        if name is None:
            return None
        part = box.get(name, self.spaces[name].whole)
        if part.rest is not None and not is_contradiction(part.rest):
            return None
        return list(self.spaces[name].chosen(part))

    def around(self, condition: Condition) -> Box:
        """All leads, in a box that has the field of a condition."""
        name = self._home[condition.field]
        return {name: self.spaces[name].whole}

    def box(self, conditions: Iterable[Condition]) -> Box:
        """The leads for which all these conditions hold."""
        box: dict[str, Part] = {}
        for condition in conditions:
            name = self._home[condition.field]
            part = self.spaces[name].part(condition)
            box[name] = _both(box[name], part) if name in box else part
        return box

    def left_of(self, box: Box, holes: Sequence[Box]) -> Left:
        """What of a box none of the holes takes."""
        for place, hole in enumerate(holes):
            if not self._without(box, hole):
                return Left((), (place,))
        pieces, takers = [box], []
        for place, hole in enumerate(holes):
            smaller = [rest for piece in pieces for rest in self._without(piece, hole)]
            if smaller != pieces:
                takers.append(place)
            pieces = smaller
            if not pieces:
                return Left((), self._needed(box, holes, takers))
            if len(pieces) > MOST_PIECES:
                break
        return Left(tuple(pieces), tuple(takers))

    def _needed(self, box: Box, holes: Sequence[Box], takers: Sequence[int]) -> tuple[int, ...]:
        """Of holes that leave nothing together, some that do so without the others."""
        kept = list(takers)
        for place in takers[:_MOST_TAKERS]:
            others = [holes[other] for other in kept if other != place]
            if not self._pieces(box, others):
                kept.remove(place)
        return tuple(kept)

    def _pieces(self, box: Box, holes: Iterable[Box]) -> list[Box]:
        pieces = [box]
        for hole in holes:
            pieces = [rest for piece in pieces for rest in self._without(piece, hole)]
        return pieces

    def leads(self, box: Box) -> Iterator[Point]:
        """Some leads in a box, likeliest first; of texts some may miss it, so try them."""
        choices = [list(self._points(name, part)) for name, part in sorted(box.items())]
        given = {
            field: value
            for name, space in sorted(self.spaces.items())
            if name not in box and not space.may_be_missing
            for field, value in space.points[0].items()
        }
        for points in islice(product(*choices), _MOST_TRIES):
            yield given | {field: value for point in points for field, value in point.items()}

    def _points(self, name: str, part: Part) -> Iterator[Point]:
        space = self.spaces[name]
        named = [point for point in islice(space.chosen(part), _MOST_POINTS) if point]
        texts: list[Point] = []
        if part.rest is not None:
            texts = [{name: text} for text in examples(part.rest, OTHER_TEXTS)]
        is_missing = space.may_be_missing and not all(space.chosen(part))
        first, second = (named, texts) if not part.rest else (texts, named)
        yield from islice((*first, *second, *([{}] if is_missing else [])), 2 * _MOST_POINTS)

    def _without(self, box: Box, hole: Box) -> list[Box]:
        """The box without the hole, in pieces; just the box if they share nothing."""
        pieces: list[Box] = []
        rest = dict(box)
        for name, part in hole.items():
            mine = rest.get(name, self.spaces[name].whole)
            inside = _both(mine, part)
            if is_empty(inside):
                return [box]
            pieces += [{**rest, name: outside} for outside in _minus(mine, part)]
            rest[name] = inside
        return pieces


def is_empty(part: Part) -> bool:
    """Whether nothing is in it; False when in doubt."""
    return not part.points and (part.rest is None or is_contradiction(part.rest))


def _both(one: Part, other: Part) -> Part:
    if one.rest is None or other.rest is None:
        return Part(one.points & other.points)
    return Part(one.points & other.points, one.rest | other.rest)


def _minus(whole: Part, part: Part) -> Iterator[Part]:
    """What of the whole is outside the part; never an empty one."""
    points = whole.points & ~part.points
    if whole.rest is None or part.rest is None:
        outside = [replace(whole, points=points)]
    else:
        outside = [Part(points)]
        before = whole.rest
        for clause in part.rest:
            if not is_implied(before, clause):
                outside.append(Part(0, before | {clause.negated()}))
                before |= {clause}
    yield from (one for one in outside if not is_empty(one))
