"""Reading facts, and the values that conditions compare them with, into comparable form.

Readers return None for a blank, and raise ``Flawed`` for what cannot be read as their type.
"""

import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from assignment.engine.codes import Problem

Number: TypeAlias = int | Decimal
Read: TypeAlias = Callable[[Any], Any]

MAX_FACT_LENGTH: Final = 20_000  # a longer text is judged by its beginning
MAX_VALUE_LENGTH: Final = 200
MAX_VALUES: Final = 500
MAX_DIGITS: Final = 24  # so that hundredths stay exact within the 28 digits of a Decimal
MINOR_PER_MAJOR: Final = 100
_FLAGS: Final = MappingProxyType({"true": True, "false": False})


class Flawed(ValueError):
    """A rule that cannot be judged: ``code`` says why, ``detail`` where."""

    def __init__(self, code: Problem, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def fold(text: str) -> str:
    """The form in which texts are compared: full-width as half-width, one case, trimmed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.casefold().strip()


def to_number(raw: object) -> Number | None:
    """A finite number of at most 24 digits; None if it is none.

    Floats count as what they print as, so that 0.1 equals "0.1". Thousands separators are
    refused, since "1,500" means different things in different countries.
    """
    if isinstance(raw, float):
        raw = repr(raw)
    if isinstance(raw, str):
        raw = _parse(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return None
    if isinstance(raw, int):
        return raw if abs(raw) < 10**MAX_DIGITS else None
    return _tidy(raw)


def _parse(text: str) -> Decimal | None:
    if len(text) > MAX_DIGITS + 2 or "_" in text:  # a sign and a point
        return None
    try:
        return Decimal(fold(text))
    except InvalidOperation:
        return None


def _tidy(number: Decimal) -> Number | None:
    if not number.is_finite() or abs(number.adjusted()) >= MAX_DIGITS:
        return 0 if number.is_zero() else None
    return int(number) if number == number.to_integral_value() else number


def read_text(raw: object) -> str | None:
    """A fact as folded text. Numbers and flags, as custom attributes may be, read as they print."""
    if isinstance(raw, str):
        return fold(raw[:MAX_FACT_LENGTH]) or None
    if raw is None:
        return None
    if isinstance(raw, bool):
        return str(raw).casefold()
    number = to_number(raw)
    if number is None:
        raise Flawed(Problem.FACT_OF_WRONG_TYPE, type(raw).__name__)
    return str(number)


def read_number(raw: object) -> Number | None:
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    number = to_number(raw)
    if number is None:
        raise Flawed(Problem.FACT_OF_WRONG_TYPE, type(raw).__name__)
    return number


def read_flag(raw: object) -> bool | None:
    if raw is None or isinstance(raw, bool):
        return raw
    raise Flawed(Problem.FACT_OF_WRONG_TYPE, type(raw).__name__)


def read_language(raw: object) -> frozenset[str] | None:
    """A language tag with the wider tags it belongs to: zh-Hans-CN is zh and zh-hans as well."""
    text = read_text(raw)
    if text is None:
        return None
    parts = text[:MAX_VALUE_LENGTH].replace("_", "-").split("-")
    return frozenset("-".join(parts[: count + 1]) for count in range(len(parts)))


def want_text(raw: object) -> str | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Flawed(Problem.VALUE_NOT_TEXT, type(raw).__name__)
    if isinstance(raw, str) and len(raw) > MAX_VALUE_LENGTH:
        raise Flawed(Problem.TOO_LONG, raw[:40])
    return read_text(raw)


def want_number(raw: object) -> Number | None:
    if isinstance(raw, str) and not raw.strip():
        return None
    number = to_number(raw)
    if number is None:
        raise Flawed(Problem.VALUE_NOT_A_NUMBER, str(raw)[:40])
    return number


def want_flag(raw: object) -> bool | None:
    if isinstance(raw, str):
        folded = fold(raw[:MAX_VALUE_LENGTH])
        raw = _FLAGS.get(folded, folded or None)
    if raw is None or isinstance(raw, bool):
        return raw
    raise Flawed(Problem.VALUE_NOT_A_FLAG, str(raw)[:40])


def want_language(raw: object) -> str | None:
    text = want_text(raw)
    return None if text is None else text.replace("_", "-")
