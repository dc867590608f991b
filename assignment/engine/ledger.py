"""Fairness as double entry: what each deal adds to and takes from the members' balances.

The algorithm is the fair carpool of Fagin and Williams ("A fair carpool scheduling algorithm",
IBM Journal of Research and Development 27(2), 1983) with weights. One lead is ``UNIT``; a balance
is the fair share so far less what was received so far; the lines of every entry sum to nought
exactly, so a pool's balances do, and can be rebuilt from its entries alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

UNIT: Final = 10**9


def deal_lines(weights: Mapping[int, int], winner: int) -> dict[int, int]:
    """One lead dealt: its share to everybody who could have taken it, a whole one from the winner.

    ``weights`` holds the eligible members. What rounding leaves over goes to the largest
    remainders and, among equals, in the order of the mapping: list the members in the order in
    which they are next in line, and rounding favours nobody in the long run. Weights below
    nought count as nought; if all are nought, all are equal. A winner who is not among the
    eligible, as when a lead was given outside the rules, owes it to them. Nobody eligible:
    nothing to book.
    """
    if not weights:
        return {}
    lines = dict(zip(weights, split(UNIT, tuple(weights.values())), strict=True))
    lines[winner] = lines.get(winner, 0) - UNIT
    return lines


def owed_by(lines: Mapping[int, int], *, instead_of: int, rep: int) -> dict[int, int]:
    """The lines of a deal that somebody else received: the shares stay, he owes the lead."""
    moved = dict(lines)
    moved[instead_of] = moved.get(instead_of, 0) + UNIT
    moved[rep] = moved.get(rep, 0) - UNIT
    return moved


def reversal(lines: Mapping[int, int]) -> dict[int, int]:
    """The entry that undoes another."""
    return {rep: -amount for rep, amount in lines.items()}


def spread(amount: int, weights: Mapping[int, int], *, to: int) -> dict[int, int]:
    """``amount`` credited to one rep and carried by the other members by weight.

    A leaver's balance is settled with ``spread(-balance, …, to=leaver)``. Nobody else to carry
    it: nothing to book. Rounding as in ``deal_lines``.
    """
    others = {rep: weight for rep, weight in weights.items() if rep != to}
    if not others or not amount:
        return {}
    shares = split(-amount, tuple(others.values()))
    return {to: amount, **dict(zip(others, shares, strict=True))}


def rebuild(entries: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """The balance of every rep that any entry names."""
    balances: defaultdict[int, int] = defaultdict(int)
    for lines in entries:
        for rep, amount in lines.items():
            balances[rep] += amount
    return dict(balances)


@lru_cache(maxsize=1024)
def split(amount: int, weights: tuple[int, ...]) -> tuple[int, ...]:
    """``amount`` in proportion to the weights, in whole units that sum to it exactly.

    The method of the largest remainder; equal remainders go by position. A negative amount is
    split as the positive one with its sign turned. ``weights`` must not be empty.
    """
    if amount < 0:
        return tuple(-share for share in split(-amount, weights))
    usable = [max(weight, 0) for weight in weights]
    total = sum(usable)
    if not total:
        usable, total = [1] * len(weights), len(weights)
    parts = {weight: divmod(amount * weight, total) for weight in set(usable)}  # few differ
    shares = [parts[weight][0] for weight in usable]
    remainders = [parts[weight][1] for weight in usable]
    # Sorting keeps equal ones in place, in reverse as well.
    order = sorted(range(len(usable)), key=remainders.__getitem__, reverse=True)
    for place in order[: amount - sum(shares)]:
        shares[place] += 1
    return tuple(shares)
