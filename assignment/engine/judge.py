"""The inner loop: which of some groups of tests is the first to hold for a lead.

Every fact is read at most once for a lead, however many conditions ask for it.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, TypeVar

from assignment.engine.conditions import Test
from assignment.engine.fields import Facts, actual
from assignment.engine.operators import Holds
from assignment.engine.values import Read

UNREAD: Final = object()
Found = TypeVar("Found")


class Step(NamedTuple):
    """A test that knows the place of its fact; a tuple, as a hundred are unpacked for a lead."""

    slot: int
    holds: Holds
    holds_when_missing: bool


class Slots:
    """The facts that some rules ask for, each with the way it is read, numbered."""

    __slots__ = ("_numbers", "blank", "reads")

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, Read], int] = {}
        self.reads: list[tuple[str, Read]] = []
        self.blank: list[Any] = []

    def steps(self, tests: Iterable[Test]) -> tuple[Step, ...]:
        return tuple(
            Step(self._number(test.field, test.read), test.holds, test.holds_when_missing)
            for test in tests
        )

    def _number(self, field: str, read: Read) -> int:
        number = self._numbers.setdefault((field, read), len(self.reads))
        if number == len(self.reads):
            self.reads.append((field, read))
            self.blank.append(UNREAD)
        return number


def first_held(
    groups: Iterable[tuple[tuple[Step, ...], Found]],
    facts: Facts,
    *,
    known: list[Any],
    reads: list[tuple[str, Read]],
) -> Found | None:
    """What stands beside the first group whose steps all hold; None if none does.

    ``known`` is a copy of ``Slots.blank`` to begin with, and keeps what was read. Raises ``Flawed``
    for a fact that cannot be read.
    """
    for steps, found in groups:
        for slot, holds, holds_when_missing in steps:
            value = known[slot]
            if value is UNREAD:
                field, read = reads[slot]
                value = known[slot] = read(actual(facts, field))
            if not (holds_when_missing if value is None else holds(value)):
                break
        else:
            return found
    return None
