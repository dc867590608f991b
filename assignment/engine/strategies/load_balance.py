"""To whoever has most room. The ledger books by weight but does not decide."""

from collections.abc import Sequence
from typing import Final

from assignment.engine.roster import Candidate
from assignment.engine.strategies.owed import own_weights

UNLIMITED: Final = 10**6  # the capacity of a rep without one: above any that can be set

weights = own_weights


def rank(candidates: Sequence[Candidate], *, draw: float) -> list[tuple[Candidate, float]]:
    """Best first, with the free capacity in leads, counted from ``UNLIMITED`` if there is no limit.

    So unlimited reps come before all others, the one with fewest open leads first. Ties go to the
    one who waited longest, then to the lowest id. The draw is not used.
    """
    free = [(candidate, float(_room(candidate))) for candidate in candidates]
    return sorted(free, key=lambda pair: (-pair[1], pair[0].last_deal, pair[0].rep))


def _room(candidate: Candidate) -> int:
    capacity = UNLIMITED if candidate.capacity is None else candidate.capacity
    return capacity - candidate.open
