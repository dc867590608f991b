"""From the public pool: whoever is quickest takes it. Nobody is chosen until time is up.

The order is that in which leads are given away that nobody has claimed.
"""

from collections.abc import Sequence
from typing import Final

from assignment.engine.codes import Strategy
from assignment.engine.roster import Candidate, Deal
from assignment.engine.strategies.method import Method, Mode, gettext_noop
from assignment.engine.strategies.owed import by_balance, own_weights


def rank(candidates: Sequence[Candidate], *, deal: Deal) -> list[tuple[Candidate, float]]:
    """Best first, with the balance in leads, this one's share included."""
    return by_balance(candidates, own_weights(candidates))


METHOD: Final = Method(
    code=Strategy.CLAIM,
    label=gettext_noop("Claim from the public pool"),
    rank=rank,
    weights=own_weights,
    mode=Mode.POOL,
)
