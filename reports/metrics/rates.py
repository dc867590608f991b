"""A part of a whole, how sure one may be of it, and when it is an alarm."""

from dataclasses import dataclass
from math import sqrt
from typing import Final

LEAK_ALERT: Final = 0.05
SURE: Final = 1.959963984540054  # standard deviations that hold 95 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def rate(part: int, whole: int) -> float | None:
    """The part as a fraction of the whole; None of nothing."""
    return part / whole if whole else None


def is_leaking(part: int, whole: int) -> bool:
    """Whether more is lost than may be. Counted in whole leads, so 5 of 100 is no alarm."""
    return part > LEAK_ALERT * whole


def wilson(part: int, whole: int) -> Interval | None:
    """Where the true rate lies with 95 % probability (Wilson's score interval); None of nothing.

    Unlike the usual plus and minus it never leaves 0 to 1 and holds for few leads as well.
    """
    if not whole:
        return None
    share, spread = part / whole, SURE * SURE / whole
    middle = share + spread / 2
    reach = SURE * sqrt(share * (1 - share) / whole + spread / (4 * whole))
    low = (middle - reach) / (1 + spread) if part else 0.0
    high = (middle + reach) / (1 + spread) if part < whole else 1.0
    return Interval(low, high)
