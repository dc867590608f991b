"""What a strategy consists of, and the options that a manager may set for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from assignment.engine.codes import Problem, Reason
from assignment.engine.fields import is_about_rep, type_of
from assignment.engine.roster import Candidate, Deal

MINUTES_A_DAY: Final = 24 * 60

Options = Mapping[str, Any]


def gettext_noop(text: str) -> str:
    """Marks a text for translation; the engine keeps it in English and never shows it."""
    return text


class Mode(StrEnum):
    """What becomes of a lead once the strategy has put the candidates in order."""

    ASSIGN = "assign"  # the first one owns it
    OFFER = "offer"  # the first one is asked, nothing is booked
    POOL = "pool"  # nobody is asked: whoever comes first may claim it


class Unit(StrEnum):
    """What the numbers are that the strategy ranks by."""

    LEADS = "leads"  # the balance, this lead's share included
    ROOM = "room"  # leads of free capacity
    SHARE = "share"  # of the capacity in use, 1 for all of it
    MOMENT = "moment"  # of the last lead received, in seconds since 1970; 0 for never
    POINTS = "points"
    RATE = "rate"  # expected, from 0 to 1


class Need(StrEnum):
    """What a strategy looks at in a candidate that has to be loaded for it."""

    TRAITS = "traits"
    FIGURES = "figures"
    WORK = "work"
    READY_IN = "ready_in"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: an "int" from ``least`` to ``most``, a "flag", one of ``choices``, or "fields".

    ``choices`` are (value, label); "fields" is a list of at most ``most`` fields of a lead.
    """

    name: str
    kind: str
    default: Any
    label: str
    least: int = 0
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()

    def problem(self, raw: object) -> Problem | None:
        """What is wrong with a value, if anything."""
        if self.kind == "flag":
            return None if isinstance(raw, bool) else Problem.VALUE_NOT_A_FLAG
        if self.kind == "choice":
            known = any(raw == value for value, _ in self.choices)
            return None if known else Problem.NOT_A_CHOICE
        if self.kind == "fields":
            return self._problem_of_fields(raw)
        if isinstance(raw, bool) or not isinstance(raw, int):
            return Problem.VALUE_NOT_A_NUMBER
        return None if self.least <= raw <= self.most else Problem.OUT_OF_RANGE

    def of(self, options: Options) -> Any:
        """The value among a pool's options; the default where it is missing or unreadable."""
        raw = options.get(self.name, self.default)
        return raw if self.problem(raw) is None else self.default

    def _problem_of_fields(self, raw: object) -> Problem | None:
        if not isinstance(raw, list | tuple) or not all(isinstance(one, str) for one in raw):
            return Problem.UNKNOWN_FIELD
        if len(raw) > self.most:
            return Problem.TOO_MANY
        are_known = all(type_of(one) and not is_about_rep(one) for one in raw)
        return None if are_known else Problem.UNKNOWN_FIELD


@dataclass(frozen=True, slots=True)
class Latitude:
    """Which gates a strategy opens: for whom comes on duty within ``reach`` minutes, or is full."""

    reach: int = 0
    ignores_capacity: bool = False


class Rank(Protocol):
    """Best first, each with the number that the why shows; every candidate appears once."""

    def __call__(
        self, candidates: Sequence[Candidate], *, deal: Deal
    ) -> list[tuple[Candidate, float]]: ...


class Weights(Protocol):
    """The ledger's weights by rep, in the order of the candidates; at least one above nought."""

    def __call__(self, candidates: Sequence[Candidate]) -> dict[int, int]: ...


class Points(Protocol):
    """What a candidate's number consists of, by criterion."""

    def __call__(self, candidate: Candidate, deal: Deal) -> dict[str, int]: ...


def _strict(options: Options) -> Latitude:
    return Latitude()


def _in_leads(options: Options) -> Unit:
    return Unit.LEADS


def _nothing(options: Options) -> frozenset[Need]:
    return frozenset()


def _silent(deal: Deal) -> Reason | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A strategy, ready to be registered: the code that pools store, and its pure functions.

    The others have a use for few strategies only. ``needs`` says what to load for the candidates,
    ``note`` what is worth telling about one choice. ``points`` is None where the number has no
    parts. ``follows_ledger``: balances stay small, because it is they that decide.
    """

    code: str
    label: str
    rank: Rank
    weights: Weights
    options: tuple[Option, ...] = ()
    mode: Mode = Mode.ASSIGN
    follows_ledger: bool = True
    needs: Callable[[Options], frozenset[Need]] = _nothing
    latitude: Callable[[Options], Latitude] = _strict
    unit: Callable[[Options], Unit] = _in_leads
    note: Callable[[Deal], Reason | None] = _silent
    points: Points | None = None
