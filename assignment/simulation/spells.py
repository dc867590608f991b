"""Who is where at a moment of a simulation, worked out once for as long as it stays so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reps.availability import ALWAYS, Hours
from reps.hours import ONE_DAY

MINUTE = timedelta(minutes=1)
Offsets = tuple[timedelta, timedelta]
NO_OFFSETS: Offsets = (timedelta(), timedelta())


@dataclass(frozen=True, slots=True)
class Spell:
    """Where somebody is until a moment (in seconds since 1970), and his date there.

    ``back_at`` is his next working moment, None while he is on duty or it was not asked for.
    """

    presence: str
    today: date
    until: float
    back_at: datetime | None = None

    def ready_in(self, now: datetime) -> int:
        """In how many whole minutes he comes on duty, rounded up."""
        return 0 if self.back_at is None else max(-((now - self.back_at) // MINUTE), 0)


class Spells:
    """Remembers for each calendar with its leave, and each pool's margins, what holds now."""

    def __init__(self, *, looks_ahead: bool) -> None:
        self.looks_ahead = looks_ahead  # a strategy asks who comes on duty next
        self._known: dict[tuple[int, Offsets], tuple[Hours, Spell]] = {}

    def of(self, hours: Hours, offsets: Offsets, now: datetime, at: float) -> Spell:
        """``at`` is ``now`` in seconds; moments must not go back."""
        key = id(hours), offsets
        known = self._known.get(key)
        if known is not None and at < known[1].until:
            return known[1]
        spell = self._work_out(hours, offsets, now)
        self._known[key] = hours, spell  # held along, or another could get its id
        return spell

    def _work_out(self, hours: Hours, offsets: Offsets, now: datetime) -> Spell:
        margins = {"starts_after": offsets[0], "stops_before": offsets[1]}
        back = hours.next_working(now, **margins) if self.looks_ahead else now
        return Spell(
            presence=hours.presence(now, **margins),
            today=hours.today(now),
            until=min(_changes(hours, offsets, now)),
            back_at=back if back > now else None,
        )


def _changes(hours: Hours, offsets: Offsets, now: datetime) -> list[float]:
    """Moments after now at which presence or date may change; more than needed does no harm."""
    calendar = hours.calendar or ALWAYS
    today = calendar.day_at(now)
    moments = [hours.midnight(hours.today(now) + ONE_DAY)]
    for day in (
        calendar.day(today.date - ONE_DAY),
        today,
        calendar.day(today.date + ONE_DAY),
    ):
        moments.append(day.ends)
        for begins, ends in day.stretches:
            moments += (begins, begins + offsets[0], ends, ends - offsets[1])
    for left_at, back_at in hours.leaves:
        moments += (left_at, back_at)
    return [moment.timestamp() for moment in moments if moment > now]
