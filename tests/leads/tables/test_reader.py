import io
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from leads.tables.reader import NotATable, Table, iter_rows, open_table

CHINESE = (
    "公司名称,联系人,电话\r\n星辰科技有限公司,张三,13800138000\r\n海风贸易,李四,13900139000\r\n"
)


def read(content):
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    table = open_table(file)
    return table, list(iter_rows(file, table))


def workbook(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("python_codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_a_chinese_file_is_read_in_every_usual_encoding(python_codec, encoding):
    table, rows = read(CHINESE.encode(python_codec))

    assert table == Table(("公司名称", "联系人", "电话"), encoding, ",", 1)
    assert rows[0] == (2, ("星辰科技有限公司", "张三", "13800138000"))
    assert len(rows) == 2


def test_a_western_file_is_not_taken_for_chinese():
    _, rows = read("name,city\nRené,Zürich\nBjörn,Malmö\n".encode("cp1252"))

    assert rows == [(2, ("René", "Zürich")), (3, ("Björn", "Malmö"))]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_content(mark):
    table, rows = read(f'name{mark}note\nAna{mark}"a,b;c"\nBo{mark}x\n')

    assert table.delimiter == mark
    assert rows[0] == (2, ("Ana", "a,b;c"))


def test_the_delimiter_line_of_excel_is_obeyed_and_is_no_header():
    table, rows = read("sep=;\r\nname;city\r\nAna;Bonn\r\n")

    assert (table.headers, table.header_row) == (("name", "city"), 2)
    assert rows == [(3, ("Ana", "Bonn"))]


def test_line_numbers_are_those_of_the_file_across_quoted_newlines_and_blank_lines():
    _, rows = read('name,note\nAna,"one\ntwo"\n\nBo,x\n')

    assert rows == [(2, ("Ana", "one\ntwo")), (5, ("Bo", "x"))]


def test_a_title_above_the_header_is_passed_over():
    table, rows = read("Leads of the fair,,\n,,\nname,city,phone\nAna,Bonn,1\nBo,Rome,2\n")

    assert (table.headers, table.header_row) == (("name", "city", "phone"), 3)
    assert [number for number, _ in rows] == [4, 5]


def test_empty_cells_at_the_end_are_dropped_and_short_rows_filled():
    table, rows = read("name,city,,,\nAna,,,,\nBo,Rome,extra,,\n,,,,\n")

    assert table.headers == ("name", "city")
    assert rows == [(2, ("Ana", None)), (3, ("Bo", "Rome", "extra"))]


def test_headers_become_unique():
    table, _ = read("name,,name\nAna,x,y\n")

    assert table.headers == ("name", "column 2", "name (3)")


def test_a_file_of_one_column_is_a_table():
    table, rows = read("email\nana@example.com\nbo@example.com\n")

    assert table.headers == ("email",)
    assert [cells for _, cells in rows] == [("ana@example.com",), ("bo@example.com",)]


def test_a_workbook_keeps_the_types_of_its_cells():
    moment = datetime(2026, 2, 3, 10, 30)
    content = workbook(
        ["Leads"], [None], ["name", "at", "n", "ok"], ["Ana", moment, 1.5, True], ["Bo", None, 2, 0]
    )

    table, rows = read(content)

    assert table == Table(("name", "at", "n", "ok"), "xlsx", "", 3)
    assert rows == [(4, ("Ana", moment, 1.5, "yes")), (5, ("Bo", None, 2, 0))]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"<!DOCTYPE html><html></html>", "html"),
        (b"\n<!-- x --><table><tr></tr></table>", "html"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"version https://git-lfs.github.com/spec/v1\noid x", "lfs_pointer"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "legacy_xls"),
        (b"PK\x03\x04 torn", "broken_xlsx"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"ab\x00\x01\x00\x00\xffcd\x00", "binary"),
        (b"1,2,3\n4,5,6\n", "no_header"),
        (b'name,note\n"' + b"x" * 200_000, "too_large"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, code):
    with pytest.raises(NotATable) as refusal:
        read(content)

    assert refusal.value.code == code
    assert code in NotATable.CODES


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content):
    with suppress(NotATable):
        read(content)


def test_reading_leaves_the_file_open():
    file = io.BytesIO(CHINESE.encode())
    table = open_table(file)

    list(iter_rows(file, table))

    assert not file.closed
    assert len(list(iter_rows(file, table))) == 2
