"""Which column of a table is which field of a lead."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from leads.tables.aliases import ALIASES

Cell: TypeAlias = str | int | float | datetime | None
MappedRow: TypeAlias = dict[str, "Cell | dict[str, Cell]"]

ATTRIBUTES = "attributes"
IGNORE = "ignore"
MANY = frozenset([ATTRIBUTES, IGNORE])  # targets that several columns may share

TARGETS: Mapping[str, str] = {
    "external_id": "text",
    "name": "text",
    "first_name": "text",
    "last_name": "text",
    "company": "text",
    "email": "email",
    "phone": "phone",
    "mobile": "phone",
    "whatsapp": "phone",
    "wechat": "text",
    "country": "country",
    "region": "text",
    "city": "text",
    "industry": "text",
    "product": "text",
    "quantity": "quantity",
    "value": "amount",
    "currency": "currency",
    "company_size": "text",
    "language": "language",
    "source": "text",
    "campaign": "text",
    "grade": "text",
    "score": "number",
    "message": "text",
    "owner": "text",
    "status": "status",
    "converted": "flag",
    "received_at": "date",
    "converted_at": "date",
    "last_follow_up_at": "date",
    ATTRIBUTES: "any",
    IGNORE: "any",
}

IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】")
MARKS = re.compile(r"[\W_]+")


class BadMapping(ValueError):
    """The mapping names a field that does not exist, or one field twice."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def guess_mapping(headers: Iterable[str]) -> dict[str, str]:
    """Name a target for every header, by its usual names in English and Chinese.

    The first header that fits a field gets it; everything else becomes an attribute, so
    that no column is lost.
    """
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for header in headers:
        target = _target_of(header)
        if target in taken and target not in MANY:
            target = "mobile" if target == "phone" and "mobile" not in taken else ATTRIBUTES
        taken.add(target)
        mapping[header] = target
    return mapping


def parse_mapping(text: str) -> dict[str, str]:
    """Read ``Header=target,Header2=target``; a header with a comma stands in quotes.

    Raises BadMapping.
    """
    mapping: dict[str, str] = {}
    for part in next(csv.reader([text.replace("\n", ",")], skipinitialspace=True), []):
        if part.strip():
            header, equals, target = (piece.strip() for piece in part.rpartition("="))
            if not equals or not header:
                raise BadMapping("no_target", part)
            mapping[header] = target
    check_mapping(mapping)
    return mapping


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Raise BadMapping unless every target exists and is named once."""
    seen: set[str] = set()
    for target in mapping.values():
        if target not in TARGETS:
            raise BadMapping("unknown_target", target)
        if target in seen and target not in MANY:
            raise BadMapping("target_twice", target)
        seen.add(target)


def map_row(
    headers: Sequence[str], cells: Sequence[Cell], *, mapping: Mapping[str, str]
) -> MappedRow:
    """Put the cells of one row under their targets, as ``channels.row.parse`` expects them.

    Attributes stay under their own headers; cells beyond the last header are attributes too.
    """
    row: MappedRow = {}
    attributes: dict[str, Cell] = {}
    for position, cell in enumerate(cells):
        header = headers[position] if position < len(headers) else f"column {position + 1}"
        target = mapping.get(header, ATTRIBUTES)
        if target == ATTRIBUTES:
            attributes[header] = cell
        elif target != IGNORE:
            row[target] = cell
    row[ATTRIBUTES] = attributes
    return row


def _target_of(header: str) -> str:
    text = unicodedata.normalize("NFKC", header).casefold()
    for form in (text, IN_BRACKETS.sub("", text)):
        target = _BY_ALIAS.get(MARKS.sub("", form))
        if target:
            return target
    return ATTRIBUTES


_BY_ALIAS = {
    MARKS.sub("", alias.casefold()): target
    for target, aliases in ALIASES.items()
    for alias in [target, *aliases.split(";")]
}
