"""What reps made of their leads, segment by segment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

LEAST_LEADS: Final = 5  # in a segment, over all reps: with fewer it says nothing of anybody


@dataclass(frozen=True, slots=True)
class Outcome:
    """Some leads of one rep in one segment: how many, answered in time, converted."""

    rep: int
    segment: str
    leads: int
    responded: int
    converted: int


Result = tuple[int, int, int]


def results_of(outcomes: Iterable[Outcome]) -> dict[tuple[int, str], Result]:
    """The sums by rep and segment; segments with too few leads are left out.

    The same leads may be told in several segments, never twice in one.
    """
    sums: defaultdict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    sizes: defaultdict[str, int] = defaultdict(int)
    for one in outcomes:
        row = sums[one.rep, one.segment]
        for place, count in enumerate((one.leads, one.responded, one.converted)):
            row[place] += count
        sizes[one.segment] += one.leads
    return _telling(sums, sizes)


def _telling(
    sums: Mapping[tuple[int, str], list[int]], sizes: Mapping[str, int]
) -> dict[tuple[int, str], Result]:
    return {
        (rep, segment): (row[0], row[1], row[2])
        for (rep, segment), row in sums.items()
        if not segment or sizes[segment] >= LEAST_LEADS
    }
