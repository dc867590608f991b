"""The fields that conditions may speak of, their types, and the operators of each type.

Most fields are facts of a lead. Those that begin with ``rep.`` are traits of whoever is to get it:
they never decide whether a rule matches, they say who among the candidates will do.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

# What is known of one lead, by the names in FIELDS. A fact is missing if its name is absent, or
# if it is None or blank. Custom attributes stand under "attributes.<key>", or in a mapping of
# their own under "attributes"; the flat spelling wins.
Facts: TypeAlias = Mapping[str, Any]

ATTRIBUTES: Final = "attributes"
ATTRIBUTE_PREFIX: Final = "attributes."
REP_PREFIX: Final = "rep."
MAX_NAME_LENGTH: Final = 100


class FieldType(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"
    LANGUAGE = "language"
    COUNTRY = "country"
    REGION = "region"
    TIME = "time"
    DATE = "date"
    ATTRIBUTE = "attribute"
    REP_LIST = "rep_list"
    REP_LEVEL = "rep_level"
    REP_TEAM = "rep_team"


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    CONTAINS_ALL = "contains_all"
    CONTAINS_WORD = "contains_word"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    BETWEEN = "between"
    WITHIN = "within"
    NOT_WITHIN = "not_within"
    CONTAINS_FACT = "contains_fact"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"


# ``value`` is an integer in hundredths of the base currency. ``area`` holds the codes of all the
# regions that a lead lies in, from the narrowest outwards; ``region`` is the state or province as
# it was typed. ``arrived_weekday`` counts from Monday, 0, to Sunday, 6; ``arrived_hour`` is 0-23,
# ``arrived_time`` "HH:MM", ``arrived_on`` an ISO day, all of them in the company's time zone.
FIELDS: Final[Mapping[str, FieldType]] = MappingProxyType(
    {
        "name": FieldType.TEXT,
        "company": FieldType.TEXT,
        "email_domain": FieldType.TEXT,
        "has_email": FieldType.FLAG,
        "has_phone": FieldType.FLAG,
        "has_whatsapp": FieldType.FLAG,
        "has_wechat": FieldType.FLAG,
        "phone_country": FieldType.COUNTRY,
        "country": FieldType.COUNTRY,
        "area": FieldType.REGION,
        "region": FieldType.TEXT,
        "city": FieldType.TEXT,
        "industry": FieldType.TEXT,
        "product": FieldType.TEXT,
        "quantity": FieldType.NUMBER,
        "value": FieldType.MONEY,
        "currency": FieldType.CHOICE,
        "company_size": FieldType.CHOICE,
        "language": FieldType.LANGUAGE,
        "source": FieldType.TEXT,
        "campaign": FieldType.TEXT,
        "channel": FieldType.CHOICE,
        "message": FieldType.TEXT,
        "is_key": FieldType.FLAG,
        "is_customer": FieldType.FLAG,
        "grade": FieldType.CHOICE,
        "score": FieldType.NUMBER,
        "arrived_weekday": FieldType.NUMBER,
        "arrived_hour": FieldType.NUMBER,
        "arrived_time": FieldType.TIME,
        "arrived_on": FieldType.DATE,
    }
)

REP_FIELDS: Final[Mapping[str, FieldType]] = MappingProxyType(
    {
        "rep.languages": FieldType.REP_LIST,
        "rep.areas": FieldType.REP_LIST,
        "rep.skills": FieldType.REP_LIST,
        "rep.products": FieldType.REP_LIST,
        "rep.industries": FieldType.REP_LIST,
        "rep.level": FieldType.REP_LEVEL,
        "rep.team": FieldType.REP_TEAM,
    }
)

_EQUALITY = (Operator.IS, Operator.IS_NOT)
_MEMBERSHIP = (*_EQUALITY, Operator.ONE_OF, Operator.NONE_OF)
_EMPTINESS = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
_PARTS = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH)
_WORDS = (Operator.CONTAINS_WORD, Operator.CONTAINS_ALL)
_SIZE = (Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW)
_ORDER = (*_SIZE, Operator.BETWEEN)

# In the order in which a form offers them.
OPERATORS: Final[Mapping[FieldType, tuple[Operator, ...]]] = MappingProxyType(
    {
        FieldType.TEXT: (*_MEMBERSHIP, *_PARTS, *_WORDS, *_EMPTINESS),
        FieldType.CHOICE: (*_MEMBERSHIP, *_EMPTINESS),
        FieldType.NUMBER: (*_MEMBERSHIP, *_ORDER, *_EMPTINESS),
        FieldType.MONEY: (*_MEMBERSHIP, *_ORDER, *_EMPTINESS),
        FieldType.FLAG: _EQUALITY,
        FieldType.LANGUAGE: (*_MEMBERSHIP, *_EMPTINESS),
        FieldType.COUNTRY: (*_MEMBERSHIP, *_EMPTINESS),
        FieldType.REGION: (Operator.WITHIN, Operator.NOT_WITHIN, *_EMPTINESS),
        FieldType.TIME: (Operator.BETWEEN, *_SIZE, *_EMPTINESS),
        FieldType.DATE: (*_EQUALITY, *_ORDER, *_EMPTINESS),
        FieldType.ATTRIBUTE: (*_MEMBERSHIP, *_PARTS, *_WORDS, *_ORDER, *_EMPTINESS),
        FieldType.REP_LIST: (Operator.CONTAINS_FACT, Operator.CONTAINS),
        FieldType.REP_LEVEL: (Operator.AT_LEAST, Operator.IS, Operator.ONE_OF),
        FieldType.REP_TEAM: (Operator.IS, Operator.ONE_OF),
    }
)

# Types whose values have an order, so that a range of them means something.
_ORDERED: Final = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.TIME, FieldType.DATE})

# What rules of format 1 could not say. Their content is read as it was then, to the letter.
_FIELDS_OF_FORMAT_2: Final = frozenset(
    {"has_whatsapp", "has_wechat", "area", "grade", "score", "arrived_time", "arrived_on"}
)
_OPERATORS_OF_FORMAT_2: Final = frozenset(
    {
        Operator.CONTAINS_ALL,
        Operator.CONTAINS_WORD,
        Operator.BETWEEN,
        Operator.WITHIN,
        Operator.NOT_WITHIN,
        Operator.CONTAINS_FACT,
    }
)


def type_of(name: str) -> FieldType | None:
    """The type of a field or custom attribute; None if conditions know no such field."""
    if name.startswith(ATTRIBUTE_PREFIX):
        has_key = len(ATTRIBUTE_PREFIX) < len(name) <= MAX_NAME_LENGTH
        return FieldType.ATTRIBUTE if has_key else None
    return REP_FIELDS.get(name) if is_about_rep(name) else FIELDS.get(name)


def is_about_rep(name: str) -> bool:
    """Whether a field is a trait of the candidates rather than a fact of the lead."""
    return name.startswith(REP_PREFIX)


def is_ordered(field_type: FieldType | None) -> bool:
    """Whether the values of a type stand in an order; times of day go round, yet from midnight."""
    return field_type in _ORDERED


def format_of(name: str, operator: str) -> int:
    """The first format of rules that knew this operator for this field, known or not."""
    if is_about_rep(name) or name in _FIELDS_OF_FORMAT_2 or operator in _OPERATORS_OF_FORMAT_2:
        return 2
    return 2 if operator in _SIZE and type_of(name) == FieldType.ATTRIBUTE else 1


def actual(facts: Facts, name: str) -> Any:
    """The fact as it was given; None if it is missing."""
    value = facts.get(name)
    if value is None and name.startswith(ATTRIBUTE_PREFIX):
        attributes = facts.get(ATTRIBUTES)
        if isinstance(attributes, Mapping):
            return attributes.get(name.removeprefix(ATTRIBUTE_PREFIX))
    return value
