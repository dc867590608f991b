"""Rows out of a workbook of Excel, read as a stream."""

import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from leads.tables import layout
from leads.tables.mapping import Cell
from leads.tables.sniff import NotATable

MAX_UNPACKED = 1024 * 1024 * 1024
MAX_EMPTY_RUN = 10_000  # a sheet formatted to its last row does not have a million rows
BREAKAGES = (
    InvalidFileException,
    zipfile.BadZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
)


def iter_lines(file: BinaryIO) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Give the rows of the first sheet that holds any, with their 1-based numbers.

    Rows without content come as empty tuples. Raises NotATable.
    """
    _refuse_bombs(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True)
    except BREAKAGES as error:
        raise NotATable("broken_xlsx", type(error).__name__) from error
    try:
        yield from _first_sheet_with_rows(book.worksheets)
    except BREAKAGES as error:
        raise NotATable("broken_xlsx", type(error).__name__) from error
    finally:
        book.close()


def _refuse_bombs(file: BinaryIO) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except BREAKAGES as error:
        raise NotATable("broken_xlsx", type(error).__name__) from error
    if unpacked > MAX_UNPACKED:
        raise NotATable("too_large", f"{unpacked} bytes unpacked")


def _first_sheet_with_rows(sheets: Iterable[Any]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for sheet in sheets:
        has_rows = False
        for line in _lines_of(sheet):
            has_rows = has_rows or bool(line[1])
            yield line
        if has_rows:
            return


def _lines_of(sheet: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    sheet.reset_dimensions()  # some programs write a wrong size into the file
    empty = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = layout.trimmed(tuple(_cell(value) for value in row))
        empty = 0 if cells else empty + 1
        if empty > MAX_EMPTY_RUN:
            return
        yield number, cells


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, int | float | datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return str(value) or None
