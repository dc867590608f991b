"""The gates that a candidate passes before any strategy looks at him."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from assignment.engine.codes import Exclusion
from assignment.engine.requirements import NOTHING
from assignment.engine.roster import HOLIDAY, OFF_HOURS, ON_DUTY, ON_LEAVE, Candidate

_ABSENCES: Final[Mapping[str, Exclusion]] = MappingProxyType(
    {
        OFF_HOURS: Exclusion.OFF_HOURS,
        ON_LEAVE: Exclusion.ON_LEAVE,
        HOLIDAY: Exclusion.HOLIDAY,
    }
)
_PLACE: Final = {code: place for place, code in enumerate(Exclusion)}
NOBODY: Final[Mapping[int, Exclusion]] = MappingProxyType({})


@dataclass(slots=True, kw_only=True)
class Gates:
    """The gates of one deal, in the order of ``Exclusion``.

    ``barred`` is by rep: the reasons that lie in the lead rather than in the rep (no permission,
    lost in this cycle, previous owner, declined …). ``demands`` are the traits that a rule asks
    for, as ``demands_of`` reads them. With ``needs_presence`` only those on duty pass, and those
    who will be within ``reach`` minutes.
    """

    needs_presence: bool = False
    barred: Mapping[int, Exclusion] = field(default_factory=lambda: NOBODY)
    demands: tuple[tuple[Exclusion, str, frozenset[str]], ...] = ()
    is_too_old: bool = False
    reach: int = 0
    ignores_capacity: bool = False

    def exclusion(self, candidate: Candidate) -> Exclusion | None:
        """The first gate that stops a candidate, or None if he may take the lead."""
        if not candidate.is_active:
            return Exclusion.INACTIVE
        if candidate.is_paused:
            return Exclusion.PAUSED
        if candidate.rep in self.barred:
            return self.barred[candidate.rep]
        if (self.is_too_old or self.demands) and (code := self.unsuitable(candidate)):
            return code
        if candidate.presence != ON_DUTY and (code := self._absence(candidate)):
            return code
        return self._full(candidate)

    def unsuitable(self, candidate: Candidate) -> Exclusion | None:
        """What the pool or the rule asks for and this lead or candidate will not soon have."""
        if self.is_too_old:
            return Exclusion.TOO_OLD
        traits = candidate.traits
        missing = [
            code
            for code, trait, values in self.demands
            if values.isdisjoint(traits.get(trait, NOTHING))
        ]
        return min(missing, key=_PLACE.__getitem__) if missing else None

    def sift(
        self, candidates: Iterable[Candidate]
    ) -> tuple[list[Candidate], tuple[tuple[int, str], ...]]:
        """Those who may take the lead, and the others with the gate that stops them.

        Whoever has nothing against him is waved through at the first look: most of a large pool.
        """
        eligible: list[Candidate] = []
        excluded: list[tuple[int, str]] = []
        barred, looks_closer = self.barred, self.is_too_old or bool(self.demands)
        for candidate in candidates:
            if (
                candidate.is_active
                and not candidate.is_paused
                and candidate.presence == ON_DUTY
                and (candidate.capacity is None or candidate.open < candidate.capacity)
                and (candidate.day_cap is None or candidate.day < candidate.day_cap)
                and not (candidate.caps or looks_closer or candidate.rep in barred)
            ):
                eligible.append(candidate)
                continue
            code = self.exclusion(candidate)
            if code is None:
                eligible.append(candidate)
            else:
                excluded.append((candidate.rep, code))
        return eligible, tuple(excluded)

    def _absence(self, candidate: Candidate) -> Exclusion | None:
        """Leave counts in every pool; hours and holidays only where the pool needs presence."""
        if candidate.presence == ON_LEAVE:
            return Exclusion.ON_LEAVE
        if not self.needs_presence or 0 < candidate.ready_in <= self.reach:
            return None
        return _ABSENCES.get(candidate.presence, Exclusion.OFF_HOURS)

    def _full(self, candidate: Candidate) -> Exclusion | None:
        is_full = candidate.capacity is not None and candidate.open >= candidate.capacity
        if is_full and not self.ignores_capacity:
            return Exclusion.AT_CAPACITY
        reached = [cap.code for cap in candidate.caps if cap.used >= cap.limit]
        if candidate.day_cap is not None and candidate.day >= candidate.day_cap:
            reached.append(Exclusion.DAILY_CAP)
        return min(reached, key=_PLACE.__getitem__) if reached else None
