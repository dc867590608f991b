"""Where leads and what hangs on them may go, as codes that a form, a job and a client share."""

from __future__ import annotations

from dataclasses import dataclass

from assignment.choices import Destination
from assignment.models import Pool
from reps.models import Rep

NUMBERED = (Destination.POOL, Destination.REP)
LARGEST_ID = 2**63 - 1


class UnknownDestination(ValueError):
    """No such destination, or a pool or rep that is not there."""


@dataclass(frozen=True, slots=True)
class Where:
    """By the rules, to a pool or a rep of this number, or one of the ways without a number."""

    to: str
    pk: int | None = None

    def __str__(self) -> str:
        return f"{self.to}:{self.pk}" if self.pk else str(self.to)

    @property
    def number(self) -> int:
        """Of the pool or rep; 0, which nobody has, where there is none."""
        return self.pk or 0

    @property
    def pool(self) -> int | None:
        return self.pk if self.to == Destination.POOL else None


def where_of(code: str) -> Where:
    """Read "rules", "pool:3" or "rep:5". Raises UnknownDestination."""
    name, _colon, number = code.partition(":")
    if name not in Destination.values:
        raise UnknownDestination(code)
    if name not in NUMBERED:
        if number:
            raise UnknownDestination(code)
        return Where(name)
    if not (number.isascii() and number.isdigit() and int(number) <= LARGEST_ID):
        raise UnknownDestination(code)
    return Where(name, int(number))


def target_name(where: Where) -> str:
    """What the pool or the rep is called, else the kind of destination."""
    if where.to == Destination.POOL:
        found = Pool.objects.filter(pk=where.number).values_list("name", flat=True).first()
    elif where.to == Destination.REP:
        found = Rep.objects.filter(pk=where.number).values_list("name", flat=True).first()
    else:
        return str(Destination(where.to).label)
    return found or f"#{where.pk}"
