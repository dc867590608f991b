"""Where the header of a table is, and what its columns are called."""

import re
from collections import Counter
from collections.abc import Sequence

from leads.tables.mapping import Cell
from leads.tables.sniff import NotATable

LOOK_AT = 30  # rows
DATA = re.compile(r"[\d\s.,:/+%$€£¥()-]+|\S+@\S+\.\S+|https?://\S+")
SEPARATOR_ROW = re.compile(r"sep=.?", re.IGNORECASE)


def trimmed(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Drop the empty cells at the end of a row."""
    width = len(cells)
    while width and (cells[width - 1] is None or not str(cells[width - 1]).strip()):
        width -= 1
    return cells[:width]


def find_header(rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> tuple[int, tuple[str, ...]]:
    """Give the line and the names of the columns; titles above the header are passed over.

    Raises NotATable when there is no row, or none that names columns.
    """
    rows = [row for row in rows if not _is_separator_row(row[1])]
    if not rows:
        raise NotATable("empty")
    width = Counter(len(cells) for _, cells in rows).most_common(1)[0][0]
    if len(rows) <= 2:
        width = max(len(cells) for _, cells in rows)
    for number, cells in rows:
        if sum(cell is not None for cell in cells) * 2 > width or width == 1:
            if not any(_names_a_column(cell) for cell in cells):
                raise NotATable("no_header", f"line {number}")
            return number, unique_names(cells)
    raise NotATable("no_header")


def unique_names(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Name every column, the nameless by their position and the second of a name by a number."""
    names: dict[str, int] = {}
    for position, cell in enumerate(cells, start=1):
        name = " ".join(str(cell).replace("\ufeff", "").split()) if cell is not None else ""
        name = name[:100] or f"column {position}"
        names[name if name not in names else f"{name} ({position})"] = position
    return tuple(names)


def _names_a_column(cell: Cell) -> bool:
    return isinstance(cell, str) and not DATA.fullmatch(cell.strip())


def _is_separator_row(cells: tuple[Cell, ...]) -> bool:
    return len(cells) == 1 and bool(SEPARATOR_ROW.fullmatch(str(cells[0]).strip("\ufeff ")))
