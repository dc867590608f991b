"""What follows from what when conditions ask for parts of a text: for the checker of rules.

A text that is none of the values which rules name is known by clauses alone: at least one of some
parts is in it, or none is. What is said here to follow does follow; not all that follows is found.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from assignment.engine.fields import Operator
from assignment.engine.keywords import Keyword

_ANY_OF: Final = frozenset(
    {Operator.CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH, Operator.CONTAINS_WORD}
)
PATTERNS: Final = _ANY_OF | {Operator.NOT_CONTAINS, Operator.CONTAINS_ALL}
_IMPOSSIBLE: Final = frozenset({Operator.IS, Operator.ONE_OF, Operator.IS_EMPTY})
_UNASKING: Final = frozenset({Operator.IS_NOT, Operator.NONE_OF, Operator.IS_NOT_EMPTY})


@dataclass(frozen=True, slots=True)
class Atom:
    """One part of a text and how it is in it; ``wanted`` is as conditions compare it."""

    operator: Operator
    wanted: Any


@dataclass(frozen=True, slots=True)
class Clause:
    """At least one of the atoms holds, or with ``is_any`` false none of them."""

    is_any: bool
    atoms: frozenset[Atom]

    def negated(self) -> "Clause":
        return Clause(not self.is_any, self.atoms)


Clauses: TypeAlias = frozenset[Clause]
ANY_TEXT: Final[Clauses] = frozenset()


def clauses_of(operator: Operator, values: tuple[Any, ...]) -> Clauses | None:
    """What a condition asks of a text that no rule names as a whole; None: no such text will do."""
    if operator in _IMPOSSIBLE:
        return None
    if operator in _UNASKING:
        return ANY_TEXT
    if operator == Operator.CONTAINS_ALL:
        parts = (Atom(Operator.CONTAINS, value) for value in values)
        return frozenset(Clause(True, frozenset((part,))) for part in parts)
    if operator == Operator.NOT_CONTAINS:
        parts = (Atom(Operator.CONTAINS, value) for value in values)
        return frozenset((Clause(False, frozenset(parts)),))
    if operator in _ANY_OF:
        return frozenset((Clause(True, frozenset(Atom(operator, value) for value in values)),))
    return frozenset((Clause(True, frozenset((Atom(operator, values),))),))


def is_implied(clauses: Clauses, wanted: Clause) -> bool:
    """Whether every text with these clauses has the wanted one too; False when in doubt."""
    if wanted in clauses:
        return True
    if not wanted.is_any:
        return all(_is_ruled_out(atom, clauses) for atom in wanted.atoms)
    return any(
        all(any(_implies(atom, other) for other in wanted.atoms) for atom in clause.atoms)
        for clause in clauses
        if clause.is_any
    )


def is_contradiction(clauses: Clauses) -> bool:
    """Whether no text can have all these clauses; False when in doubt."""
    return any(
        all(_is_ruled_out(atom, clauses) for atom in clause.atoms)
        for clause in clauses
        if clause.is_any
    )


def examples(clauses: Clauses, words: Collection[str]) -> Iterator[str]:
    """Texts that may have all these clauses, likeliest first; whoever uses one tries it out.

    ``words`` are what to write where nothing is asked for.
    """
    chosen = [min(clause.atoms, key=_order) for clause in clauses if clause.is_any]
    starts = [_written(one) for one in chosen if one.operator == Operator.STARTS_WITH]
    ends = [_written(one) for one in chosen if one.operator == Operator.ENDS_WITH]
    inside = sorted(_written(one) for one in chosen if one.operator in PATTERNS)
    middle = [one for one in inside if one not in starts and one not in ends]
    longest = sorted(starts, key=len)[-1:], sorted(ends, key=len)[-1:]
    for word in ("", *words):
        filler = [word] if word else []
        yield " ".join((*longest[0], *middle, *filler, *longest[1]))
        yield "".join((*longest[0], *middle, *filler, *longest[1]))


def _implies(one: Atom, other: Atom) -> bool:
    first, second = one.wanted, other.wanted
    if one == other:
        return True
    if isinstance(first, Keyword):
        return _keyword_implies(first, other)
    if not isinstance(first, str) or not isinstance(second, str):
        return False
    if other.operator == Operator.CONTAINS:
        return second in first
    if one.operator != other.operator:
        return False
    is_start = one.operator == Operator.STARTS_WITH
    return first.startswith(second) if is_start else first.endswith(second)


def _keyword_implies(keyword: Keyword, other: Atom) -> bool:
    """Every run of letters of a keyword is in the text too, though maybe not side by side."""
    if isinstance(other.wanted, Keyword):
        return other.wanted.spaced in keyword.spaced
    is_part = other.operator == Operator.CONTAINS
    return is_part and any(other.wanted in run for run in keyword.spaced.split())


def _is_ruled_out(atom: Atom, clauses: Clauses) -> bool:
    return any(
        all(_excludes(other, atom) for other in clause.atoms)
        if clause.is_any
        else any(_implies(atom, other) for other in clause.atoms)
        for clause in clauses
    )


def _excludes(one: Atom, other: Atom) -> bool:
    """Whether no text has both: it cannot begin, or end, in two ways."""
    if one.operator != other.operator:
        return False
    if one.operator == Operator.STARTS_WITH:
        return not (one.wanted.startswith(other.wanted) or other.wanted.startswith(one.wanted))
    if one.operator == Operator.ENDS_WITH:
        return not (one.wanted.endswith(other.wanted) or other.wanted.endswith(one.wanted))
    return False


def _order(atom: Atom) -> tuple[int, str]:
    return len(_written(atom)), _written(atom)


def _written(atom: Atom) -> str:
    wanted = atom.wanted
    return wanted.spaced.strip() if isinstance(wanted, Keyword) else str(wanted)
