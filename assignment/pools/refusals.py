"""What somebody is told who claims a lead or answers an offer: a code and a sentence.

Codes are for programs; the gates of the engine have theirs in ``engine.codes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignment.engine.codes import Exclusion
from assignment.wording.words import EXCLUSION_LABELS


class Answer(StrEnum):
    """How one claim, or one answer to an offer, ended."""

    TAKEN = "taken"
    YOURS = "yours"
    PASSED = "passed"
    GONE = "gone"
    NOT_FOUND = "not_found"
    OVER = "over"
    DAILY_LIMIT = "daily_limit"
    HOLDING_LIMIT = "holding_limit"
    TOO_SOON = "too_soon"
    ERROR = "error"


class Refused(Exception):
    """The lead cannot be taken; ``code`` is an ``Answer`` or an ``Exclusion``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


SENTENCES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        Answer.TAKEN: gettext_lazy("It is your lead now."),
        Answer.YOURS: gettext_lazy("It is your lead already."),
        Answer.PASSED: gettext_lazy("You have let it pass; somebody else is asked."),
        Answer.GONE: gettext_lazy("Somebody was faster: it is gone already."),
        Answer.NOT_FOUND: gettext_lazy("There is no such lead in a public pool of yours."),
        Answer.OVER: gettext_lazy("The offer is over: it is gone already."),
        Answer.DAILY_LIMIT: gettext_lazy("You have reached the daily claim limit of this pool."),
        Answer.HOLDING_LIMIT: gettext_lazy("You hold as many open leads as this pool allows."),
        Answer.TOO_SOON: gettext_lazy("Your last claim in this pool was only a moment ago."),
        Answer.ERROR: gettext_lazy("Something went wrong on our side. Nothing was done."),
        Exclusion.INACTIVE: gettext_lazy("You are not active and receive no leads."),
        Exclusion.PAUSED: gettext_lazy("You are paused and receive no leads."),
        Exclusion.LOST_IN_CYCLE: gettext_lazy("You missed the deadline of this lead."),
        Exclusion.COOLING_OFF: gettext_lazy("You had this lead only recently."),
        Exclusion.TOO_OLD: gettext_lazy("The lead is too old for this pool."),
        Exclusion.ON_LEAVE: gettext_lazy("You are on leave."),
        Exclusion.AT_CAPACITY: gettext_lazy("Your capacity is used up."),
        Exclusion.HOURLY_CAP: gettext_lazy("You have received as many leads as an hour may bring."),
        Exclusion.DAILY_CAP: gettext_lazy("You have received as many leads as a day may bring."),
        Exclusion.WEEKLY_CAP: gettext_lazy("You have received as many leads as a week may bring."),
        Exclusion.MONTHLY_CAP: gettext_lazy(
            "You have received as many leads as a month may bring."
        ),
    }
)
DONE: Final = frozenset({Answer.TAKEN, Answer.YOURS, Answer.PASSED})


def sentence_of(code: str) -> str:
    """A code as the taker reads it, in his language."""
    if code in SENTENCES:
        return str(SENTENCES[code])
    reason = EXCLUSION_LABELS.get(code, code)
    return _("You cannot take this lead: %(reason)s.") % {"reason": reason}
