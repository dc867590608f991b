"""By weight: the ledger credits each member in proportion to his weight."""

from collections.abc import Sequence

from assignment.engine.roster import Candidate
from assignment.engine.strategies.owed import by_balance, own_weights

weights = own_weights


def rank(candidates: Sequence[Candidate], *, draw: float) -> list[tuple[Candidate, float]]:
    """Best first, with the balance in leads, this one's share included. The draw is not used."""
    return by_balance(candidates, own_weights(candidates))
