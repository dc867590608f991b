"""Who might take a lead, who was chosen, and how the one changes the other.

Live routing reads a fresh roster for every lead. Bulk and simulation read one and carry it forward
in memory with ``after_deal``, which costs less than a pick.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from assignment.engine.codes import Exclusion, Strategy, WhenNobody
from assignment.engine.fields import Facts

NO_POOL: Final = 0  # the pool of a roster made for reps or a team that a rule names: no ledger

ON_DUTY: Final = "on_duty"
OFF_HOURS: Final = "off_hours"
ON_LEAVE: Final = "on_leave"
HOLIDAY: Final = "holiday"

NO_TRAITS: Final[Mapping[str, frozenset[str]]] = MappingProxyType({})
NO_FIGURES: Final[Mapping[str, tuple[int, int, int]]] = MappingProxyType({})
NO_OPTIONS: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Cap:
    """One limit on the leads of a period, full once ``used`` has reached it.

    ``is_everywhere``: it counts a rep's leads of all pools; if not, those of this pool alone.
    """

    code: Exclusion
    used: int
    limit: int
    is_everywhere: bool = True


@dataclass(slots=True)
class Candidate:
    """One member of a pool at the moment of a deal.

    ``weight`` is in hundredths and ``balance`` in 10⁻⁹ lead; ``last_deal`` is the number of the
    pool's deal that he last won, 0 for never; ``last_at`` the moment of the last lead he received
    in any pool, in seconds since 1970, 0 for never. ``open`` and ``day`` count the leads that he
    holds and has received today, over all pools; ``capacity`` and ``day_cap`` limit them, None
    does not. ``work`` is his open work weighed in leads, None where it is ``open``.

    ``ready_in`` says in how many minutes he comes on duty, 0 for now or unknown. ``traits`` are
    what he knows (languages, areas, skills, products, industries, level, team) as ``values.fold``
    writes it. ``figures`` are his results by segment: leads, answered in time, converted.

    A value: nobody alters one but who is just making it. It is not frozen because it would then
    cost five times as much to make, and every deal makes as many as its pool has members.
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
    last_at: float = 0.0
    work: int | None = None
    ready_in: int = 0
    caps: tuple[Cap, ...] = ()
    traits: Mapping[str, frozenset[str]] = field(default_factory=lambda: NO_TRAITS)
    figures: Mapping[str, tuple[int, int, int]] = field(default_factory=lambda: NO_FIGURES)

    def with_account(self, balance: int, last_deal: int, received: int) -> "Candidate":
        """The same member with what his account says; spelled out, for ``replace`` costs thrice."""
        return Candidate(
            self.rep,
            self.weight,
            balance,
            last_deal,
            received,
            self.open,
            self.capacity,
            self.day,
            self.day_cap,
            self.is_active,
            self.is_paused,
            self.presence,
            self.last_at,
            self.work,
            self.ready_in,
            self.caps,
            self.traits,
            self.figures,
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """The members of a pool, each rep once. ``needs_presence``: only who is on duty gets a lead.

    ``options`` are the strategy's; whatever is missing or unreadable counts as its default.
    ``when_nobody`` says what becomes of a lead that no member can take now, and ``overflow`` which
    pool takes over if it is that. A lead older than ``max_age_hours`` is none for this pool.
    """

    pool: int
    strategy: Strategy | str
    needs_presence: bool
    candidates: tuple[Candidate, ...]
    options: Mapping[str, Any] = field(default_factory=lambda: NO_OPTIONS)
    when_nobody: WhenNobody = WhenNobody.WAIT
    overflow: int | None = None
    max_age_hours: int | None = None

    def is_too_old(self, age_hours: float) -> bool:
        """Whether a lead of that age is none for this pool any more."""
        return self.max_age_hours is not None and age_hours > self.max_age_hours


@dataclass(frozen=True, slots=True)
class Deal:
    """What a strategy may know of the lead beside the candidates.

    ``draw`` is a number in [0, 1) fixed for the lead and the pool, for strategies that explore.
    """

    draw: float
    facts: Facts = field(default_factory=lambda: NO_OPTIONS)
    options: Mapping[str, Any] = field(default_factory=lambda: NO_OPTIONS)
    age_hours: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Who takes the lead, and every candidate's code or number.

    ``excluded`` holds (rep, ``Exclusion``), ``ranked`` (rep, number shown in the why), best first.
    ``lines`` is the ledger entry to book if the winner becomes the owner: empty without a winner
    or a pool. ``reasons`` holds ``Unassigned`` codes, and is empty if there is a winner; ``notes``
    holds what the strategy has to say about its choice. ``is_early``: the winner is not on duty
    yet, though the pool wants people who are.
    """

    winner: int | None
    excluded: tuple[tuple[int, str], ...]
    ranked: tuple[tuple[int, float], ...]
    lines: Mapping[int, int]
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()
    is_early: bool = False


def after_deal(
    roster: Roster, choice: Choice, deal_number: int, *, at: float | None = None
) -> Roster:
    """The roster once a choice has been carried out; the same one if nobody won.

    ``at`` is the moment of the deal, for those who go by the longest wait.
    """
    if choice.winner is None:
        return roster
    lines, winner = choice.lines, choice.winner
    candidates = tuple(
        _received(candidate, lines.get(winner, 0), deal_number, at)
        if candidate.rep == winner
        else _credited(candidate, lines.get(candidate.rep, 0))
        for candidate in roster.candidates
    )
    return replace(roster, candidates=candidates)


def after_entry(roster: Roster, lines: Mapping[int, int], *, receiver: int, number: int) -> Roster:
    """The roster once its ledger has booked a lead that it did not deal.

    The receiver's account counts the lead, as ``number``; his load is ``after_load``'s.
    """
    candidates = tuple(
        one.with_account(one.balance + lines.get(one.rep, 0), number, one.received + 1)
        if one.rep == receiver
        else _credited(one, lines.get(one.rep, 0))
        for one in roster.candidates
    )
    return replace(roster, candidates=candidates)


def after_load(roster: Roster, rep: int, *, at: float | None = None) -> Roster:
    """The roster once a rep has received a lead from elsewhere; the same one if he is not on it."""
    if all(candidate.rep != rep for candidate in roster.candidates):
        return roster
    candidates = tuple(
        _loaded(candidate, at) if candidate.rep == rep else candidate
        for candidate in roster.candidates
    )
    return replace(roster, candidates=candidates)


def _received(candidate: Candidate, amount: int, deal_number: int, at: float | None) -> Candidate:
    return replace(
        _loaded(candidate, at),
        balance=candidate.balance + amount,
        last_deal=deal_number,
        received=candidate.received + 1,
        caps=tuple(replace(cap, used=cap.used + 1) for cap in candidate.caps),
    )


def _loaded(candidate: Candidate, at: float | None) -> Candidate:
    return replace(
        candidate,
        open=candidate.open + 1,
        day=candidate.day + 1,
        work=None if candidate.work is None else candidate.work + 1,
        last_at=candidate.last_at if at is None else at,
        caps=tuple(
            replace(cap, used=cap.used + 1) if cap.is_everywhere else cap for cap in candidate.caps
        ),
    )


def _credited(candidate: Candidate, amount: int) -> Candidate:
    if not amount:
        return candidate
    return candidate.with_account(
        candidate.balance + amount, candidate.last_deal, candidate.received
    )
