"""In turn: the ledger with equal weights. With the same members each time, a strict rotation.

Or, by its option, to whoever has been without a lead longest, in this pool or any other.
"""

from collections.abc import Sequence
from typing import Final

from assignment.engine.codes import Strategy
from assignment.engine.roster import Candidate, Deal
from assignment.engine.strategies.method import Method, Option, Options, Unit, gettext_noop
from assignment.engine.strategies.owed import by_balance, by_wait, equal_weights

LONGEST_WAIT: Final = "longest_wait"
ORDER: Final = Option(
    name="order",
    kind="choice",
    default="ledger",
    label=gettext_noop("Whose turn it is"),
    choices=(
        ("ledger", gettext_noop("by the pool's ledger")),
        (LONGEST_WAIT, gettext_noop("whoever has been without a lead longest")),
    ),
)


def rank(candidates: Sequence[Candidate], *, deal: Deal) -> list[tuple[Candidate, float]]:
    """Best first, with the balance in leads, this one's share included, or the last moment."""
    if ORDER.of(deal.options) == LONGEST_WAIT:
        return by_wait(candidates)
    return by_balance(candidates, equal_weights(candidates))


def unit(options: Options) -> Unit:
    return Unit.MOMENT if ORDER.of(options) == LONGEST_WAIT else Unit.LEADS


METHOD: Final = Method(
    code=Strategy.ROUND_ROBIN,
    label=gettext_noop("Round robin"),
    rank=rank,
    weights=equal_weights,
    options=(ORDER,),
    unit=unit,
)
