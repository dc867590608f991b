from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assignment.choices import CapPeriod


class Cap(models.Model):
    """Most leads that may come to a rep in a period.

    Of a rep: over all pools. Of a pool: for each of its members, counting what this pool gave.
    Of both: for one member of one pool. Rolling: within the last hour, day, 7 or 30 days;
    else by the calendar in the rep's time zone, weeks from Monday.
    """

    rep = models.ForeignKey(
        "reps.Rep",
        models.CASCADE,
        related_name="caps",
        verbose_name=_("rep"),
        null=True,
        blank=True,
    )
    pool = models.ForeignKey(
        "assignment.Pool",
        models.CASCADE,
        related_name="caps",
        verbose_name=_("pool"),
        null=True,
        blank=True,
    )
    period = models.CharField(_("period"), max_length=5, choices=CapPeriod)
    limit = models.PositiveIntegerField(_("most leads"))
    is_rolling = models.BooleanField(_("rolling"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cap")
        verbose_name_plural = _("caps")
        constraints = [
            models.CheckConstraint(
                name="assignment_cap_period_is_known", condition=Q(period__in=CapPeriod.values)
            ),
            models.CheckConstraint(
                name="assignment_cap_is_of_somebody",
                condition=Q(rep__isnull=False) | Q(pool__isnull=False),
            ),
            models.UniqueConstraint(
                name="assignment_cap_once_a_period_of_rep",
                fields=["rep", "period", "is_rolling"],
                condition=Q(pool__isnull=True),
            ),
            models.UniqueConstraint(
                name="assignment_cap_once_a_period_of_pool",
                fields=["pool", "period", "is_rolling"],
                condition=Q(rep__isnull=True),
            ),
            models.UniqueConstraint(
                name="assignment_cap_once_a_period_of_member",
                fields=["rep", "pool", "period", "is_rolling"],
                condition=Q(rep__isnull=False, pool__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit} / {self.get_period_display()}"
