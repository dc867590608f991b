"""Numbers as people write them, in English and in Chinese."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

LARGEST_MINOR = 10**15
LARGEST_QUANTITY = 10**12
LARGEST_SCORE = 10**6
LONGEST_TEXT = 60

WRITTEN = re.compile(r"(?P<before>[^\d]{0,12}?)(?P<digits>\d[\d.,'’ ]*)(?P<after>\D*)")
PLAIN = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")
UNIT = re.compile(r"[^\W\d_]+")
SCALES = {
    "k": 10**3,
    "thousand": 10**3,
    "千": 10**3,
    "mn": 10**6,
    "mio": 10**6,
    "million": 10**6,
    "bn": 10**9,
    "billion": 10**9,
    "百万": 10**6,
    "千万": 10**7,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
}
CHINESE_SCALES = ("百万", "千万", "万", "萬", "亿", "億", "千")


def parse_number(cell: object) -> Decimal | None:
    """Read one number, with its sign, separators, unit and scale; None for anything else.

    A range or a list is not one number. A single point is a decimal point; a single comma
    is one only when other than three digits follow it.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int):
        return Decimal(cell) if cell.bit_length() < 200 else None
    if isinstance(cell, float):
        return _finite(repr(cell))
    if isinstance(cell, str):
        return _from_text(cell)
    return None


def parse_amount(cell: object) -> int | None:
    """Read an amount of money in hundredths, halves rounded up; None when it is not one."""
    number = parse_number(cell)
    if number is None or abs(number) * 100 > LARGEST_MINOR:
        return None
    return int((number * 100).quantize(Decimal(1), ROUND_HALF_UP))


def parse_quantity(cell: object) -> int | None:
    """Read a whole number of pieces; None when it is not one."""
    number = parse_number(cell)
    if number is None or abs(number) > LARGEST_QUANTITY or number != int(number):
        return None
    return int(number)


def parse_score(cell: object) -> int | None:
    """Read a score, which may be negative, rounded to a whole number; None when it is none."""
    number = parse_number(cell)
    if number is None or abs(number) > LARGEST_SCORE:
        return None
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def _from_text(text: str) -> Decimal | None:
    text = unicodedata.normalize("NFKC", text[: LONGEST_TEXT * 2]).strip()
    if len(text) > LONGEST_TEXT:
        return None
    if PLAIN.fullmatch(text):
        return _finite(text)
    found = WRITTEN.fullmatch(text)
    number = _finite(_point_decimals(found["digits"])) if found else None
    if not found or number is None:
        return None
    number *= _scale(found["after"])
    return -number if re.search(r"[-−(]\W*$|^[-−(]", found["before"]) else number


def _finite(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _point_decimals(digits: str) -> str:
    """Write a number with a decimal point and nothing else between its digits."""
    digits = re.sub(r"['’ ]", "", digits).rstrip(".,")
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        if digits.rfind(",") > digits.rfind("."):
            return digits.replace(".", "").replace(",", ".")
        return digits.replace(",", "")
    if points > 1:
        return digits.replace(".", "")
    if commas == 1 and len(digits.partition(",")[2]) != 3:
        return digits.replace(",", ".")
    return digits.replace(",", "")


def _scale(after: str) -> int:
    after = after.strip().casefold()
    for word in CHINESE_SCALES:
        if after.startswith(word):
            return SCALES[word]
    unit = UNIT.match(after)
    return SCALES.get(unit[0], 1) if unit else 1
