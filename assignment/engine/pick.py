"""From a roster to a winner: gates, then the strategy, then the ledger lines.

If the winner turns out to be full when his load is claimed, pick again with him barred as
``AT_CAPACITY``: the next one is chosen and the lines are those of who could really take it.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from assignment.engine.codes import Exclusion, Unassigned
from assignment.engine.fields import Facts
from assignment.engine.gates import Gates
from assignment.engine.ledger import UNIT, deal_lines
from assignment.engine.requirements import Requirement, demands_of
from assignment.engine.roster import (
    NO_OPTIONS,
    NO_POOL,
    ON_DUTY,
    Candidate,
    Choice,
    Deal,
    Roster,
)
from assignment.engine.strategies import Method, method_of
from assignment.engine.strategies.owed import by_wait

__all__ = ["Choice", "draw_for", "lines_outside", "pick"]

NO_LINES: Final[Mapping[int, int]] = MappingProxyType({})
# Waiting does not help against these, so they do not keep a pool from being exhausted.
_LASTING: Final = frozenset(
    {Exclusion.NO_PERMISSION, Exclusion.LOST_IN_CYCLE, Exclusion.PREVIOUS_OWNER}
)
_HAD_IT: Final = frozenset({Exclusion.LOST_IN_CYCLE, Exclusion.PREVIOUS_OWNER})


def pick(
    roster: Roster,
    *,
    barred: Mapping[int, Exclusion],
    draw: float,
    facts: Facts = NO_OPTIONS,
    requirements: tuple[Requirement, ...] = (),
    age_hours: float = 0.0,
    ignores_presence: bool = False,
) -> Choice:
    """The member who takes the lead, or the reason why nobody does. Never raises.

    An excluded candidate changes nothing for the others: neither who wins nor any line.
    ``ignores_presence`` lets those pass who are off hours or on holiday, never those on leave.
    """
    method = method_of(roster.strategy)
    latitude = method.latitude(roster.options)
    gates = Gates(
        needs_presence=roster.needs_presence and not ignores_presence,
        barred=barred,
        demands=demands_of(requirements, facts) if requirements else (),
        is_too_old=roster.is_too_old(age_hours),
        reach=latitude.reach,
        ignores_capacity=latitude.ignores_capacity,
    )
    eligible, excluded = gates.sift(roster.candidates)
    if not eligible:
        reasons = (_why_nobody(roster.candidates, gates),)
        return Choice(winner=None, excluded=excluded, ranked=(), lines=NO_LINES, reasons=reasons)
    deal = Deal(draw=draw, facts=facts, options=roster.options, age_hours=age_hours)
    return _choose(roster, method, eligible, excluded=excluded, deal=deal)


def lines_outside(choice: Choice, receiver: int) -> Mapping[int, int]:
    """What to book for a lead that a rep received outside the rules while the pool could have.

    ``choice`` is what the pool would have done: those who could have taken the lead are credited
    as they would have been, and the receiver owes it. Nothing if nobody else could have taken it.
    """
    if choice.winner is None or all(rep == receiver for rep, _ in choice.ranked):
        return NO_LINES
    lines = dict(choice.lines)
    lines[choice.winner] += UNIT
    lines[receiver] = lines.get(receiver, 0) - UNIT
    return lines


def draw_for(message_id: int, pool: int) -> float:
    """A number in [0, 1) that looks random and is always the same for a message and a pool.

    The first 53 bits of SHA-256 over "message:pool", so that every value is an exact float.
    """
    digest = sha256(f"{message_id}:{pool}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def _choose(
    roster: Roster,
    method: Method,
    eligible: Sequence[Candidate],
    *,
    excluded: tuple[tuple[int, str], ...],
    deal: Deal,
) -> Choice:
    """Reps and teams that a rule names have no ledger: whoever has waited longest is next."""
    has_ledger = roster.pool != NO_POOL
    order = method.rank(eligible, deal=deal) if has_ledger else by_wait(eligible)
    first = order[0][0]
    lines, note = NO_LINES, None
    if has_ledger:
        lines = deal_lines(method.weights([candidate for candidate, _ in order]), first.rep)
        note = method.note(deal)
    return Choice(
        winner=first.rep,
        excluded=excluded,
        ranked=tuple([(candidate.rep, number) for candidate, number in order]),
        lines=lines,
        reasons=(),
        notes=() if note is None else (note,),
        is_early=roster.needs_presence and first.presence != ON_DUTY,
    )


def _why_nobody(candidates: Sequence[Candidate], gates: Gates) -> Unassigned:
    """What waiting cannot mend comes first.

    Exhausted: somebody lost or returned the lead in this cycle, and nobody else ever can.
    """
    if not candidates:
        return Unassigned.NO_CANDIDATE
    if gates.is_too_old:
        return Unassigned.TOO_OLD
    had_it = is_asked_too_much = False
    for candidate in candidates:
        bar = gates.barred.get(candidate.rep)
        if bar in _LASTING:
            had_it = had_it or bar in _HAD_IT
        elif candidate.is_active:
            if gates.unsuitable(candidate) is None:
                return Unassigned.ALL_UNAVAILABLE
            is_asked_too_much = True
    if had_it:
        return Unassigned.EXHAUSTED
    return Unassigned.NOBODY_SUITABLE if is_asked_too_much else Unassigned.ALL_UNAVAILABLE
