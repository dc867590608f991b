"""Stored codes and their words. Codes never change; words are translated."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeadStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    REVIEW = "review", _("In review")
    ASSIGNED = "assigned", _("Assigned")
    WORKING = "working", _("Working")
    NURTURING = "nurturing", _("Nurturing")
    CONVERTED = "converted", _("Converted")
    INVALID = "invalid", _("Invalid")
    LOST = "lost", _("Lost")
    ARCHIVED = "archived", _("Archived")


OWNED = (LeadStatus.ASSIGNED, LeadStatus.WORKING)
UNOWNED = (LeadStatus.WAITING, LeadStatus.REVIEW)
OPEN = (*UNOWNED, *OWNED, LeadStatus.NURTURING)
CLOSED = (LeadStatus.CONVERTED, LeadStatus.INVALID, LeadStatus.LOST, LeadStatus.ARCHIVED)


class WaitingFor(models.TextChoices):
    ROUTING = "routing", _("routing")
    CAPACITY = "capacity", _("capacity")
    OFFER = "offer", _("an answer to an offer")
    CLAIM = "claim", _("somebody to claim it")
    ERROR = "error", _("a repair")


class Grade(models.TextChoices):
    """How valuable a lead is; set by whoever sends it."""

    A = "A", _("A: high value")
    B = "B", _("B: medium value")
    C = "C", _("C: low value")


class RegionKind(models.TextChoices):
    COUNTRY = "country", _("Country or territory")
    PROVINCE = "province", _("Province or state")
    GROUP = "group", _("Group of regions")


class ChannelKind(models.TextChoices):
    API = "api", _("REST API")
    FORM = "form", _("Website form")
    SPREADSHEET = "spreadsheet", _("Spreadsheets")


class KeyScope(models.TextChoices):
    SUBMIT = "submit", _("Submit: may only send leads")
    READ = "read", _("Read: may also see what became of them")


class Outcome(models.TextChoices):
    OPEN = "open", _("Open")
    CREATED = "created", _("Created")
    ATTACHED = "attached", _("Attached")
    QUARANTINED = "quarantined", _("Quarantined")
    IGNORED = "ignored", _("Ignored")


class MessageReason(models.TextChoices):
    NO_CONTACT = "no_contact", _("No usable e-mail address or phone number")
    UNREADABLE = "unreadable", _("The body could not be read")
    TOO_LARGE = "too_large", _("The body is too large")
    SPAM = "spam", _("Spam")
    BLOCKED = "blocked", _("The person is blocked")
    ERROR = "error", _("An error on our side; it is tried again")
    UNKNOWN_OWNER = "unknown_owner", _("The owner is not a rep")


class ActivityKind(models.TextChoices):
    CALL = "call", _("Call")
    EMAIL = "email", _("E-mail")
    WHATSAPP = "whatsapp", _("WhatsApp")
    WECHAT = "wechat", _("WeChat")
    MEETING = "meeting", _("Meeting")
    NOTE = "note", _("Note")


class ActivityOutcome(models.TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    LEFT_MESSAGE = "left_message", _("Left a message")
    INTERESTED = "interested", _("Interested")
    NOT_NOW = "not_now", _("Not now")
    WRONG_CONTACT = "wrong_contact", _("Wrong contact")


class CloseReason(models.TextChoices):
    WON = "won", _("Won")
    NO_BUDGET = "no_budget", _("No budget")
    COMPETITOR = "competitor", _("Bought elsewhere")
    NO_INTEREST = "no_interest", _("No interest")
    UNREACHABLE = "unreachable", _("Cannot be reached")
    SPAM = "spam", _("Spam")
    WRONG_DETAILS = "wrong_details", _("Wrong contact details")
    NOT_A_CUSTOMER = "not_a_customer", _("Not a customer")
    NO_DEMAND = "no_demand", _("No demand")
    IMPORTED = "imported", _("As imported")


LOST_REASONS = (
    CloseReason.NO_BUDGET,
    CloseReason.COMPETITOR,
    CloseReason.NO_INTEREST,
    CloseReason.UNREACHABLE,
)
INVALID_REASONS = (
    CloseReason.SPAM,
    CloseReason.WRONG_DETAILS,
    CloseReason.NOT_A_CUSTOMER,
)


class EventKind(models.TextChoices):
    """What stands in the timeline of a lead."""

    CAPTURED = "captured", _("Captured")
    INQUIRED_AGAIN = "inquired_again", _("Wrote again")
    REOPENED = "reopened", _("Reopened")
    ASSIGNED = "assigned", _("Given to an owner")
    REVIEW_OPENED = "review_opened", _("Held for a manager's review")
    REVIEW_CLOSED = "review_closed", _("Review decided")
    WAITS = "waits", _("Waits for an owner")
    FOLLOWED_UP = "followed_up", _("Followed up")
    REMINDED = "reminded", _("Reminded")
    RELEASED = "released", _("Returned by the owner")
    RECYCLED = "recycled", _("Recycled")
    TAKEN_BACK = "taken_back", _("Taken back by a manager")
    CLOSED = "closed", _("Closed")
    UPDATED = "updated", _("Updated")
    IMPORTED = "imported", _("Imported")
    OFFERED = "offered", _("Offered")
    OFFER_PASSED = "offer_passed", _("Offer not taken")
    POOLED = "pooled", _("Put into a public pool")
    HANDED_OVER = "handed_over", _("Handed over")
    COLLABORATOR_ADDED = "collaborator_added", _("Collaborator added")
    COLLABORATOR_LEFT = "collaborator_left", _("Collaborator removed")
    TASK_ADDED = "task_added", _("Task added")
    TASK_DONE = "task_done", _("Task done")
    OBJECTED = "objected", _("Objection")
    OBJECTION_ANSWERED = "objection_answered", _("Objection answered")
    CREDITED = "credited", _("Credited in the ledger")


class ImportMode(models.TextChoices):
    LIVE = "live", _("Live: leads are routed")
    HISTORY = "history", _("History: owners, dates and outcomes as given")


class ImportState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
