"""By weight: the ledger credits each member in proportion to his weight."""

from collections.abc import Sequence
from typing import Final

from assignment.engine.codes import Strategy
from assignment.engine.roster import Candidate, Deal
from assignment.engine.strategies.method import Method, gettext_noop
from assignment.engine.strategies.owed import by_balance, own_weights


def rank(candidates: Sequence[Candidate], *, deal: Deal) -> list[tuple[Candidate, float]]:
    """Best first, with the balance in leads, this one's share included."""
    return by_balance(candidates, own_weights(candidates))


METHOD: Final = Method(
    code=Strategy.WEIGHTED, label=gettext_noop("Weighted"), rank=rank, weights=own_weights
)
