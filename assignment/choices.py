"""Stored codes of assignment and their words.

The engine knows the bare codes (``assignment.engine.codes``); here they get names that
people read, and what they can do about them.
"""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assignment.engine.codes import Strategy as Strategy
from assignment.engine.strategies import STRATEGIES as REGISTER


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")
    PARTIAL = "partial", _("Published in part")


class TargetKind(models.TextChoices):
    POOL = "pool", _("Pool")
    REPS = "reps", _("Reps by name")
    TEAM = "team", _("Team")
    REVIEW = "review", _("Manager's review")


# A strategy is known once it is registered with the engine, and brings its own words.
STRATEGIES: Final = [(str(code), _(method.label)) for code, method in REGISTER.items()]


class WhenNobody(models.TextChoices):
    """What a pool does with a lead while nobody in it is available."""

    WAIT = "wait", _("Let it wait")
    ASSIGN = "assign", _("Assign it; the time runs from the next working hour")
    OVERFLOW = "overflow", _("Give it to another pool")
    REVIEW = "review", _("Ask the manager")


class EntryKind(models.TextChoices):
    DEAL = "deal", _("Deal")
    REVERSAL = "reversal", _("Reversal")
    CREDIT = "credit", _("Credit")
    OUTSIDE = "outside", _("Received outside the rules")
    LEAVER = "leaver", _("Balance of a leaver")
    ANEW = "anew", _("All begin anew: another strategy")


class RoutingEvent(models.TextChoices):
    ARRIVED = "arrived", _("Arrived")
    RETRIED = "retried", _("Tried again")
    RELEASED = "released", _("Returned")
    RECYCLED = "recycled", _("Recycled")
    REOPENED = "reopened", _("Reopened")
    REQUESTED = "requested", _("Requested by a manager")
    LAPSED = "lapsed", _("Offer not taken")
    PUSHED = "pushed", _("Nobody claimed it in time")
    HANDOVER = "handover", _("Handover")


class DecisionKind(models.TextChoices):
    ASSIGNED = "assigned", _("Given to a rep")
    REVIEW = "review", _("Held for review")
    WAITING = "waiting", _("Nobody found yet")
    OFFERED = "offered", _("Offered to a rep")
    POOLED = "pooled", _("Put into a public pool")


class AssignmentKind(models.TextChoices):
    AUTOMATIC = "automatic", _("Automatic")
    STICKY = "sticky", _("Customer's owner")
    REVIEW = "review", _("Approved by a manager")
    MANUAL = "manual", _("Manual")
    TRANSFER = "transfer", _("Transfer")
    IMPORT = "import", _("Import")
    OFFER = "offer", _("Offer accepted")
    CLAIM = "claim", _("Claimed")
    HANDOVER = "handover", _("Handover")


class EndReason(models.TextChoices):
    RELEASED = "released", _("Returned")
    RECYCLED = "recycled", _("Recycled")
    TAKEN_BACK = "taken_back", _("Taken back")
    TRANSFERRED = "transferred", _("Transferred")
    CLOSED = "closed", _("Closed")
    OWNER_LEFT = "owner_left", _("The owner is no longer active")
    HANDOVER = "handover", _("Handed over")


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
    NOBODY = "nobody", _("Nobody is available")


class Resolution(models.TextChoices):
    APPROVED = "approved", _("Suggestion approved")
    GIVEN = "given", _("Given to somebody else")
    EXPIRED = "expired", _("Deadline passed; suggestion taken")
    CLOSED = "closed", _("Lead closed")


class RulePurpose(models.TextChoices):
    ROUTE = "route", _("Gives leads to somebody")
    KEY = "key", _("Marks key leads")


class PartialKind(models.TextChoices):
    """Which leads a version that is published in part decides."""

    CHANNEL = "channel", _("One channel")
    TEAM = "team", _("One team")
    PERCENT = "percent", _("A share of all leads")


class CapPeriod(models.TextChoices):
    HOUR = "hour", pgettext_lazy("length of time", "hour")
    DAY = "day", pgettext_lazy("length of time", "day")
    WEEK = "week", pgettext_lazy("length of time", "week")
    MONTH = "month", pgettext_lazy("length of time", "month")


class OfferState(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequestState(models.TextChoices):
    OPEN = "open", _("Open")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class CollaboratorRole(models.TextChoices):
    PRESALES = "presales", _("Presales")
    TECHNICAL = "technical", _("Technical support")
    SERVICE = "service", _("Service")
    FOLLOWER = "follower", _("Follows along")


class SimulationKind(models.TextChoices):
    DRY_RUN = "dry_run", _("Dry run")
    COMPARE = "compare", _("Comparison")


class SimulationState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class MoveResult(models.TextChoices):
    """What became of one lead of a reassignment or a handover."""

    MOVED = "moved", _("Moved")
    REVIEW = "review", _("Held for review")
    OFFERED = "offered", _("Offered to a rep")
    POOLED = "pooled", _("Put into a public pool")
    WAITS = "waits", _("Waits for an owner")
    UNFIT = "unfit", _("Left as it is: this does not fit it")
    CHANGED = "changed", _("Changed meanwhile; left as it is")
    FAILED = "failed", _("Failed")


class Destination(models.TextChoices):
    """Where what is moved may go to."""

    RULES = "rules", _("By the rules")
    POOL = "pool", _("To a pool")
    REP = "rep", _("To one rep")
    OWNER = "owner", _("To whoever has the lead then")
    NOBODY = "nobody", _("To nobody")


class HandoverKind(models.TextChoices):
    """What somebody who leaves has in his hands."""

    CUSTOMERS = "customers", _("Customers")
    TASKS = "tasks", _("Tasks")
    COLLABORATIONS = "collaborations", _("Collaborations")
    LEADS = "leads", _("Open leads")
    NURTURING = "nurturing", _("Nurturing leads")
    REVIEWS = "reviews", _("Suggestions in reviews")
    POOLS = "pools", _("Places in pools")
