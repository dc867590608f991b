"""In turn: the ledger with equal weights. With the same members each time, a strict rotation."""

from collections.abc import Sequence

from assignment.engine.roster import Candidate
from assignment.engine.strategies.owed import by_balance, equal_weights

weights = equal_weights


def rank(candidates: Sequence[Candidate], *, draw: float) -> list[tuple[Candidate, float]]:
    """Best first, with the balance in leads, this one's share included. The draw is not used."""
    return by_balance(candidates, equal_weights(candidates))
