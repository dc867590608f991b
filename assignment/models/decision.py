from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assignment.choices import (
    STRATEGIES,
    AssignmentKind,
    DecisionKind,
    EndReason,
    RoutingEvent,
)


class Decision(models.Model):
    """Why a lead went where it went: facts, version and every candidate's code or number.

    ``record`` is compact and recomputed for display; ``assignment.explain`` reads it.
    """

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="decisions")
    cycle = models.PositiveSmallIntegerField(default=1)
    event = models.CharField(pgettext_lazy("routing", "event"), max_length=10, choices=RoutingEvent)
    kind = models.CharField(_("result"), max_length=10, choices=DecisionKind)
    version = models.ForeignKey(
        "assignment.RuleSetVersion",
        models.PROTECT,
        verbose_name=_("version of the rules"),
        null=True,
        blank=True,
    )
    rule_key = models.CharField(max_length=10, blank=True)
    rule_name = models.CharField(_("rule"), max_length=120, blank=True)
    pool = models.ForeignKey(
        "assignment.Pool", models.PROTECT, verbose_name=_("pool"), null=True, blank=True
    )
    rep = models.ForeignKey(
        "reps.Rep",
        models.PROTECT,
        related_name="+",
        verbose_name=_("rep"),
        null=True,
        blank=True,
    )
    strategy = models.CharField(_("strategy"), max_length=20, choices=STRATEGIES, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    record = models.JSONField(_("record"), default=dict)
    took_us = models.PositiveIntegerField(_("took (µs)"), default=0)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                name="assignment_decision_kind_is_known",
                condition=Q(kind__in=DecisionKind.values),
            ),
            models.CheckConstraint(
                name="assignment_decision_assigned_names_a_rep",
                condition=~Q(kind=DecisionKind.ASSIGNED) | Q(rep__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "-at", "-id"], name="assignment_decision_of_lead"),
            # Conversion and hits by rule over a period.
            models.Index(fields=["at", "rule_key"], name="assignment_decision_by_time"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_kind_display()}"


class Assignment(models.Model):
    """One period in which one rep owns one lead."""

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="assignments")
    rep = models.ForeignKey(
        "reps.Rep", models.PROTECT, related_name="assignments", verbose_name=_("rep")
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=AssignmentKind)
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True)
    entry = models.OneToOneField("assignment.LedgerEntry", models.PROTECT, null=True, blank=True)
    pool = models.ForeignKey(
        "assignment.Pool",
        models.PROTECT,
        related_name="+",
        verbose_name=_("pool"),
        null=True,
        blank=True,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
    starts_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("ended by"), max_length=12, choices=EndReason, blank=True)
    end_note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                name="assignment_assignment_one_running_a_lead",
                fields=["lead"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="assignment_assignment_ended_iff_reason",
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, end_reason__in=EndReason.values),
            ),
        ]
        indexes = [
            # Who lost this lead by recycling in this cycle?
            models.Index(fields=["lead", "cycle"], name="assignment_period_of_lead"),
            # Reports by rep over a period; what counts towards a rep's caps.
            models.Index(fields=["rep", "starts_at"], name="assignment_period_of_rep"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} → {self.rep_id}"
