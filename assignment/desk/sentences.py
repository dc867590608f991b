"""Stored codes as sentences in the reader's language; said at display, never stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from assignment import words
from assignment.choices import AssignmentKind, ReleaseReason, Resolution, ReviewReason
from assignment.engine.fields import FieldType, type_of
from assignment.engine.match import ConditionCheck
from assignment.engine.values import MINOR_PER_MAJOR
from assignment.sentences import value_text
from leads.choices import ActivityKind, ActivityOutcome, CloseReason, EventKind, LeadStatus
from reps.choices import NoticeKind

EVENTS: Mapping[str, Any] = {
    EventKind.CAPTURED: _("Came in through “%(channel)s”"),
    EventKind.INQUIRED_AGAIN: _("Wrote again through “%(channel)s”"),
    EventKind.REOPENED: _("Opened again, for cycle %(cycle)s"),
    EventKind.ASSIGNED: _("Given to %(rep)s (%(how)s)"),
    EventKind.REVIEW_OPENED: _("Held for a manager's review: %(reason)s"),
    EventKind.REVIEW_CLOSED: _("Review decided: %(how)s"),
    EventKind.WAITS: _("Waits for an owner: %(reasons)s"),
    EventKind.FOLLOWED_UP: _("Follow-up: %(kind)s"),
    EventKind.REMINDED: _("Reminder %(number)s was sent"),
    EventKind.RELEASED: _("Returned: %(reason)s"),
    EventKind.RECYCLED: _("Recycled: %(rep)s let the deadline pass"),
    EventKind.TAKEN_BACK: _("Taken back by a manager"),
    EventKind.CLOSED: _("Closed: %(status)s (%(reason)s)"),
    EventKind.UPDATED: _("New details: %(changes)s"),
    EventKind.IMPORTED: _("Moved in from another system: %(status)s"),
}
NOTICES: Mapping[str, Any] = {
    NoticeKind.LEAD_ASSIGNED: _("%(who)s is your lead now."),
    NoticeKind.LEAD_INQUIRED_AGAIN: _("%(who)s wrote again."),
    NoticeKind.LEAD_REMINDER: _("%(who)s waits for a follow-up; the deadline comes closer."),
    NoticeKind.LEAD_RECYCLED: _("%(who)s was recycled: the deadline passed without a follow-up."),
    NoticeKind.LEAD_TAKEN_BACK: _("%(who)s was taken back by a manager."),
    NoticeKind.REVIEW_OPENED: _("%(who)s waits for your decision: %(reason)s."),
}
KEY_LEAD_ASSIGNED = _("%(who)s is your lead now, a key lead.")
OVERDUE = _("%(who)s waits for an answer; the deadline has passed.")

# Which closed list a code in the data of an event comes from.
CHOICES: Mapping[tuple[str, str], type[TextChoices]] = {
    (EventKind.ASSIGNED, "how"): AssignmentKind,
    (EventKind.REVIEW_OPENED, "reason"): ReviewReason,
    (EventKind.REVIEW_CLOSED, "how"): Resolution,
    (EventKind.FOLLOWED_UP, "kind"): ActivityKind,
    (EventKind.FOLLOWED_UP, "outcome"): ActivityOutcome,
    (EventKind.RELEASED, "reason"): ReleaseReason,
    (EventKind.CLOSED, "status"): LeadStatus,
    (EventKind.CLOSED, "reason"): CloseReason,
    (EventKind.IMPORTED, "status"): LeadStatus,
}


def event_sentence(kind: str, data: Mapping[str, Any]) -> str:
    """One line of a timeline; ids in ``data`` must have been replaced by names.

    A code that is not known any more stands for itself, a missing one shows as "?".
    """
    said = defaultdict(lambda: "?", {name: _said(kind, name, data[name]) for name in data})
    return str(EVENTS[kind]) % said


def _said(kind: str, name: str, value: Any) -> str:
    if name == "reasons":
        return _(", ").join(str(words.REASON_LABELS.get(code, code)) for code in value)
    choices = CHOICES.get((kind, name))
    return str(dict(choices.choices).get(value, value)) if choices else str(value)


def notice_sentence(kind: str, data: Mapping[str, Any], *, lead: int | None) -> str:
    """One notice; a lead without a name goes by its number."""
    sentence = NOTICES[kind]
    if kind == NoticeKind.LEAD_ASSIGNED and data.get("is_key"):
        sentence = KEY_LEAD_ASSIGNED
    if kind == NoticeKind.LEAD_REMINDER and data.get("is_overdue"):
        sentence = OVERDUE
    reason = dict(ReviewReason.choices).get(data.get("reason", ""), "?")
    return str(sentence) % {"who": data.get("who") or f"#{lead}", "reason": reason}


def fact_text(check: ConditionCheck) -> str:
    """What was known of the field that a condition speaks of; money is counted in hundredths."""
    fact, field = check.actual, check.condition.field
    if fact is None or fact == "":
        return str(_("unknown"))
    if type_of(field) == FieldType.MONEY and isinstance(fact, int):
        return f"{fact / MINOR_PER_MAJOR:,.2f}"
    return value_text(fact)
