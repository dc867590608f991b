from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignment.choices import SimulationState


class Reassignment(models.Model):
    """Leads on their way to other owners, batch by batch, with what became of each.

    ``wishes`` says where to, in the codes of ``moving.destinations``: under "leads" for a bulk
    reassignment of ``lead_ids``, else by kind for all that ``leaver`` hands over.
    ``results`` maps the number of a lead to ``[result, rep]``; ``counts`` is how much else a leaver
    has handed over, by kind.
    """

    leaver = models.ForeignKey(
        "reps.Rep",
        models.PROTECT,
        related_name="handovers",
        verbose_name=_("leaver"),
        null=True,
        blank=True,
    )
    wishes = models.JSONField(_("where to"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    lead_ids = models.JSONField(default=list, editable=False)
    results = models.JSONField(_("results"), default=dict)
    counts = models.JSONField(default=dict, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=SimulationState, default=SimulationState.QUEUED
    )
    busy_until = models.DateTimeField(null=True, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("reassignment")
        verbose_name_plural = _("reassignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_reassignment_state_is_known",
                condition=Q(state__in=SimulationState.values),
            ),
            # Two handovers of one rep would step on each other's leads.
            models.UniqueConstraint(
                name="assignment_reassignment_one_handover_at_a_time",
                fields=["leaver"],
                condition=Q(state__in=[SimulationState.QUEUED, SimulationState.RUNNING]),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
