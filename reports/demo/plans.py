"""What the demo's people make of a lead: when they call, how it goes, how it ends. Pure."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import timedelta

from leads.choices import INVALID_REASONS, LOST_REASONS, ActivityKind, ActivityOutcome
from reports.demo.cast import Habits
from reports.demo.words import SOURCES

RETURNS, INVALID, DRAGS_ON = 0.025, 0.05, 0.05
BASE_CONVERSION = 0.17
OUTCOMES = {
    ActivityOutcome.REACHED: 45,
    ActivityOutcome.INTERESTED: 20,
    ActivityOutcome.NO_ANSWER: 18,
    ActivityOutcome.LEFT_MESSAGE: 10,
    ActivityOutcome.NOT_NOW: 7,
}
AT_HOME = (ActivityKind.CALL, ActivityKind.WECHAT, ActivityKind.CALL, ActivityKind.EMAIL)
ABROAD = (ActivityKind.EMAIL, ActivityKind.WHATSAPP, ActivityKind.EMAIL, ActivityKind.CALL)


@dataclass(frozen=True, slots=True)
class Intent:
    """How a rep means to treat a lead that he was given.

    ``first_after`` counts in his working time; None: he never gets to it. ``contacts``
    are the waits before further follow-ups; ``end`` is convert, lose, invalid, return or
    "", when the lead stays with him.
    """

    first_after: timedelta | None
    contacts: tuple[timedelta, ...] = ()
    end: str = ""
    reason: str = ""


def intend(habits: Habits, *, source: str, is_key: bool, dice: random.Random) -> Intent:
    """Decide a lead's fate with one rep."""
    if dice.random() < habits.forgets * (0.3 if is_key else 1):
        return Intent(None)
    first = timedelta(hours=habits.hours * math.exp(dice.gauss(0, 0.8)) * (0.5 if is_key else 1))
    fate = dice.random()
    if fate < RETURNS:
        return Intent(
            first, end="return", reason=dice.choice(["not_my_area", "language", "no_time"])
        )
    if fate < RETURNS + INVALID:
        return Intent(first, end="invalid", reason=dice.choice(INVALID_REASONS))
    days = [dice.choice([1, 1, 2, 3, 5]) for _ in range(dice.choice([1, 1, 2, 2, 3]))]
    contacts = tuple(timedelta(days=day, hours=dice.uniform(-3, 3)) for day in days)
    if fate < RETURNS + INVALID + DRAGS_ON:
        return Intent(first, contacts)
    if dice.random() < conversion(habits, source):
        return Intent(first, contacts, end="convert")
    return Intent(first, contacts, end="lose", reason=dice.choice(LOST_REASONS))


def conversion(habits: Habits, source: str) -> float:
    """How likely this rep is to sell to somebody from that source."""
    liking = SOURCES[source][2] if source in SOURCES else 1.3
    return min(0.8, BASE_CONVERSION * liking * habits.skill)


def contact(country: str, *, dice: random.Random) -> tuple[str, str]:
    """How somebody is contacted, and with which outcome."""
    kind = dice.choice(AT_HOME if country == "CN" else ABROAD)
    (outcome,) = dice.choices(list(OUTCOMES), list(OUTCOMES.values()))
    return kind, outcome
