"""How to read one cell. What a cell does not clearly say is None, or empty."""

import re
import unicodedata

from leads.tables.dates import guess_date_order, parse_date
from leads.tables.numbers import parse_amount, parse_number, parse_quantity
from leads.tables.statuses import parse_flag, parse_status

__all__ = [
    "guess_date_order",
    "is_blank",
    "parse_amount",
    "parse_date",
    "parse_flag",
    "parse_grade",
    "parse_number",
    "parse_quantity",
    "parse_status",
]

BLANK_WORDS = frozenset(
    """select|--select--|-- select --|please select|select one|choose|n/a|n.a.|na|#n/a|#value!
    |#ref!|#name?|#div/0!|#null!|none|-none-|--none--|null|nil|nan|nat|undefined|-|--|---|–|—|/|.|?
    |请选择|无|暂无|空""".replace("\n    ", "").split("|")
)

GRADE = re.compile(r"(?:grade|class|等级|级别)?[\s:：-]*([abc])[\s-]*(?:grade|class|级|類|类|等)?")


def parse_grade(text: str) -> str:
    """Read a grade such as "A", "b级" or "Grade C"; empty when it is none of the three."""
    found = GRADE.fullmatch(unicodedata.normalize("NFKC", text[:40]).strip().casefold())
    return found[1].upper() if found else ""


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing: empty, a dropdown left alone, or a word for "unknown".

    "NA" is blank here although it is Namibia's code; a column of countries must be read
    before it is judged.
    """
    if cell is None:
        return True
    if isinstance(cell, float):
        return cell != cell
    if not isinstance(cell, str):
        return False
    text = cell.strip("\ufeff\u200b \t\r\n")
    return not text or unicodedata.normalize("NFKC", text[:20]).strip().casefold() in BLANK_WORDS
