"""The working hours of a weekday as people type them: 9-12, 13:30-18, or 22-6 over midnight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import time
from itertools import pairwise

from reps.hours import Block

AND = re.compile(r"[,，、;；\n]|\s+(?=\d)")
TO = re.compile(r"\s*(?:[-–—~～至到]|\bto\b)\s*")
CLOCK = re.compile(r"(\d{1,2})(?:[:：.h](\d{2}))?")
SAME = {"=", "＝"}
DAYS = 7


class Unreadable(ValueError):
    """A text that says no hours; ``text`` is the part that cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Overlapping(ValueError):
    """Two blocks of one day, on the weekday given."""

    def __init__(self, weekday: int) -> None:
        super().__init__(str(weekday))
        self.weekday = weekday


def read_week(texts: Sequence[str]) -> list[Block]:
    """The blocks of a week from one text for each day, Monday first.

    ``=`` means the hours of the day before. What passes midnight is divided there, so that
    Friday's 22-6 ends on Saturday. Raises Unreadable with the weekday as second argument.
    """
    blocks: list[Block] = []
    before: list[tuple[time, time]] = []
    for weekday, text in enumerate(texts):
        if text.strip() not in SAME:
            before = read_day(text)
        for starts, ends in before:
            blocks += _within_days(weekday, starts, ends)
    for weekday in range(DAYS):
        _refuse_overlaps(weekday, [one for one in blocks if one.weekday == weekday])
    return sorted(blocks, key=lambda one: (one.weekday, one.starts))


def read_day(text: str) -> list[tuple[time, time]]:
    """The pairs of times that a text names; raises Unreadable."""
    parts = AND.split(TO.sub("-", text.strip()))
    return [_pair(part.strip()) for part in parts if part.strip()]


def written(blocks: Iterable[Block]) -> str:
    """The blocks of a day as text, in order."""
    ordered = sorted(blocks, key=lambda one: one.starts)
    return ", ".join(
        f"{one.starts:%H:%M}-{'24:00' if one.reaches_midnight else format(one.ends, '%H:%M')}"
        for one in ordered
    )


def _pair(text: str) -> tuple[time, time]:
    sides = text.split("-")
    if len(sides) != 2:
        raise Unreadable(text)
    starts, ends = (_time(side, text) for side in sides)
    if starts == ends or starts == time.max:
        raise Unreadable(text)
    return starts, ends


def _time(side: str, text: str) -> time:
    found = CLOCK.fullmatch(side.strip())
    if found is None:
        raise Unreadable(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    if (hour, minute) == (24, 0):
        return time.max
    if hour > 23 or minute > 59:
        raise Unreadable(text)
    return time(hour, minute)


def _within_days(weekday: int, starts: time, ends: time) -> list[Block]:
    if ends in (time.min, time.max):
        return [Block(weekday, starts, time.max)]
    if starts < ends:
        return [Block(weekday, starts, ends)]
    return [
        Block(weekday, starts, time.max),
        Block((weekday + 1) % DAYS, time.min, ends),
    ]


def _refuse_overlaps(weekday: int, blocks: Sequence[Block]) -> None:
    ordered = sorted(blocks, key=lambda one: one.starts)
    for earlier, later in pairwise(ordered):
        if earlier.reaches_midnight or later.starts < earlier.ends:
            raise Overlapping(weekday)
