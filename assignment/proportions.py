"""How sure one may be of a part of a whole, and of the difference between two."""

from dataclasses import dataclass
from math import hypot, sqrt
from typing import Final

SURE: Final = 1.959963984540054  # standard deviations that hold 95 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


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


def difference(one: tuple[int, int], other: tuple[int, int]) -> Interval | None:
    """By how much the first rate is above the second, with 95 % probability; None of nothing.

    Each is (part, whole). Newcombe's method out of both Wilson intervals, which holds for small
    numbers and for rates near 0 and 1. An interval without 0 is a difference that is no chance.
    """
    first, second = wilson(*one), wilson(*other)
    if first is None or second is None:
        return None
    rate, base = one[0] / one[1], other[0] / other[1]
    down = hypot(rate - first.low, second.high - base)
    up = hypot(first.high - rate, base - second.low)
    return Interval(rate - base - down, rate - base + up)
