"""What the checker of rules answers with, and what it must be told beside the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from assignment.engine.conditions import Condition
from assignment.engine.fields import Facts
from assignment.engine.requirements import Traits
from assignment.engine.rules import Target

NO_TRAITS: Final[Traits] = MappingProxyType({})


class FindingCode(StrEnum):
    SHADOWED = "shadowed"
    UNREACHABLE = "unreachable"
    CONTRADICTORY = "contradictory"
    NOBODY = "nobody"
    ALL_AWAY = "all_away"
    UNMET = "unmet"
    TOO_SMALL = "too_small"
    UNCOVERED = "uncovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong. ``rules`` are keys: the rule itself, then those that take its leads.

    ``example`` is a lead that shows it; of a rule or group that no lead can meet it is the nearest
    miss. ``conditions`` are those in question, ``group`` their place in the rule, ``target`` to
    whom leads are to go. ``segment`` is a field and its value, ``leads`` how many were seen, and
    ``a_day`` how many come in a day where there is room for ``room``.
    """

    code: FindingCode
    rules: tuple[str, ...]
    example: Facts
    group: int | None = None
    conditions: tuple[Condition, ...] = ()
    target: Target | None = None
    segment: tuple[str, Any] | None = None
    leads: int = 0
    a_day: float = 0.0
    room: float = 0.0


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody whom a rule may give leads to; ``a_day`` is how many he can take in a day at most.

    None there is no limit.
    """

    rep: int
    is_active: bool = True
    is_paused: bool = False
    a_day: float | None = None
    traits: Traits = field(default_factory=lambda: NO_TRAITS)

    @property
    def is_there(self) -> bool:
        return self.is_active and not self.is_paused


Crews: TypeAlias = Mapping[Target, tuple[Member, ...]]


@dataclass(frozen=True, slots=True)
class Seen:
    """The facts of leads that came lately, and in how many days they did."""

    leads: tuple[Facts, ...] = ()
    days: float = 1.0
