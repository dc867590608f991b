"""Who might take a lead, who was chosen, and how the one changes the other.

Live routing reads a fresh roster for every lead. Bulk and simulation read one and carry it forward
in memory with ``after_deal``, which costs about as much as a pick.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from assignment.engine.codes import Strategy

NO_POOL: Final = 0  # the pool of a roster made for reps named by a rule: it keeps no ledger

ON_DUTY: Final = "on_duty"
OFF_HOURS: Final = "off_hours"
ON_LEAVE: Final = "on_leave"
HOLIDAY: Final = "holiday"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member of a pool at the moment of a deal.

    ``weight`` is in hundredths and ``balance`` in 10⁻⁹ lead; ``last_deal`` is the number of the
    pool's deal that he last won, 0 for never. ``open`` and ``day`` count the leads that he holds
    and has received today, over all pools; ``capacity`` and ``day_cap`` limit them, None does not.
    """

    rep: int
    weight: int = 100
    balance: int = 0
    last_deal: int = 0
    received: int = 0
    open: int = 0
    capacity: int | None = None
    day: int = 0
    day_cap: int | None = None
    is_active: bool = True
    is_paused: bool = False
    presence: str = ON_DUTY


@dataclass(frozen=True, slots=True)
class Roster:
    """The members of a pool, each rep once. ``needs_presence``: only who is on duty gets a lead."""

    pool: int
    strategy: Strategy
    needs_presence: bool
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Who takes the lead, and every candidate's code or number.

    ``excluded`` holds (rep, ``Exclusion``), ``ranked`` (rep, number shown in the why), best first.
    ``lines`` is the ledger entry to book if the winner becomes the owner: empty without a winner
    or a pool. ``reasons`` holds ``Unassigned`` codes, and is empty if there is a winner.
    """

    winner: int | None
    excluded: tuple[tuple[int, str], ...]
    ranked: tuple[tuple[int, float], ...]
    lines: Mapping[int, int]
    reasons: tuple[str, ...]


def after_deal(roster: Roster, choice: Choice, deal_number: int) -> Roster:
    """The roster once a choice has been carried out; the same one if nobody won."""
    if choice.winner is None:
        return roster
    lines, winner = choice.lines, choice.winner
    candidates = tuple(
        _received(candidate, lines.get(winner, 0), deal_number)
        if candidate.rep == winner
        else _credited(candidate, lines.get(candidate.rep, 0))
        for candidate in roster.candidates
    )
    return replace(roster, candidates=candidates)


def after_load(roster: Roster, rep: int) -> Roster:
    """The roster once a rep has received a lead from elsewhere; the same one if he is not on it."""
    if all(candidate.rep != rep for candidate in roster.candidates):
        return roster
    candidates = tuple(
        _loaded(candidate) if candidate.rep == rep else candidate for candidate in roster.candidates
    )
    return replace(roster, candidates=candidates)


def _received(candidate: Candidate, amount: int, deal_number: int) -> Candidate:
    return replace(
        candidate,
        balance=candidate.balance + amount,
        last_deal=deal_number,
        received=candidate.received + 1,
        open=candidate.open + 1,
        day=candidate.day + 1,
    )


def _loaded(candidate: Candidate) -> Candidate:
    return replace(candidate, open=candidate.open + 1, day=candidate.day + 1)


def _credited(candidate: Candidate, amount: int) -> Candidate:
    """Spelled out, since ``replace`` costs thrice as much and a pool is credited at every deal."""
    if not amount:
        return candidate
    return Candidate(
        rep=candidate.rep,
        weight=candidate.weight,
        balance=candidate.balance + amount,
        last_deal=candidate.last_deal,
        received=candidate.received,
        open=candidate.open,
        capacity=candidate.capacity,
        day=candidate.day,
        day_cap=candidate.day_cap,
        is_active=candidate.is_active,
        is_paused=candidate.is_paused,
        presence=candidate.presence,
    )
