"""How evenly a pool's leads were given, out of the entries of its ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

UNIT: Final = 10**9  # one lead in the ledger
BALANCE_ALERT: Final = 2.0
LEAST_SHARE: Final = 5 * UNIT


@dataclass(slots=True)
class Account:
    """What one member should have received and did, in 10⁻⁹ lead and in leads."""

    share: int = 0
    received: int = 0

    @property
    def ratio(self) -> float | None:
        """Received for each lead of the fair share; None for a member who was owed nothing."""
        return self.received * UNIT / self.share if self.share > 0 else None


def book(
    accounts: defaultdict[int, Account],
    lines: Mapping[str, int],
    *,
    winner: int,
    is_reversal: bool,
) -> None:
    """Add one deal, or take one back, to the accounts of its pool."""
    sign = -1 if is_reversal else 1
    for rep, amount in lines.items():
        accounts[int(rep)].share += amount
    accounts[winner].share += sign * UNIT
    accounts[winner].received += sign


def balance_rate(accounts: Iterable[Account]) -> float | None:
    """The best served member's ratio as a multiple of the worst served one's.

    Only members with a fair share of at least five leads count; None with fewer than two
    of them, infinite when one of them received nothing.
    """
    ratios = [account.ratio or 0.0 for account in accounts if account.share >= LEAST_SHARE]
    if len(ratios) < 2:
        return None
    lowest = min(ratios)
    return max(ratios) / lowest if lowest > 0 else inf


def is_uneven(rate: float | None) -> bool:
    return rate is not None and rate >= BALANCE_ALERT
