from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignment.choices import RequestState
from assignment.querysets import CreditQuerySet, ObjectionQuerySet


class Objection(models.Model):
    """A rep's "this should not have gone so", and the manager's answer."""

    decision = models.ForeignKey(
        "assignment.Decision",
        models.PROTECT,
        related_name="objections",
        verbose_name=_("decision"),
    )
    rep = models.ForeignKey(
        "reps.Rep", models.PROTECT, related_name="objections", verbose_name=_("rep")
    )
    text = models.TextField(_("objection"), max_length=1000)
    state = models.CharField(
        _("state"), max_length=8, choices=RequestState, default=RequestState.OPEN
    )
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("answered by"),
        null=True,
        blank=True,
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(
                name="assignment_objection_once_a_rep", fields=["decision", "rep"]
            ),
            models.CheckConstraint(
                name="assignment_objection_closed_iff_answered",
                condition=Q(state=RequestState.OPEN, closed_at__isnull=True, answer="")
                | (
                    Q(state__in=[RequestState.GRANTED, RequestState.REFUSED])
                    & Q(closed_at__isnull=False)
                    & ~Q(answer="")
                ),
            ),
        ]
        indexes = [
            # The manager's desk.
            models.Index(
                fields=["opened_at"],
                name="assignment_objection_open",
                condition=Q(state=RequestState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rep} #{self.decision_id}"


class Credit(models.Model):
    """A deal that its owner wants taken back from the ledger, for a manager to confirm."""

    assignment = models.OneToOneField("assignment.Assignment", models.PROTECT)
    entry = models.ForeignKey("assignment.LedgerEntry", models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=20)
    state = models.CharField(
        _("state"), max_length=8, choices=RequestState, default=RequestState.OPEN
    )
    asked_at = models.DateTimeField(_("asked"))
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
        null=True,
        blank=True,
    )
    reversal = models.OneToOneField(
        "assignment.LedgerEntry",
        models.PROTECT,
        related_name="+",
        verbose_name=_("reversal"),
        null=True,
        blank=True,
    )

    objects = CreditQuerySet.as_manager()

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        constraints = [
            models.CheckConstraint(
                name="assignment_credit_granted_iff_reversed",
                condition=Q(state=RequestState.GRANTED, reversal__isnull=False)
                | (~Q(state=RequestState.GRANTED) & Q(reversal__isnull=True)),
            ),
            models.CheckConstraint(
                name="assignment_credit_closed_iff_decided",
                condition=Q(state=RequestState.OPEN, closed_at__isnull=True)
                | (~Q(state=RequestState.OPEN) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            # The manager's desk.
            models.Index(
                fields=["asked_at"],
                name="assignment_credit_open",
                condition=Q(state=RequestState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.assignment_id} ({self.get_state_display()})"
