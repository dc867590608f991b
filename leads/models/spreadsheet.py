from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.choices import ImportMode, ImportState


class SpreadsheetImport(models.Model):
    """One file on its way in: how its columns are read, and how far it has come.

    ``next_line`` is where a run goes on after it was killed; every row before it has
    its own inbox message. Until ``busy_until`` one worker has the import for itself; after
    a run it says when the import was last worked on. ``total`` is nought until it is counted.
    """

    channel = models.ForeignKey("leads.Channel", models.PROTECT, verbose_name=_("channel"))
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/")
    file_name = models.CharField(_("file name"), max_length=200)
    mode = models.CharField(_("mode"), max_length=10, choices=ImportMode, default=ImportMode.LIVE)
    accept_without_contact = models.BooleanField(_("accept without contact"), default=False)
    mapping = models.JSONField(_("columns"), default=dict)
    date_order = models.CharField(_("order of dates"), max_length=3, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.DRAFT
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    next_line = models.PositiveIntegerField(default=0)
    busy_until = models.DateTimeField(null=True, blank=True, editable=False)
    counts = models.JSONField(_("outcomes"), default=dict)
    problems = models.JSONField(_("problems"), default=list)
    error = models.CharField(_("error"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                name="leads_spreadsheetimport_mode_is_known",
                condition=Q(mode__in=ImportMode.values),
            ),
            models.CheckConstraint(
                name="leads_spreadsheetimport_state_is_known",
                condition=Q(state__in=ImportState.values),
            ),
            models.CheckConstraint(
                name="leads_spreadsheetimport_finished_when_done",
                condition=~Q(state=ImportState.DONE) | Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
