"""The gates that a candidate passes before any strategy looks at him."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from assignment.engine.codes import Exclusion
from assignment.engine.roster import HOLIDAY, OFF_HOURS, ON_DUTY, ON_LEAVE, Candidate

_ABSENCES: Final[Mapping[str, Exclusion]] = MappingProxyType(
    {
        OFF_HOURS: Exclusion.OFF_HOURS,
        ON_LEAVE: Exclusion.ON_LEAVE,
        HOLIDAY: Exclusion.HOLIDAY,
    }
)


def exclusion(
    candidate: Candidate, *, needs_presence: bool, barred: Mapping[int, Exclusion]
) -> Exclusion | None:
    """The first gate that stops a candidate, or None if he may take the lead.

    The gates stand in the order of ``Exclusion``. ``barred`` is by rep: the reasons that lie in
    the lead rather than in the rep (no permission, lost in this cycle, previous owner).
    """
    if not candidate.is_active:
        return Exclusion.INACTIVE
    if candidate.is_paused:
        return Exclusion.PAUSED
    if candidate.rep in barred:
        return barred[candidate.rep]
    absence = _absence(candidate, needs_presence=needs_presence)
    if absence is not None:
        return absence
    return _full(candidate)


def _absence(candidate: Candidate, *, needs_presence: bool) -> Exclusion | None:
    """Leave counts in every pool; hours and holidays only where the pool needs presence."""
    if candidate.presence == ON_DUTY:
        return None
    if needs_presence or candidate.presence == ON_LEAVE:
        return _ABSENCES.get(candidate.presence, Exclusion.OFF_HOURS)
    return None


def _full(candidate: Candidate) -> Exclusion | None:
    if candidate.capacity is not None and candidate.open >= candidate.capacity:
        return Exclusion.AT_CAPACITY
    if candidate.day_cap is not None and candidate.day >= candidate.day_cap:
        return Exclusion.DAILY_CAP
    return None
