from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assignment.choices import ClockKind, ClockState


class Policy(models.Model):
    """The times that must be kept. A change makes a new version; running clocks keep theirs."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    is_current = models.BooleanField(_("current"), default=True)
    normal_hours = models.PositiveIntegerField(_("first follow-up within (hours)"), default=24)
    key_hours = models.PositiveIntegerField(_("for key leads within (hours)"), default=12)
    reminders = models.JSONField(
        # xgettext:no-python-format
        _("reminders (% of the time)"),
        default=list,
        blank=True,
        help_text=_("Per cent of the time that has passed, such as [50, 80]."),
    )
    recycles_at_most = models.PositiveSmallIntegerField(_("recycle at most (times)"), default=3)
    key_value_minor = models.BigIntegerField(_("key lead above value"), default=100_000_000)
    reviews_key_leads = models.BooleanField(_("a manager reviews key leads"), default=True)
    review_hours = models.PositiveIntegerField(_("review within (hours)"), default=4)
    archive_days = models.PositiveIntegerField(_("archive after quiet days"), default=90)
    retry_minutes = models.PositiveIntegerField(_("try waiting leads every (minutes)"), default=5)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("SLA policy")
        verbose_name_plural = _("SLA policies")
        constraints = [
            models.UniqueConstraint(
                name="assignment_policy_one_current",
                fields=["is_current"],
                condition=Q(is_current=True),
            ),
            models.CheckConstraint(
                name="assignment_policy_times_are_positive",
                condition=Q(normal_hours__gt=0, key_hours__gt=0, review_hours__gt=0)
                & Q(archive_days__gt=0, retry_minutes__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class Clock(models.Model):
    """One deadline of one lead. Of each kind at most one runs at a time.

    ``due_at`` is the promise; ``expires_at`` is when something happens if it is broken,
    later when it falls outside the owner's working time.
    """

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="clocks")
    kind = models.CharField(_("kind"), max_length=20, choices=ClockKind)
    policy = models.ForeignKey(Policy, models.PROTECT, verbose_name=_("policy"))
    assignment = models.ForeignKey(
        "assignment.Assignment", models.PROTECT, related_name="clocks", null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ClockState, default=ClockState.RUNNING
    )
    starts_at = models.DateTimeField(_("starts"))
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("acted upon"))
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    remind_at = models.DateTimeField(_("next reminder"), null=True, blank=True)

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(
                name="assignment_clock_one_running_a_kind",
                fields=["lead", "kind"],
                condition=Q(state=ClockState.RUNNING),
            ),
            models.CheckConstraint(
                name="assignment_clock_running_iff_not_stopped",
                condition=Q(state=ClockState.RUNNING, stopped_at__isnull=True)
                | (~Q(state=ClockState.RUNNING) & Q(stopped_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="assignment_clock_due_after_start",
                condition=Q(due_at__gt=F("starts_at"), expires_at__gte=F("due_at")),
            ),
        ]
        indexes = [
            # The sweep over what is due.
            models.Index(
                fields=["kind", "expires_at"],
                name="assignment_clock_due",
                condition=Q(state=ClockState.RUNNING),
            ),
            # The sweep that reminds.
            models.Index(
                fields=["remind_at"],
                name="assignment_clock_reminder",
                condition=Q(state=ClockState.RUNNING, remind_at__isnull=False),
            ),
            # The follow-up leak rate of a period.
            models.Index(fields=["due_at", "kind"], name="assignment_clock_by_due"),
        ]

    def __str__(self) -> str:
        return f"#{self.lead_id} {self.get_kind_display()} ({self.get_state_display()})"
