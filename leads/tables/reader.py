"""Tables out of files, whatever they are called: text in the usual encodings, and workbooks.

Rows are read one at a time; a file of a million rows needs no more memory than a small one.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from leads.tables import layout, sniff, workbook
from leads.tables.mapping import Cell
from leads.tables.sniff import NotATable

__all__ = ["MAX_BYTES", "NotATable", "Table", "iter_rows", "open_table"]

MAX_BYTES = 200 * 1024 * 1024
WORKBOOK = "xlsx"


@dataclass(frozen=True, slots=True)
class Table:
    """How a file is to be read. ``headers`` are unique; ``header_row`` is its 1-based line."""

    headers: tuple[str, ...]
    encoding: str
    delimiter: str
    header_row: int


def open_table(file: BinaryIO, *, name: str = "") -> Table:
    """Find out how a file is written and where its header is; its content decides, not ``name``.

    Reads text to the end once, to be sure of its encoding. Raises NotATable.
    """
    if _size(file) > MAX_BYTES:
        raise NotATable("too_large", name)
    file.seek(0)
    head = file.read(sniff.HEAD)
    sniff.refuse_what_is_no_table(head)
    if head.startswith(sniff.ZIP):
        return _table(workbook.iter_lines(file), encoding=WORKBOOK, delimiter="")
    encoding = sniff.guess_encoding(file, head=head)
    delimiter = sniff.guess_delimiter(_sample(file, encoding=encoding))
    return _table(
        _iter_text(file, encoding=encoding, delimiter=delimiter),
        encoding=encoding,
        delimiter=delimiter,
    )


def iter_rows(file: BinaryIO, table: Table) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Give every row below the header that says anything, with its 1-based line in the file.

    A row has at least as many cells as there are headers, more when it holds more. Leaves
    the file open. Raises NotATable where a file breaks in its middle.
    """
    if table.encoding == WORKBOOK:
        lines = workbook.iter_lines(file)
    else:
        lines = _iter_text(file, encoding=table.encoding, delimiter=table.delimiter)
    width = len(table.headers)
    for number, cells in lines:
        if number > table.header_row and cells:
            yield number, cells + (None,) * (width - len(cells))


def _table(
    lines: Iterator[tuple[int, tuple[Cell, ...]]], *, encoding: str, delimiter: str
) -> Table:
    top = [line for line in islice(lines, layout.LOOK_AT) if line[1]]
    number, headers = layout.find_header(top)
    return Table(headers=headers, encoding=encoding, delimiter=delimiter, header_row=number)


def _size(file: BinaryIO) -> int:
    return file.seek(0, io.SEEK_END)


def _sample(file: BinaryIO, *, encoding: str) -> str:
    file.seek(0)
    raw = file.read(sniff.HEAD)
    return raw.decode(encoding, "ignore")


def _iter_text(
    file: BinaryIO, *, encoding: str, delimiter: str
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        rows = csv.reader(text, delimiter=delimiter or ",")
        line = 1
        for row in rows:
            yield line, layout.trimmed(tuple(cell or None for cell in row))
            line = rows.line_num + 1
    except csv.Error as error:  # such as a quote that nobody closed
        raise NotATable("too_large", f"line {rows.line_num}: {error}") from error
    finally:
        if not file.closed:  # or the text would close it
            text.detach()
