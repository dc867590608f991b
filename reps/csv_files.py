"""CSV that spreadsheets open without harm."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows that the file is UTF-8
# What makes a spreadsheet run a cell instead of showing it; full-width signs do so in some.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def harmless(text: str) -> str:
    """Text by strangers as text: what a spreadsheet would take for a formula gets a quote."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_lines(cells: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of a table, one by one; texts must have been made harmless."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    for line in cells:
        yield writer.writerow(line)
