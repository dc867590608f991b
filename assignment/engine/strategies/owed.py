"""The orders that strategies share: whom the ledger says is due, and who has waited longest."""

from collections.abc import Mapping, Sequence
from typing import Final

from assignment.engine.ledger import UNIT
from assignment.engine.roster import Candidate

# Balances closer than this count as equal, so that the rounding of shares (a few units of 10⁻⁹)
# never breaks a tie that should go to the one who has waited longest.
GRAIN: Final = UNIT // 10**6


def by_balance(
    candidates: Sequence[Candidate], weights: Mapping[int, int]
) -> list[tuple[Candidate, float]]:
    """Largest balance first, each credited with his share of this lead, which is in the number.

    Ties go to the one who waited longest, then to the lowest id. The number is in leads. Whoever
    has no weight comes after all who have some.

    Whatever the weights and whoever is eligible each time, no balance of n members ever leaves
    ±(n-1)/2, GRAIN apart: by induction the k largest sum to at most k(n-k)/2, since whoever is
    passed over is not far above the winner. If the same are eligible each time, nobody is ever
    a whole lead ahead; with equal weights nobody is a whole lead behind either. With very unequal
    weights one may be owed somewhat more than a lead: 512 : 512 : 16 : 1 reaches 1.06.
    """
    total = sum(weights.values())
    shares = {weight: UNIT * weight // total for weight in set(weights.values())}  # few differ
    half = GRAIN // 2
    due = []
    for place, candidate in enumerate(candidates):
        rep = candidate.rep
        weight = weights[rep]
        amount = candidate.balance + shares[weight]
        grains = (amount + half) // GRAIN
        due.append((not weight, -grains, candidate.last_deal, rep, place, amount))
    due.sort()
    return [(candidates[row[4]], row[5] / UNIT) for row in due]


def by_wait(candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """Longest without a lead first, with the moment of the last one; never comes before all.

    The moment counts the leads of all pools; ties go by the pool's own deals, then by id.
    """
    order = sorted(candidates, key=waited)
    return [(candidate, candidate.last_at) for candidate in order]


def waited(candidate: Candidate) -> tuple[float, int, int]:
    """Sorts whoever has waited longest first."""
    return candidate.last_at, candidate.last_deal, candidate.rep


def equal_weights(candidates: Sequence[Candidate]) -> dict[int, int]:
    return {candidate.rep: 1 for candidate in candidates}


def own_weights(candidates: Sequence[Candidate]) -> dict[int, int]:
    """The members' weights; equal ones if nobody has any."""
    weights = {candidate.rep: candidate.weight for candidate in candidates}
    if min(weights.values(), default=0) < 0:
        weights = {rep: max(weight, 0) for rep, weight in weights.items()}
    return weights if any(weights.values()) else equal_weights(candidates)
