"""Moments as spreadsheets write them. What is ambiguous is not guessed cell by cell."""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

Order = Literal["DMY", "MDY", "YMD"]

YEARS = range(1970, 2101)
EXCEL_EPOCH = datetime(1899, 12, 30)
EXCEL_DAYS = range(10_000, 110_000)  # 1927 to 2201
COMPACT_DAYS = range(19_000_101, 21_001_232)
UNIX_SECONDS = range(100_000_000, 10_000_000_000)
UNIX_MILLISECONDS = range(100_000_000_000, 10_000_000_000_000)

CLOCK = (
    r"(?:[\sT,]*(?P<half_before>上午|下午|晚上|中午)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})分?"
    r"(?::?(?P<second>\d{1,2})秒?(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-](?:0\d|1[0-4]):?[0-5]\d)?"
)
YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?" + CLOCK,
    re.IGNORECASE,
)
COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})" + CLOCK)
YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})\s*(?P<mark>[-/.])\s*(?P<second_part>\d{1,2})\s*(?P=mark)\s*"
    r"(?P<year>\d{4}|\d{2})(?!\d)" + CLOCK,
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
DAY_NAME = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-./]+(?P<name>[a-z]{3,9})\.?"
    r"[\s\-.,/]+(?P<year>\d{4}|\d{2})(?!\d)" + CLOCK,
    re.IGNORECASE,
)
NAME_DAY = re.compile(
    r"(?P<name>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + CLOCK,
    re.IGNORECASE,
)
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def parse_date(cell: object, *, order: Order | None, zone: tzinfo) -> datetime | None:
    """Read a cell as a moment; None when it is none, or none without knowing the order.

    Years in front and months in letters need no ``order``. A time without a zone of its own
    is local to ``zone``; years outside 1970 to 2100 are slips of the pen. Serial days of
    Excel and Unix times are understood as numbers.
    """
    moment = _moment_of(cell, order=order, zone=zone)
    return moment if moment and moment.year in YEARS else None


def _moment_of(cell: object, *, order: Order | None, zone: tzinfo) -> datetime | None:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=zone)
    if isinstance(cell, date):
        return datetime.combine(cell, time(), zone)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell, zone=zone)
    if isinstance(cell, str):
        return _from_text(_prepared(cell), order=order, zone=zone)
    return None


def guess_date_order(samples: Iterable[object]) -> Order | None:
    """Say how a column writes its dates, from cells that leave no choice; None when unsure.

    A column that contradicts itself is as uncertain as one that never says.
    """
    certain: set[Order] = set()  # of cells that are readable in any case
    needed: set[Order | None] = set()  # of cells such as 2/3/2018 and 26-02-2018
    for sample in samples:
        text = _prepared(sample) if isinstance(sample, str) else ""
        found = YEAR_LAST.fullmatch(text)
        if found:
            needed.add(_order_of_numbers(found))
        elif isinstance(sample, date) or (order := _order_without_doubt(text)) == "YMD":
            certain.add("YMD")
        elif order:
            certain.add(order)
    if needed:
        shown = needed - {None}
        return shown.pop() if len(shown) == 1 else None
    return max(certain, default=None)


def _order_without_doubt(text: str) -> Order | None:
    if YEAR_FIRST.fullmatch(text) or COMPACT.fullmatch(text):
        return "YMD"
    if DAY_NAME.fullmatch(text):
        return "DMY"
    return "MDY" if NAME_DAY.fullmatch(text) else None


def _order_of_numbers(found: re.Match[str]) -> Order | None:
    if int(found["first"]) > 12 or found["mark"] == ".":
        return "DMY"
    return "MDY" if int(found["second_part"]) > 12 else None


def _prepared(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[:60]).strip()
    return WEEKDAY.sub("", text)


def _from_number(cell: float, *, zone: tzinfo) -> datetime | None:
    if not math.isfinite(cell):
        return None
    whole = int(cell)
    if whole in EXCEL_DAYS:
        seconds = round((cell - whole) * 86_400)
        return (EXCEL_EPOCH + timedelta(days=whole, seconds=seconds)).replace(tzinfo=zone)
    if isinstance(cell, int) and whole in COMPACT_DAYS:
        return _from_text(str(cell), order=None, zone=zone)
    if whole in UNIX_MILLISECONDS:
        whole //= 1000
    return datetime.fromtimestamp(whole, UTC) if whole in UNIX_SECONDS else None


def _from_text(text: str, *, order: Order | None, zone: tzinfo) -> datetime | None:
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return _from_number(int(text), zone=zone)
    for pattern in (YEAR_FIRST, COMPACT, DAY_NAME, NAME_DAY, YEAR_LAST):
        found = pattern.fullmatch(text)
        if found:
            return _moment(found, day=_day_of(found, order=order), zone=zone)
    return None


def _day_of(found: re.Match[str], *, order: Order | None) -> date | None:
    """Give the day that a match names, None for the 30th of February and for an open order."""
    parts = found.groupdict()
    year = _full_year(parts["year"])
    if "name" in parts:
        month, day = _month_named(parts["name"].casefold()), int(parts["day"])
    elif "mark" in parts:
        month, day = _month_and_day(found, order=order)
    else:
        month, day = int(parts["month"]), int(parts["day"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_named(name: str) -> int:
    return next((at for at, full in enumerate(MONTHS, start=1) if full.startswith(name)), 0)


def _full_year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return int(text) + (2000 if int(text) < 70 else 1900)


def _month_and_day(found: re.Match[str], *, order: Order | None) -> tuple[int, int]:
    first, second = int(found["first"]), int(found["second_part"])
    if order not in ("DMY", "MDY"):
        order = "DMY" if first == second else _order_of_numbers(found)
    if order is None:
        return 0, 0
    return (second, first) if order == "DMY" else (first, second)


def _moment(found: re.Match[str], *, day: date | None, zone: tzinfo) -> datetime | None:
    if day is None:
        return None
    hour = _hour_of_day(found)
    try:
        clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None
    return datetime.combine(day, clock, _zone_of(found["zone"]) or zone)


def _hour_of_day(found: re.Match[str]) -> int:
    hour = int(found["hour"] or 0)
    half = (found["half_before"] or found.groupdict()["half"] or "").casefold()
    if not half or hour > 12:
        return hour
    is_morning = half == "上午" or half.startswith("a")
    return hour % 12 + (0 if is_morning else 12)


def _zone_of(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    return datetime.strptime(text.replace(":", ""), "%z").tzinfo
