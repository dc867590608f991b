"""Values of conditions as people type them: one text field for every type of fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from assignment.engine.fields import FieldType, Operator, type_of
from assignment.engine.operators import NEED_NO_VALUE, NEED_ONE_VALUE
from leads.channels.codes import country_code, currency_code, language_tag
from leads.regions import places

__all__ = ["LISTS", "NEED_NO_VALUE", "split", "to_text", "to_value"]

LISTS: Final = frozenset(Operator) - NEED_NO_VALUE - NEED_ONE_VALUE
_SEPARATORS: Final = re.compile(r"[,，、;；\n]")
# One part of a list: in quotes up to the next separator, with quotes doubled inside, or bare.
_PART: Final = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:[,，、;；\n]|$)|([^,，、;；\n]+)')
# Between the two ends of a range: 08:30-18:00, 10 – 20, 2026-01-01 to 2026-03-31, 8:30 至 18:00.
_TO: Final = re.compile(r"\s+(?:-|to|and)\s+|\s*[–—~～至到]\s*|(?<=:\d\d)-", re.IGNORECASE)
_YES: Final = frozenset({"yes", "true", "1", "是", "y"})
_NO: Final = frozenset({"no", "false", "0", "否", "n"})


def to_value(text: str, *, operator: str, field: str) -> Any:
    """The JSON value that a text means for this field and operator; None when it is blank.

    Countries, currencies, languages and regions may be given by name. What cannot be read stays
    text, for ``engine.conditions.validate`` to refuse.
    """
    text = text.strip()
    if not text or operator in NEED_NO_VALUE:
        return None
    if operator == Operator.BETWEEN:
        parts = split(text)
        return [_one(part, field) for part in (parts if len(parts) > 1 else _TO.split(text))]
    if operator in LISTS:
        return [_one(part, field) for part in split(text)]
    return text if operator == Operator.CONTAINS_FACT else _one(text, field)


def split(text: str) -> list[str]:
    """The parts of a list, by commas of both languages; a part in quotes may contain them."""
    parts = ((quoted or "").replace('""', '"') or bare for quoted, bare in _PART.findall(text))
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


def _one(text: str, field: str) -> Any:
    read = _BY_FIELD.get(field) or _BY_TYPE.get(type_of(field) or FieldType.TEXT)
    return read(text) if read else text


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else text


def _country(text: str) -> str:
    return country_code(text) or text


def _currency(text: str) -> str:
    return currency_code(text) or text


def _region(text: str) -> str:
    table = places.current()
    return text if text in table.places else table.find(text) or text


def _flag(text: str) -> bool | str:
    folded = text.casefold()
    if folded in _YES:
        return True
    return False if folded in _NO else text


def _quoted(text: str) -> str:
    if not _SEPARATORS.search(text) and not text.startswith('"'):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


# How a value is read; where there is nothing to read the text stays as it is.
_BY_FIELD: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType(
    {"currency": _currency, "rep.areas": _region, "rep.languages": language_tag}
)
_BY_TYPE: Final[Mapping[FieldType, Callable[[str], Any]]] = MappingProxyType(
    {
        FieldType.FLAG: _flag,
        FieldType.NUMBER: _number,
        FieldType.MONEY: _number,
        FieldType.COUNTRY: _country,
        FieldType.REGION: _region,
        FieldType.LANGUAGE: language_tag,
    }
)
