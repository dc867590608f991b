"""One row of a rule: a field, an operator, a value; checked, then compiled into a test.

Texts are compared trimmed, with full-width characters as their usual ones (NFKC) and without
regard to case. A language holds for the wider one that it belongs to: zh-CN is zh. A missing fact
fails every operator except is_empty and the three negations is_not, none_of and not_contains,
because a lead of unknown country is indeed not one from Germany.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from assignment.engine.codes import Problem
from assignment.engine.fields import OPERATORS, Facts, FieldType, Operator, actual, type_of
from assignment.engine.values import READERS, Flawed, Read, wanted

__all__ = ["Condition", "Flawed", "Operator", "Test", "compile_condition", "to_test", "validate"]

Holds: TypeAlias = Callable[[Any], bool]
Build: TypeAlias = Callable[[tuple[Any, ...]], Holds]

_HOLD_WHEN_MISSING: Final = frozenset(
    {Operator.IS_EMPTY, Operator.IS_NOT, Operator.NONE_OF, Operator.NOT_CONTAINS}
)
_NEED_NO_VALUE: Final = frozenset({Operator.IS_EMPTY, Operator.IS_NOT_EMPTY})
_NEED_ONE_VALUE: Final = frozenset(
    {
        Operator.IS,
        Operator.IS_NOT,
        Operator.AT_LEAST,
        Operator.AT_MOST,
        Operator.ABOVE,
        Operator.BELOW,
    }
)


@dataclass(frozen=True, slots=True)
class Condition:
    """``value`` is a JSON value: text, number, flag, a sequence of these, or None.

    The list operators (one_of, none_of, contains, not_contains, starts_with, ends_with) hold for
    any of several values; a single value counts as a list of one. Numbers may be written as
    decimal strings; those of ``value``, the money, are major units of the base currency.
    """

    field: str
    operator: str
    value: Any = None

    def __post_init__(self) -> None:
        """Store a list as a tuple and a Decimal as text, so that conditions hash and round-trip."""
        if isinstance(self.value, list):
            object.__setattr__(self, "value", tuple(self.value))
        elif isinstance(self.value, Decimal):
            object.__setattr__(self, "value", str(self.value))


class Test(NamedTuple):
    """A compiled condition: how to read the fact, and what must hold of it once read.

    A tuple rather than a dataclass, because matching unpacks a hundred of them for every lead.
    """

    field: str
    read: Read
    holds: Holds
    holds_when_missing: bool

    def judge(self, facts: Facts) -> bool:
        """Raises ``Flawed`` if the fact cannot be read as the type of its field."""
        value = self.read(actual(facts, self.field))
        return self.holds_when_missing if value is None else self.holds(value)


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


_PLAIN: Final[Mapping[Operator, Build]] = MappingProxyType(
    {
        Operator.IS: lambda values: partial(operator.eq, values[0]),
        Operator.IS_NOT: lambda values: partial(operator.ne, values[0]),
        Operator.ONE_OF: lambda values: frozenset(values).__contains__,
        Operator.NONE_OF: _excludes,
        Operator.CONTAINS: _contains,
        Operator.NOT_CONTAINS: _contains_none,
        Operator.STARTS_WITH: lambda values: lambda fact: fact.startswith(values),
        Operator.ENDS_WITH: lambda values: lambda fact: fact.endswith(values),
        Operator.AT_LEAST: lambda values: partial(operator.le, values[0]),
        Operator.AT_MOST: lambda values: partial(operator.ge, values[0]),
        Operator.ABOVE: lambda values: partial(operator.lt, values[0]),
        Operator.BELOW: lambda values: partial(operator.gt, values[0]),
        Operator.IS_EMPTY: lambda _: lambda fact: False,
        Operator.IS_NOT_EMPTY: lambda _: lambda fact: True,
    }
)
# A language is read as the set of tags it belongs to, so "is" asks whether the tag is among them.
_LANGUAGE: Final[Mapping[Operator, Build]] = MappingProxyType(
    {
        **_PLAIN,
        Operator.IS: lambda values: lambda fact: values[0] in fact,
        Operator.IS_NOT: lambda values: lambda fact: values[0] not in fact,
        Operator.ONE_OF: lambda values: lambda fact: not fact.isdisjoint(values),
        Operator.NONE_OF: lambda values: lambda fact: fact.isdisjoint(values),
    }
)


def validate(condition: Condition) -> str | None:
    """The code of what is wrong with a condition (a ``Problem``), or None; never raises."""
    try:
        to_test(condition)
    except Flawed as flawed:
        return flawed.code.value
    return None


def compile_condition(condition: Condition) -> Callable[[Facts], bool]:
    """The condition as a function of the facts.

    Raises ``Flawed`` for a condition that ``validate`` complains of; the function raises it for a
    fact that cannot be read as the type of its field.
    """
    return to_test(condition).judge


def to_test(condition: Condition) -> Test:
    """Raises ``Flawed`` for a condition that ``validate`` complains of."""
    field_type = type_of(condition.field)
    if field_type is None:
        raise Flawed(Problem.UNKNOWN_FIELD, condition.field)
    chosen = _operator_of(condition, field_type)
    builders = _LANGUAGE if field_type == FieldType.LANGUAGE else _PLAIN
    return Test(
        field=condition.field,
        read=READERS[field_type],
        holds=builders[chosen](_values_of(condition, chosen, field_type)),
        holds_when_missing=chosen in _HOLD_WHEN_MISSING,
    )


def _operator_of(condition: Condition, field_type: FieldType) -> Operator:
    try:
        chosen = Operator(condition.operator)
    except ValueError:
        raise Flawed(Problem.UNKNOWN_OPERATOR, str(condition.operator)) from None
    if chosen not in OPERATORS[field_type]:
        raise Flawed(Problem.OPERATOR_NOT_FOR_TYPE, f"{condition.field} {chosen}")
    return chosen


def _values_of(condition: Condition, chosen: Operator, field_type: FieldType) -> tuple[Any, ...]:
    if chosen in _NEED_NO_VALUE:
        return ()
    values = wanted(condition.value, field_type)
    if chosen in _NEED_ONE_VALUE and len(values) > 1:
        raise Flawed(Problem.VALUE_NOT_SINGLE, condition.field)
    return values
