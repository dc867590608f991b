"""Values of conditions as people type them: one text field for every type of fact."""

from __future__ import annotations

import csv
import re
from typing import Any, Final

from assignment.engine.fields import FieldType, Operator
from leads.channels.codes import country_code, language_code

LISTS: Final = frozenset(
    {
        Operator.ONE_OF,
        Operator.NONE_OF,
        Operator.CONTAINS,
        Operator.NOT_CONTAINS,
        Operator.STARTS_WITH,
        Operator.ENDS_WITH,
    }
)
NEED_NO_VALUE: Final = frozenset({Operator.IS_EMPTY, Operator.IS_NOT_EMPTY})
_SEPARATORS: Final = re.compile(r"[,，、;；\n]")
_TAG: Final = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", re.IGNORECASE)
_YES: Final = frozenset({"yes", "true", "1", "是", "y"})
_NO: Final = frozenset({"no", "false", "0", "否", "n"})


def to_value(text: str, *, operator: str, field_type: FieldType | None) -> Any:
    """The JSON value that a text means for this operator and type; None when it is blank.

    Countries and languages may be given by name. What cannot be read stays text, for
    ``engine.conditions.validate`` to refuse.
    """
    text = text.strip()
    if not text or operator in NEED_NO_VALUE:
        return None
    if operator in LISTS:
        return [_one(part, field_type) for part in split(text)]
    return _one(text, field_type)


def split(text: str) -> list[str]:
    """The parts of a list, by commas of both languages; a part in quotes may contain them."""
    if '"' in text:
        parts = next(csv.reader([text], skipinitialspace=True), [])
    else:
        parts = _SEPARATORS.split(text)
    return [part.strip() for part in parts if part.strip()]


def to_text(value: Any) -> str:
    """What ``to_value`` reads back: the text for a stored value."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(_quoted(to_text(one)) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _one(text: str, field_type: FieldType | None) -> Any:
    if field_type == FieldType.FLAG:
        return _flag(text)
    if field_type in (FieldType.NUMBER, FieldType.MONEY) and re.fullmatch(r"-?\d{1,15}", text):
        return int(text)
    if field_type == FieldType.COUNTRY:
        return country_code(text) or text
    if field_type == FieldType.LANGUAGE and not _TAG.fullmatch(text):
        return language_code(text) or text
    return text


def _flag(text: str) -> bool | str:
    folded = text.casefold()
    if folded in _YES:
        return True
    return False if folded in _NO else text


def _quoted(text: str) -> str:
    return f'"{text}"' if _SEPARATORS.search(text) else text
