"""A part of a whole, and when it is an alarm."""

from typing import Final

LEAK_ALERT: Final = 0.05


def rate(part: int, whole: int) -> float | None:
    """The part as a fraction of the whole; None of nothing."""
    return part / whole if whole else None


def is_leaking(part: int, whole: int) -> bool:
    """Whether more is lost than may be. Counted in whole leads, so 5 of 100 is no alarm."""
    return part > LEAK_ALERT * whole
