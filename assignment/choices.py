"""Stored codes of assignment and their words.

The engine knows the bare codes (``assignment.engine.codes``); here they get names that
people read, and what they can do about them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class TargetKind(models.TextChoices):
    POOL = "pool", _("Pool")
    REPS = "reps", _("Rep")
    REVIEW = "review", _("Manager's review")


class Strategy(models.TextChoices):
    ROUND_ROBIN = "round_robin", _("Round robin")
    WEIGHTED = "weighted", _("Weighted")
    LOAD_BALANCE = "load_balance", _("Load balance")


class EntryKind(models.TextChoices):
    DEAL = "deal", _("Deal")
    REVERSAL = "reversal", _("Reversal")
    CREDIT = "credit", _("Credit")


class RoutingEvent(models.TextChoices):
    ARRIVED = "arrived", _("Arrived")
    RETRIED = "retried", _("Tried again")
    RELEASED = "released", _("Returned")
    RECYCLED = "recycled", _("Recycled")
    REOPENED = "reopened", _("Reopened")
    REQUESTED = "requested", _("Requested by a manager")


class DecisionKind(models.TextChoices):
    ASSIGNED = "assigned", _("Given to a rep")
    REVIEW = "review", _("Held for review")
    WAITING = "waiting", _("Nobody found yet")


class AssignmentKind(models.TextChoices):
    AUTOMATIC = "automatic", _("Automatic")
    STICKY = "sticky", _("Customer's owner")
    REVIEW = "review", _("Approved by a manager")
    MANUAL = "manual", _("Manual")
    TRANSFER = "transfer", _("Transfer")
    IMPORT = "import", _("Import")


class EndReason(models.TextChoices):
    RELEASED = "released", _("Returned")
    RECYCLED = "recycled", _("Recycled")
    TAKEN_BACK = "taken_back", _("Taken back")
    TRANSFERRED = "transferred", _("Transferred")
    CLOSED = "closed", _("Closed")
    OWNER_LEFT = "owner_left", _("The owner is no longer active")


class ReleaseReason(models.TextChoices):
    NOT_MY_AREA = "not_my_area", _("Not my area")
    LANGUAGE = "language", _("I do not speak the language")
    NO_TIME = "no_time", _("No time")
    KNOWS_COLLEAGUE = "knows_colleague", _("A colleague knows the customer")
    OTHER = "other", _("Other")


class ClockKind(models.TextChoices):
    FIRST_FOLLOW_UP = "first_follow_up", _("First follow-up")
    RESPONSE = "response", _("Response")
    REVIEW = "review", _("Review")


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    KEPT = "kept", _("Kept")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


class ReviewReason(models.TextChoices):
    KEY = "key", _("Key lead")
    EXHAUSTED = "exhausted", _("Recycled too often, or nobody left")
    RULE = "rule", _("A rule asks for review")
    ERROR = "error", _("Error")


class Resolution(models.TextChoices):
    APPROVED = "approved", _("Suggestion approved")
    GIVEN = "given", _("Given to somebody else")
    EXPIRED = "expired", _("Deadline passed; suggestion taken")
    CLOSED = "closed", _("Lead closed")
