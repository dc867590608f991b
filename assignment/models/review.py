from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignment.choices import Resolution, ReviewReason
from assignment.querysets import ReviewQuerySet


class Review(models.Model):
    """A lead that waits for a manager's decision, with the engine's suggestion."""

    lead = models.ForeignKey(
        "leads.Lead", models.PROTECT, related_name="reviews", verbose_name=_("lead")
    )
    reason = models.CharField(_("reason"), max_length=12, choices=ReviewReason)
    decision = models.ForeignKey("assignment.Decision", models.PROTECT, null=True, blank=True)
    suggestion = models.ForeignKey(
        "reps.Rep",
        models.PROTECT,
        related_name="+",
        verbose_name=_("suggestion"),
        null=True,
        blank=True,
    )
    opened_at = models.DateTimeField(_("opened"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
        null=True,
        blank=True,
    )
    resolution = models.CharField(_("resolution"), max_length=10, choices=Resolution, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                name="assignment_review_one_open_a_lead",
                fields=["lead"],
                condition=Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="assignment_review_closed_iff_resolved",
                condition=Q(closed_at__isnull=True, resolution="")
                | Q(closed_at__isnull=False, resolution__in=Resolution.values),
            ),
        ]
        indexes = [
            # The manager's desk, and the sweep over reviews whose deadline has passed.
            models.Index(
                fields=["due_at"],
                name="assignment_review_open",
                condition=Q(closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.lead_id} {self.get_reason_display()}"
