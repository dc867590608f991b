"""One file per strategy, one signature, one register.

A strategy is a pure function that puts the eligible candidates in order, and a second one that
says with which weights the ledger books a deal among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from assignment.engine.codes import Strategy
from assignment.engine.roster import Candidate
from assignment.engine.strategies import load_balance, round_robin, weighted


class Rank(Protocol):
    """Best first, each with the number that the why shows; every candidate appears once.

    ``draw`` is a number in [0, 1) fixed for the lead and the pool, for strategies that explore.
    """

    def __call__(
        self, candidates: Sequence[Candidate], *, draw: float
    ) -> list[tuple[Candidate, float]]: ...


class Weights(Protocol):
    """The ledger's weights by rep, in the order of the candidates; at least one above nought."""

    def __call__(self, candidates: Sequence[Candidate]) -> dict[int, int]: ...


@dataclass(frozen=True, slots=True)
class Method:
    rank: Rank
    weights: Weights


STRATEGIES: Final[Mapping[Strategy, Method]] = MappingProxyType(
    {
        Strategy.ROUND_ROBIN: Method(round_robin.rank, round_robin.weights),
        Strategy.WEIGHTED: Method(weighted.rank, weighted.weights),
        Strategy.LOAD_BALANCE: Method(load_balance.rank, load_balance.weights),
    }
)
