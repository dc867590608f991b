"""How long things take: percentiles and buckets of many durations."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HOUR: Final = 3600.0
# Upper ends in hours of the buckets of response times; the last bucket has none.
RESPONSE_HOURS: Final = (1, 4, 12, 24, 48)


@dataclass(frozen=True, slots=True)
class Spread:
    """How many durations there were, the middle one, and what nine of ten stay below."""

    count: int
    median: float | None
    p90: float | None


def percentile(ordered: Sequence[float], fraction: float) -> float | None:
    """The exact percentile of ordered values, between two of them in proportion; None of none.

    The same as ``percentile_cont`` of SQL.
    """
    if not ordered:
        return None
    place = fraction * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread_of(durations: Iterable[float]) -> Spread:
    ordered = sorted(durations)
    return Spread(len(ordered), percentile(ordered, 0.5), percentile(ordered, 0.9))


def bucket_of(seconds: float) -> int:
    """The number of the bucket of a response time; exactly an hour is still the first."""
    return bisect_left(RESPONSE_HOURS, seconds / HOUR)
