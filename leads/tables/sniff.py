"""What a file is, from its bytes."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

HEAD = 65_536
CHUNK = 1 << 20
ZIP = b"PK\x03\x04"
DELIMITERS = ",;\t|"
ROWS_TO_COMPARE = 60

SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "legacy_xls"),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", "legacy_xls"),
    (b"%PDF", "pdf"),
    (b"version https://git-lfs", "lfs_pointer"),
    (b"\x1f\x8b", "binary"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"GIF8", "binary"),
    (b"7z\xbc\xaf", "binary"),
    (b"Rar!", "binary"),
    (b"{\\rtf", "binary"),
)
MARKUP = re.compile(rb"<(?:!--|(?:!doctype|html|head|body|table|meta|\?xml)\b)", re.IGNORECASE)
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


class NotATable(Exception):
    """The file cannot be read as a table. ``code`` is one of CODES."""

    CODES = (
        "empty",
        "html",
        "pdf",
        "lfs_pointer",
        "legacy_xls",
        "broken_xlsx",
        "binary",
        "no_header",
        "too_large",
    )

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def refuse_what_is_no_table(head: bytes) -> None:
    """Raise NotATable for nothing, for markup and for what is known to be something else."""
    body = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
    if not body:
        raise NotATable("empty")
    for signature, code in SIGNATURES:
        if head.startswith(signature):
            raise NotATable(code)
    if MARKUP.match(body):
        raise NotATable("html")


def guess_encoding(file: BinaryIO, *, head: bytes) -> str:
    """Name the codec that reads a text file. Raises NotATable for what is not text."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    if b"\x00" in head:
        return _utf16_without_mark(head)
    for encoding in ("utf-8", "gb18030"):
        if _reads_as(file, encoding=encoding):
            return encoding if encoding == "utf-8" or _looks_chinese(head) else "cp1252"
    return "cp1252"


def guess_delimiter(sample: str) -> str:
    """Name the character that splits most rows into the same number of cells, above one."""
    told = SEPARATOR_LINE.match(sample)
    if told:
        return told[1]
    return max(DELIMITERS, key=lambda mark: (_evenness(sample, mark), -DELIMITERS.index(mark)))


def _utf16_without_mark(head: bytes) -> str:
    """ASCII in UTF-16 has a zero in every second byte; zeros on both sides are no text."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 50 < len(head):
        raise NotATable("binary")
    text = head[: len(head) // 2 * 2].decode(encoding, "replace")
    if text.count("\ufffd") > 1:
        raise NotATable("binary")
    return encoding


def _reads_as(file: BinaryIO, *, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(head: bytes) -> bool:
    """Common Chinese characters take two high bytes; a western accent stands between letters."""
    high_runs = re.findall(rb"[\x80-\xff]+", head)
    if not high_runs:
        return True
    paired = sum(len(run) for run in high_runs if len(run) > 1)
    return paired * 10 >= sum(len(run) for run in high_runs) * 8


def _evenness(sample: str, mark: str) -> tuple[float, int]:
    widths = _widths(sample.splitlines(keepends=True), mark)
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0.0, 0
    width, rows = max(counts.items(), key=lambda item: (item[1], item[0]))
    return round(rows / len(widths), 1), width


def _widths(lines: Sequence[str], mark: str) -> list[int]:
    widths: list[int] = []
    try:
        for row in csv.reader(lines, delimiter=mark):
            if row:
                widths.append(len(row))
            if len(widths) >= ROWS_TO_COMPARE:
                break
    except csv.Error:
        return widths
    return widths
