"""The facts that conditions may speak of, their types, and the operators of each type."""

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
MAX_NAME_LENGTH: Final = 100


class FieldType(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    FLAG = "flag"
    LANGUAGE = "language"
    COUNTRY = "country"


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOVE = "above"
    BELOW = "below"
    IS_EMPTY = "is_empty"
    IS_NOT_EMPTY = "is_not_empty"


# ``value`` is an integer in hundredths of the base currency; ``arrived_weekday`` counts from
# Monday, 0, to Sunday, 6; ``arrived_hour`` is 0-23, both in the company's time zone.
FIELDS: Final[Mapping[str, FieldType]] = MappingProxyType(
    {
        "name": FieldType.TEXT,
        "company": FieldType.TEXT,
        "email_domain": FieldType.TEXT,
        "has_email": FieldType.FLAG,
        "has_phone": FieldType.FLAG,
        "phone_country": FieldType.COUNTRY,
        "country": FieldType.COUNTRY,
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
        "arrived_weekday": FieldType.NUMBER,
        "arrived_hour": FieldType.NUMBER,
    }
)

_EQUALITY = (Operator.IS, Operator.IS_NOT)
_MEMBERSHIP = (*_EQUALITY, Operator.ONE_OF, Operator.NONE_OF)
_EMPTINESS = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)
_PARTS = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH)
_SIZE = (Operator.AT_LEAST, Operator.AT_MOST, Operator.ABOVE, Operator.BELOW)

# In the order in which a form offers them.
OPERATORS: Final[Mapping[FieldType, tuple[Operator, ...]]] = MappingProxyType(
    {
        FieldType.TEXT: (*_MEMBERSHIP, *_PARTS, *_EMPTINESS),
        FieldType.CHOICE: (*_MEMBERSHIP, *_EMPTINESS),
        FieldType.NUMBER: (*_MEMBERSHIP, *_SIZE, *_EMPTINESS),
        FieldType.MONEY: (*_MEMBERSHIP, *_SIZE, *_EMPTINESS),
        FieldType.FLAG: _EQUALITY,
        FieldType.LANGUAGE: (*_MEMBERSHIP, *_EMPTINESS),
        FieldType.COUNTRY: (*_MEMBERSHIP, *_EMPTINESS),
    }
)


def type_of(name: str) -> FieldType | None:
    """The type of a field or custom attribute; None if conditions know no such field."""
    if name.startswith(ATTRIBUTE_PREFIX):
        has_key = len(ATTRIBUTE_PREFIX) < len(name) <= MAX_NAME_LENGTH
        return FieldType.TEXT if has_key else None
    return FIELDS.get(name)


def actual(facts: Facts, name: str) -> Any:
    """The fact as it was given; None if it is missing."""
    value = facts.get(name)
    if value is None and name.startswith(ATTRIBUTE_PREFIX):
        attributes = facts.get(ATTRIBUTES)
        if isinstance(attributes, Mapping):
            return attributes.get(name.removeprefix(ATTRIBUTE_PREFIX))
    return value
