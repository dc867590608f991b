"""One row of a rule: a field, an operator, a value; checked, then compiled.

Texts are compared trimmed, with full-width characters as their usual ones (NFKC) and without
regard to case. A language holds for the wider one that it belongs to: zh-CN is zh. A lead lies
within a region if that is among the regions it lies in, from the narrowest outwards. A missing
fact fails every operator except is_empty and the four negations is_not, none_of, not_contains and
not_within, because a lead of unknown country is indeed not one from Germany.

A row on a fact of the lead becomes a ``Test``, a row on the rep a ``Requirement``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from assignment.engine.codes import Problem
from assignment.engine.fields import Facts, Operator, actual, format_of, is_about_rep, type_of
from assignment.engine.operators import HOLD_WHEN_MISSING, Holds, build, parse
from assignment.engine.reading import reader
from assignment.engine.requirements import Requirement, to_requirement
from assignment.engine.values import Flawed, Read

__all__ = [
    "Condition",
    "Flawed",
    "Operator",
    "Test",
    "compile_condition",
    "refuse_newer",
    "requirement_of",
    "to_test",
    "validate",
    "wanted_of",
]


@dataclass(frozen=True, slots=True)
class Condition:
    """``value`` is a JSON value: text, number, flag, a sequence of these, or None.

    The list operators (one_of, none_of, contains, not_contains, contains_word, starts_with,
    ends_with, within, not_within) hold for any of several values, contains_all for all of them; a
    single value counts as a list of one. between takes two. Numbers may be written as decimal
    strings; those of ``value``, the money, are major units of the base currency.
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

    @property
    def is_about_rep(self) -> bool:
        """Whether it asks something of the rep, and so nothing of the lead."""
        return is_about_rep(self.field)


class Test(NamedTuple):
    """A compiled condition: how to read the fact, and what must hold of it once read."""

    field: str
    read: Read
    holds: Holds
    holds_when_missing: bool

    def judge(self, facts: Facts) -> bool:
        """Raises ``Flawed`` if the fact cannot be read as the type of its field."""
        value = self.read(actual(facts, self.field))
        return self.holds_when_missing if value is None else self.holds(value)


def validate(condition: Condition) -> str | None:
    """The code of what is wrong with a condition (a ``Problem``), or None; never raises."""
    try:
        if condition.is_about_rep:
            requirement_of(condition)
        else:
            to_test(condition)
    except Flawed as flawed:
        return flawed.code.value
    return None


def wanted_of(condition: Condition) -> tuple[Any, ...]:
    """What a condition compares with, in the form in which facts are compared with it.

    Texts folded, numbers as numbers, money in hundredths, times in minutes since midnight, days
    as ordinals, words as ``Keyword``s; of contains_fact the name of the fact. Empty for the
    operators that need no value. Raises ``Flawed`` for what ``validate`` complains of.
    """
    return parse(condition.field, condition.operator, condition.value).values


def compile_condition(condition: Condition) -> Callable[[Facts], bool]:
    """A condition on the lead as a function of the facts.

    Raises ``Flawed`` for a condition that ``validate`` complains of; the function raises it for a
    fact that cannot be read as the type of its field.
    """
    return to_test(condition).judge


def to_test(condition: Condition) -> Test:
    """Raises ``Flawed`` for a condition that ``validate`` complains of, or one about the rep."""
    if condition.is_about_rep:
        raise Flawed(Problem.UNKNOWN_FIELD, condition.field)
    field_type, chosen, values = parse(condition.field, condition.operator, condition.value)
    return Test(
        field=condition.field,
        read=reader(field_type, chosen),
        holds=build(field_type, chosen, values),
        holds_when_missing=chosen in HOLD_WHEN_MISSING,
    )


def requirement_of(condition: Condition) -> Requirement:
    """A condition on the rep; raises ``Flawed`` as ``to_test`` does."""
    return to_requirement(condition.field, condition.operator, condition.value)


def refuse_newer(condition: Condition) -> None:
    """Raises ``Flawed`` as the engine of format 1 did for what it did not know yet."""
    if format_of(condition.field, condition.operator) == 1:
        return
    field_type = type_of(condition.field)
    if field_type is None or format_of(condition.field, Operator.IS) > 1:
        raise Flawed(Problem.UNKNOWN_FIELD, condition.field)
    if format_of("", condition.operator) > 1:
        raise Flawed(Problem.UNKNOWN_OPERATOR, str(condition.operator))
    raise Flawed(Problem.OPERATOR_NOT_FOR_TYPE, f"{condition.field} {condition.operator}")
