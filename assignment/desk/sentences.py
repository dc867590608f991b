"""Stored codes as sentences in the reader's language; said at display, never stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from assignment.choices import (
    AssignmentKind,
    CollaboratorRole,
    OfferState,
    ReleaseReason,
    RequestState,
    Resolution,
    ReviewReason,
)
from assignment.engine.fields import Operator
from assignment.engine.match import ConditionCheck
from assignment.versions.faults import fault_sentence
from assignment.wording import words
from assignment.wording.condition_words import fact_words
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
    EventKind.OFFERED: _("Offered to %(rep)s"),
    EventKind.OFFER_PASSED: _("%(rep)s did not take the offer: %(how)s"),
    EventKind.POOLED: _("Put into the public pool “%(pool)s”"),
    EventKind.HANDED_OVER: _("Handed over from %(rep)s"),
    EventKind.COLLABORATOR_ADDED: _("%(rep)s works on it too: %(role)s"),
    EventKind.COLLABORATOR_LEFT: _("%(rep)s no longer works on it"),
    EventKind.TASK_ADDED: _("Task for %(rep)s: %(title)s"),
    EventKind.TASK_DONE: _("Task done: %(title)s"),
    EventKind.OBJECTED: _("%(rep)s objects to how it was given"),
    EventKind.OBJECTION_ANSWERED: _("Objection answered: %(how)s"),
    EventKind.CREDITED: _("Credited to %(rep)s in the ledger of “%(pool)s”"),
}
NOTICES: Mapping[str, Any] = {
    NoticeKind.LEAD_ASSIGNED: _("%(who)s is your lead now."),
    NoticeKind.LEAD_INQUIRED_AGAIN: _("%(who)s wrote again."),
    NoticeKind.LEAD_REMINDER: _("%(who)s waits for a follow-up; the deadline comes closer."),
    NoticeKind.LEAD_RECYCLED: _("%(who)s was recycled: the deadline passed without a follow-up."),
    NoticeKind.LEAD_TAKEN_BACK: _("%(who)s was taken back by a manager."),
    NoticeKind.REVIEW_OPENED: _("%(who)s waits for your decision: %(reason)s."),
    NoticeKind.LEAD_OFFERED: _("%(who)s is offered to you. Take it before somebody else may."),
    NoticeKind.LEAD_MOVED: _("%(who)s was given to %(rep)s."),
    NoticeKind.COLLABORATION: _("You were asked to work on %(who)s."),
    NoticeKind.TASK_GIVEN: _("A task for you on %(who)s: %(title)s"),
    NoticeKind.TASK_DUE: _("A task on %(who)s is due: %(title)s"),
    NoticeKind.OBJECTION_OPENED: _("%(rep)s objects to how %(who)s was given."),
    NoticeKind.OBJECTION_ANSWERED: _("Your objection on %(who)s was answered."),
    NoticeKind.CREDIT_DECIDED: _("Your request for a credit on %(who)s was decided."),
    NoticeKind.RULES_PUBLISHED: _("Version %(version)s of the rules was published as planned."),
    NoticeKind.RULES_NOT_PUBLISHED: _(
        "Version %(version)s of the rules was not published as planned: %(faults)s"
    ),
}
KEY_LEAD_ASSIGNED = _("%(who)s is your lead now, a key lead.")
OVERDUE = _("%(who)s waits for an answer; the deadline has passed.")
# What became of a collaboration, and whether its reader is the one who owns the lead.
COLLABORATION: Mapping[tuple[str, bool], Any] = {
    ("added", True): _("%(rep)s works on %(who)s with you now."),
    ("left", True): _("%(rep)s no longer works on %(who)s with you."),
    ("left", False): _("You no longer work on %(who)s."),
}
HANDED_OVER_BECAUSE = _("Handed over from %(rep)s: %(reason)s")

# Which closed list a code in the data of an event comes from.
CHOICES: Mapping[tuple[str, str], type[TextChoices]] = {
    (EventKind.ASSIGNED, "how"): AssignmentKind,
    (EventKind.REVIEW_OPENED, "reason"): ReviewReason,
    (EventKind.REVIEW_CLOSED, "how"): Resolution,
    (EventKind.FOLLOWED_UP, "kind"): ActivityKind,
    (EventKind.FOLLOWED_UP, "outcome"): ActivityOutcome,
    (EventKind.RELEASED, "reason"): ReleaseReason,
    (EventKind.HANDED_OVER, "reason"): ReleaseReason,
    (EventKind.CLOSED, "status"): LeadStatus,
    (EventKind.CLOSED, "reason"): CloseReason,
    (EventKind.IMPORTED, "status"): LeadStatus,
    (EventKind.OFFER_PASSED, "how"): OfferState,
    (EventKind.COLLABORATOR_ADDED, "role"): CollaboratorRole,
    (EventKind.OBJECTION_ANSWERED, "how"): RequestState,
}


def event_sentence(kind: str, data: Mapping[str, Any]) -> str:
    """One line of a timeline; ids in ``data`` must have been replaced by names.

    A code that is not known any more stands for itself, a missing one shows as "?".
    """
    said = defaultdict(lambda: "?", {name: _said(kind, name, data[name]) for name in data})
    sentence = EVENTS[kind]
    if kind == EventKind.HANDED_OVER and data.get("reason"):
        sentence = HANDED_OVER_BECAUSE
    return str(sentence) % said


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
    if kind == NoticeKind.COLLABORATION:
        sentence = COLLABORATION.get((data.get("change", "added"), "rep" in data), sentence)
    reason = dict(ReviewReason.choices).get(data.get("reason", ""), "?")
    faults = " ".join(fault_sentence(fault) for fault in data.get("faults", ()))
    named = {"who": data.get("who") or f"#{lead}", "reason": reason, "faults": faults}
    return str(sentence) % defaultdict(lambda: "?", {**data, **named})


def fact_text(check: ConditionCheck) -> str:
    """What was known of the field that a condition speaks of; empty if it asks nothing of a lead.

    A condition that holds a rep against the lead speaks of the lead's field.
    """
    field, asks_of_lead = check.condition.field, not check.is_requirement
    if check.condition.operator == Operator.CONTAINS_FACT:
        field, asks_of_lead = str(check.condition.value), True
    return (fact_words(field, check.actual) or str(_("unknown"))) if asks_of_lead else ""
