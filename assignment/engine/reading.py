"""How facts of each type are read, and how the values of conditions are."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from assignment.engine.codes import Problem
from assignment.engine.fields import FieldType, Operator, type_of
from assignment.engine.keywords import Keyword, read_words, to_keyword
from assignment.engine.moments import read_date, read_time, want_date, want_time
from assignment.engine.values import (
    MAX_VALUES,
    MINOR_PER_MAJOR,
    Flawed,
    Number,
    Read,
    fold,
    read_flag,
    read_language,
    read_number,
    read_text,
    want_flag,
    want_language,
    want_number,
    want_text,
)

MAX_AREAS: Final = 100
SIZE: Final = frozenset(
    {Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW, Operator.BETWEEN}
)
# What a rep's trait may be held against.
COMPARABLE: Final = frozenset(
    {
        FieldType.TEXT,
        FieldType.CHOICE,
        FieldType.LANGUAGE,
        FieldType.COUNTRY,
        FieldType.REGION,
        FieldType.ATTRIBUTE,
    }
)


def read_area(raw: object) -> frozenset[str] | None:
    """The codes of all regions that a lead lies in; one code alone may stand for itself."""
    many: Sequence[object] = raw if isinstance(raw, list | tuple) else (raw,)
    if not all(one is None or isinstance(one, str) for one in many):
        raise Flawed(Problem.FACT_OF_WRONG_TYPE, type(raw).__name__)
    codes = (fold(one) for one in many[:MAX_AREAS] if isinstance(one, str))
    return frozenset(code for code in codes if code) or None


_READERS: Final[Mapping[FieldType, Read]] = MappingProxyType(
    {
        FieldType.TEXT: read_text,
        FieldType.CHOICE: read_text,
        FieldType.NUMBER: read_number,
        FieldType.MONEY: read_number,
        FieldType.FLAG: read_flag,
        FieldType.LANGUAGE: read_language,
        FieldType.COUNTRY: read_text,
        FieldType.REGION: read_area,
        FieldType.TIME: read_time,
        FieldType.DATE: read_date,
        FieldType.ATTRIBUTE: read_text,
    }
)


def reader(field_type: FieldType, operator: Operator) -> Read:
    """How a fact is read for an operator; facts read alike are read once for all conditions."""
    return read_words if operator == Operator.CONTAINS_WORD else _READERS[field_type]


def _want_money(raw: object) -> Number | None:
    """Conditions are written in major units; facts are integers in minor ones."""
    number = want_number(raw)
    return None if number is None else want_number(number * MINOR_PER_MAJOR)


def _want_keyword(raw: object) -> Keyword | None:
    text = want_text(raw)
    return None if text is None else to_keyword(text)


def _want_fact(raw: object) -> str | None:
    """The name of a fact that a rep's trait can be held against."""
    if not isinstance(raw, str):
        raise Flawed(Problem.VALUE_NOT_A_FIELD, type(raw).__name__)
    if raw and type_of(raw) not in COMPARABLE:
        raise Flawed(Problem.VALUE_NOT_A_FIELD, raw[:40])
    return raw or None


_WANTED: Final[Mapping[FieldType, Read]] = MappingProxyType(
    {
        FieldType.TEXT: want_text,
        FieldType.CHOICE: want_text,
        FieldType.NUMBER: want_number,
        FieldType.MONEY: _want_money,
        FieldType.FLAG: want_flag,
        FieldType.LANGUAGE: want_language,
        FieldType.COUNTRY: want_text,
        FieldType.REGION: want_text,
        FieldType.TIME: want_time,
        FieldType.DATE: want_date,
        FieldType.ATTRIBUTE: want_text,
        FieldType.REP_LIST: want_text,
        FieldType.REP_LEVEL: want_text,
        FieldType.REP_TEAM: want_text,
    }
)


def wanted(raw: object, field_type: FieldType, operator: Operator) -> tuple[Any, ...]:
    """The values that a condition compares with, one or many, blanks dropped.

    Raises ``Flawed`` if nothing remains, or if any value is too long or of the wrong type.
    """
    many = raw if isinstance(raw, tuple | list) else (() if raw is None else (raw,))
    if len(many) > MAX_VALUES:
        raise Flawed(Problem.TOO_MANY, str(len(many)))
    values = tuple(value for value in map(_want(field_type, operator), many) if value is not None)
    if not values:
        raise Flawed(Problem.VALUE_MISSING)
    return values


def _want(field_type: FieldType, operator: Operator) -> Read:
    if operator == Operator.CONTAINS_WORD:
        return _want_keyword
    if operator == Operator.CONTAINS_FACT:
        return _want_fact
    if field_type == FieldType.ATTRIBUTE and operator in SIZE:
        return want_number
    return _WANTED[field_type]
