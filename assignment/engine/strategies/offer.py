"""To one after the other: whom the ledger finds due is asked first, alone, for a while.

If everybody lets the offer pass, the lead is given to the first in the same order.
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
    code=Strategy.OFFER,
    label=gettext_noop("Offer to one after the other"),
    rank=rank,
    weights=own_weights,
    mode=Mode.OFFER,
)
