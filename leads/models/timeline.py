from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.choices import ActivityKind, ActivityOutcome, EventKind


class Event(models.Model):
    """One line of a lead's timeline; written with the change, never altered."""

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=20, choices=EventKind)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
    data = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                name="leads_event_kind_is_known", condition=Q(kind__in=EventKind.values)
            ),
        ]
        indexes = [
            # The timeline of one lead, newest first.
            models.Index(fields=["lead", "-at", "-id"], name="leads_event_of_lead"),
        ]

    def __str__(self) -> str:
        return f"#{self.lead_id} {self.get_kind_display()}"


class Activity(models.Model):
    """What a rep did for a lead."""

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="activities")
    rep = models.ForeignKey("reps.Rep", models.PROTECT, related_name="activities")
    cycle = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=ActivityKind)
    outcome = models.CharField(_("outcome"), max_length=15, choices=ActivityOutcome, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    is_follow_up = models.BooleanField(_("counts as follow-up"))
    at = models.DateTimeField(_("at"))
    next_contact_at = models.DateTimeField(_("next contact"), null=True, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                name="leads_activity_kind_is_known", condition=Q(kind__in=ActivityKind.values)
            ),
            models.CheckConstraint(
                name="leads_activity_outcome_is_known",
                condition=Q(outcome="") | Q(outcome__in=ActivityOutcome.values),
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "-at"], name="leads_activity_of_lead"),
        ]

    def __str__(self) -> str:
        return f"#{self.lead_id} {self.get_kind_display()} {self.get_outcome_display()}".rstrip()
