"""Times of day and days as numbers: minutes since midnight, and days since the year one."""

from datetime import date
from typing import Any, Final

from assignment.engine.codes import Problem
from assignment.engine.values import Flawed, fold

DAY: Final = 24 * 60  # minutes
_LONGEST: Final = 10  # 2026-03-02


def read_time(raw: object) -> int | None:
    """A fact such as "08:30"; seconds are left out."""
    text = _text(raw, Problem.FACT_OF_WRONG_TYPE)
    if text is None:
        return None
    minutes = _minutes(text)
    if minutes is None or minutes >= DAY:
        raise Flawed(Problem.FACT_OF_WRONG_TYPE, text)
    return minutes


def read_date(raw: object) -> int | None:
    """A fact such as "2026-03-02"."""
    text = _text(raw, Problem.FACT_OF_WRONG_TYPE)
    return None if text is None else _days(text, Problem.FACT_OF_WRONG_TYPE)


def want_time(raw: object) -> int | None:
    """The time of a condition; 24:00 is the end of the day."""
    text = _text(raw, Problem.VALUE_NOT_A_TIME)
    if text is None:
        return None
    minutes = _minutes(text)
    if minutes is None:
        raise Flawed(Problem.VALUE_NOT_A_TIME, text)
    return minutes


def want_date(raw: object) -> int | None:
    text = _text(raw, Problem.VALUE_NOT_A_DATE)
    return None if text is None else _days(text, Problem.VALUE_NOT_A_DATE)


def in_window(start: int, end: int) -> Any:
    """Whether a time lies from ``start`` up to, but not on, ``end``; past midnight if it must.

    The windows 08:30-18:00 and 18:00-08:30 leave no minute of the day out and share none.
    """
    start %= DAY
    if start < end:
        return lambda minutes: start <= minutes < end
    return lambda minutes: minutes >= start or minutes < end


def _text(raw: object, code: Problem) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise Flawed(code, type(raw).__name__)
    return fold(raw[: 2 * _LONGEST]) or None


def _minutes(text: str) -> int | None:
    parts = text.split(":")
    if not 2 <= len(parts) <= 3:
        return None
    if not all(part.isascii() and part.isdecimal() and len(part) <= 2 for part in parts):
        return None
    hours, minutes, *seconds = map(int, parts)
    if minutes > 59 or any(second > 59 for second in seconds):
        return None
    total = hours * 60 + minutes
    return total if total < DAY or text in ("24:00", "24:00:00") else None


def _days(text: str, code: Problem) -> int:
    is_iso = len(text) == _LONGEST and text[4] == text[7] == "-"
    try:
        return date.fromisoformat(text if is_iso else "").toordinal()
    except ValueError:
        raise Flawed(code, text) from None
