from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assignment.choices import SimulationKind, SimulationState


class Simulation(models.Model):
    """Leads of the past decided again by rules that may not be in force. Writes nothing else.

    ``content`` is the rules as they were when it was asked for; a comparison decides by
    ``baseline`` too. ``carried`` is what the next chunk goes on from.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=SimulationKind)
    version = models.ForeignKey(
        "assignment.RuleSetVersion",
        models.SET_NULL,
        related_name="simulations",
        verbose_name=_("version of the rules"),
        null=True,
    )
    baseline = models.ForeignKey(
        "assignment.RuleSetVersion",
        models.PROTECT,
        related_name="+",
        verbose_name=_("compared with"),
        null=True,
        blank=True,
    )
    content = models.JSONField(editable=False)
    since = models.DateTimeField(_("leads from"))
    until = models.DateTimeField(pgettext_lazy("period", "until"))
    state = models.CharField(
        _("state"), max_length=10, choices=SimulationState, default=SimulationState.QUEUED
    )
    total = models.PositiveIntegerField(_("leads"), default=0)
    done = models.PositiveIntegerField(_("decided"), default=0)
    carried = models.JSONField(default=dict, editable=False)
    result = models.JSONField(_("result"), default=dict)
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    busy_until = models.DateTimeField(null=True, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
        null=True,
        blank=True,
    )
    asked_at = models.DateTimeField(_("asked"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("dry run")
        verbose_name_plural = _("dry runs")
        constraints = [
            models.CheckConstraint(
                name="assignment_simulation_state_is_known",
                condition=Q(state__in=SimulationState.values),
            ),
            models.CheckConstraint(
                name="assignment_simulation_comparison_has_baseline",
                condition=~Q(kind=SimulationKind.COMPARE) | Q(baseline__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ResultFigure(models.Model):
    """What a rep made of the leads of a segment: figures that a job of reports fills."""

    rep = models.ForeignKey(
        "reps.Rep", models.CASCADE, related_name="figures", verbose_name=_("rep")
    )
    segment = models.CharField(_("segment"), max_length=200, blank=True)
    leads = models.PositiveIntegerField(_("leads"))
    responded = models.PositiveIntegerField(_("answered in time"))
    converted = models.PositiveIntegerField(_("converted"))
    counted_at = models.DateTimeField(_("counted"))

    class Meta:
        verbose_name = _("result of a rep")
        verbose_name_plural = _("results of reps")
        constraints = [
            models.UniqueConstraint(
                name="assignment_resultfigure_once_a_segment", fields=["rep", "segment"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rep} {self.segment}"
