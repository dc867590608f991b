"""From a roster to a winner: gates, then the strategy, then the ledger lines.

If the winner turns out to be full when his load is claimed, pick again with him barred as
``AT_CAPACITY``: the next one is chosen and the lines are those of who could really take it.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from assignment.engine.codes import Exclusion, Unassigned
from assignment.engine.gates import exclusion
from assignment.engine.ledger import deal_lines
from assignment.engine.roster import NO_POOL, Candidate, Choice, Roster
from assignment.engine.strategies import STRATEGIES

__all__ = ["Choice", "draw_for", "pick"]

NO_LINES: Final[Mapping[int, int]] = MappingProxyType({})
# Waiting does not help against these, so they do not keep a pool from being exhausted.
_LASTING: Final = frozenset(
    {Exclusion.NO_PERMISSION, Exclusion.LOST_IN_CYCLE, Exclusion.PREVIOUS_OWNER}
)
_HAD_IT: Final = frozenset({Exclusion.LOST_IN_CYCLE, Exclusion.PREVIOUS_OWNER})


def pick(roster: Roster, *, barred: Mapping[int, Exclusion], draw: float) -> Choice:
    """The member who takes the lead, or the reason why nobody does. Never raises.

    An excluded candidate changes nothing for the others: neither who wins nor any line.
    """
    eligible: list[Candidate] = []
    excluded: list[tuple[int, str]] = []
    for candidate in roster.candidates:
        code = exclusion(candidate, needs_presence=roster.needs_presence, barred=barred)
        if code is None:
            eligible.append(candidate)
        else:
            excluded.append((candidate.rep, code))
    if not eligible:
        reason = _why_nobody(roster.candidates, barred)
        return Choice(
            winner=None, excluded=tuple(excluded), ranked=(), lines=NO_LINES, reasons=(reason,)
        )
    return _choose(roster, eligible, excluded=tuple(excluded), draw=draw)


def draw_for(message_id: int, pool: int) -> float:
    """A number in [0, 1) that looks random and is always the same for a message and a pool.

    The first 53 bits of SHA-256 over "message:pool", so that every value is an exact float.
    """
    digest = sha256(f"{message_id}:{pool}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def _choose(
    roster: Roster,
    eligible: Sequence[Candidate],
    *,
    excluded: tuple[tuple[int, str], ...],
    draw: float,
) -> Choice:
    method = STRATEGIES[roster.strategy]
    order = method.rank(eligible, draw=draw)
    winner = order[0][0].rep
    lines = NO_LINES
    if roster.pool != NO_POOL:
        lines = deal_lines(method.weights([candidate for candidate, _ in order]), winner)
    ranked = tuple((candidate.rep, number) for candidate, number in order)
    return Choice(winner=winner, excluded=excluded, ranked=ranked, lines=lines, reasons=())


def _why_nobody(candidates: Sequence[Candidate], barred: Mapping[int, Exclusion]) -> Unassigned:
    """Exhausted: somebody lost or returned the lead in this cycle, and nobody else ever can."""
    if not candidates:
        return Unassigned.NO_CANDIDATE
    had_it = any(barred.get(candidate.rep) in _HAD_IT for candidate in candidates)
    nobody_left = all(
        not candidate.is_active or barred.get(candidate.rep) in _LASTING for candidate in candidates
    )
    return Unassigned.EXHAUSTED if had_it and nobody_left else Unassigned.ALL_UNAVAILABLE
