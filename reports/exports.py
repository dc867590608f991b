"""A report's table as CSV that spreadsheets open without harm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from django.utils.translation import gettext

from reports.tables import TABLES, Column, Kind
from reports.wording import said
from reps.csv_files import csv_lines as written
from reps.csv_files import harmless


def csv_lines(code: str, rows: Sequence[Any]) -> Iterator[str]:
    """The lines of one table, in the language of this moment however late they are read."""
    columns = TABLES[code].columns
    cells = [[_header(column) for column in columns]]
    cells += [[_cell(column, row) for column in columns] for row in rows]
    return written(cells)


def _header(column: Column) -> str:
    if column.kind == Kind.DURATION:
        return gettext("%(name)s (minutes)") % {"name": column.label}
    return str(column.label)


def _cell(column: Column, row: Any) -> Any:
    """Names as people read them, numbers as machines do: fractions, and minutes."""
    if column.kind in (Kind.TEXT, Kind.STATUS, Kind.WITHIN):
        return harmless(said(column, row))
    value = getattr(row, column.code)
    if value is None:
        return ""
    if column.kind == Kind.DAY:
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return "∞"
    if column.kind == Kind.DURATION:
        return round(value / 60, 1)
    return round(value, 4)
