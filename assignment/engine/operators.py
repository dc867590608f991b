"""What each operator asks of a fact once it is read: built ahead from the wanted values."""

import operator
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from assignment.engine.codes import Problem
from assignment.engine.fields import OPERATORS, FieldType, Operator, type_of
from assignment.engine.moments import in_window
from assignment.engine.reading import SIZE, wanted
from assignment.engine.values import Flawed, to_number

Holds: TypeAlias = Callable[[Any], bool]
Build: TypeAlias = Callable[[tuple[Any, ...]], Holds]

HOLD_WHEN_MISSING: Final = frozenset(
    {
        Operator.IS_EMPTY,
        Operator.IS_NOT,
        Operator.NONE_OF,
        Operator.NOT_CONTAINS,
        Operator.NOT_WITHIN,
    }
)
NEED_NO_VALUE: Final = frozenset({Operator.IS_EMPTY, Operator.IS_NOT_EMPTY})
NEED_ONE_VALUE: Final = frozenset(
    {
        Operator.IS,
        Operator.IS_NOT,
        Operator.AT_LEAST,
        Operator.AT_MOST,
        Operator.ABOVE,
        Operator.BELOW,
        Operator.CONTAINS_FACT,
    }
)


def _excludes(values: tuple[Any, ...]) -> Holds:
    unwanted = frozenset(values)
    return lambda fact: fact not in unwanted


def _contains(values: tuple[str, ...]) -> Holds:
    if len(values) == 1:
        (only,) = values
        return lambda fact: only in fact

    def holds(fact: str) -> bool:
        for value in values:  # noqa: SIM110 - messages are long, and any() costs twice as much
            if value in fact:
                return True
        return False

    return holds


def _contains_none(values: tuple[str, ...]) -> Holds:
    contains = _contains(values)
    return lambda fact: not contains(fact)


def _contains_all(values: tuple[str, ...]) -> Holds:
    return lambda fact: all(value in fact for value in values)


def _between(values: tuple[Any, ...]) -> Holds:
    low, high = values
    return lambda fact: low <= fact <= high


def _shares(values: tuple[str, ...]) -> Holds:
    if len(values) == 1:
        (only,) = values
        return lambda fact: only in fact
    among = frozenset(values)
    return lambda fact: not among.isdisjoint(fact)


def _shares_none(values: tuple[str, ...]) -> Holds:
    return frozenset(values).isdisjoint


_PLAIN: Final[Mapping[Operator, Build]] = MappingProxyType(
    {
        Operator.IS: lambda values: partial(operator.eq, values[0]),
        Operator.IS_NOT: lambda values: partial(operator.ne, values[0]),
        Operator.ONE_OF: lambda values: frozenset(values).__contains__,
        Operator.NONE_OF: _excludes,
        Operator.CONTAINS: _contains,
        Operator.NOT_CONTAINS: _contains_none,
        Operator.CONTAINS_ALL: _contains_all,
        Operator.CONTAINS_WORD: lambda values: lambda fact: any(map(fact.has, values)),
        Operator.STARTS_WITH: lambda values: lambda fact: fact.startswith(values),
        Operator.ENDS_WITH: lambda values: lambda fact: fact.endswith(values),
        Operator.AT_LEAST: lambda values: partial(operator.le, values[0]),
        Operator.AT_MOST: lambda values: partial(operator.ge, values[0]),
        Operator.ABOVE: lambda values: partial(operator.lt, values[0]),
        Operator.BELOW: lambda values: partial(operator.gt, values[0]),
        Operator.BETWEEN: _between,
        Operator.WITHIN: _shares,
        Operator.NOT_WITHIN: _shares_none,
        Operator.IS_EMPTY: lambda _: lambda fact: False,
        Operator.IS_NOT_EMPTY: lambda _: lambda fact: True,
    }
)


def _if_number(chosen: Operator) -> Build:
    """For custom attributes: an attribute that is no number fails, as a missing one does."""

    def build(values: tuple[Any, ...]) -> Holds:
        holds = _PLAIN[chosen](values)

        def of_text(fact: str) -> bool:
            number = to_number(fact)
            return number is not None and holds(number)

        return of_text

    return build


_SPECIAL: Final[Mapping[FieldType, Mapping[Operator, Build]]] = MappingProxyType(
    {
        # Read as the set of tags that it belongs to, so "is" asks whether one is among them.
        FieldType.LANGUAGE: {
            Operator.IS: lambda values: lambda fact: values[0] in fact,
            Operator.IS_NOT: lambda values: lambda fact: values[0] not in fact,
            Operator.ONE_OF: _shares,
            Operator.NONE_OF: _shares_none,
        },
        FieldType.TIME: {Operator.BETWEEN: lambda values: in_window(*values)},
        FieldType.ATTRIBUTE: {chosen: _if_number(chosen) for chosen in SIZE},
    }
)


def build(field_type: FieldType, chosen: Operator, values: tuple[Any, ...]) -> Holds:
    """What must hold of a fact of this type."""
    return _SPECIAL.get(field_type, _PLAIN).get(chosen, _PLAIN[chosen])(values)


class Parsed(NamedTuple):
    """A condition that makes sense: ``values`` are those it compares with, in comparable form."""

    field_type: FieldType
    operator: Operator
    values: tuple[Any, ...]


def parse(field: str, name: object, raw: object) -> Parsed:
    """Field, operator and value put together; raises ``Flawed`` if they do not fit."""
    field_type = type_of(field)
    if field_type is None:
        raise Flawed(Problem.UNKNOWN_FIELD, field)
    try:
        chosen = Operator(str(name))
    except ValueError:
        raise Flawed(Problem.UNKNOWN_OPERATOR, str(name)) from None
    if chosen not in OPERATORS[field_type]:
        raise Flawed(Problem.OPERATOR_NOT_FOR_TYPE, f"{field} {chosen}")
    if chosen in NEED_NO_VALUE:
        return Parsed(field_type, chosen, ())
    values = wanted(raw, field_type, chosen)
    if chosen in NEED_ONE_VALUE and len(values) > 1:
        raise Flawed(Problem.VALUE_NOT_SINGLE, field)
    if chosen == Operator.BETWEEN:
        _check_range(field, values, goes_round=field_type == FieldType.TIME)
    return Parsed(field_type, chosen, values)


def _check_range(field: str, values: tuple[Any, ...], *, goes_round: bool) -> None:
    """Two different times make a window; of other ranges the lower end comes first."""
    is_range = len(values) == 2 and (
        values[0] != values[1] if goes_round else values[0] <= values[1]
    )
    if not is_range:
        raise Flawed(Problem.VALUE_NOT_A_RANGE, field)
