from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.choices import Outcome
from leads.querysets import InboxMessageQuerySet


class InboxMessage(models.Model):
    """One submission, verbatim, and where it ended.

    Committed before anything is read out of it, so that no fault of ours can lose it.
    """

    channel = models.ForeignKey("leads.Channel", models.PROTECT, verbose_name=_("channel"))
    # NULL, not "": a name that was not given may stand in any number of rows.
    external_id = models.CharField(  # noqa: DJ001
        _("external id"), max_length=200, null=True, blank=True
    )
    idempotency_key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001
    content_hash = models.CharField(max_length=64)
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    headers = models.JSONField(_("headers"), default=dict)
    body = models.BinaryField(_("body"))
    received_at = models.DateTimeField(pgettext_lazy("moment", "received"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, default=Outcome.OPEN)
    reasons = models.JSONField(_("reasons"), default=list)
    answer = models.JSONField(default=dict)
    lead = models.ForeignKey(
        "leads.Lead",
        models.PROTECT,
        related_name="messages",
        verbose_name=_("lead"),
        null=True,
        blank=True,
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = InboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbox message")
        verbose_name_plural = _("inbox messages")
        constraints = [
            models.UniqueConstraint(
                name="leads_inboxmessage_external_id_once",
                fields=["channel", "external_id"],
                condition=Q(external_id__isnull=False),
            ),
            models.UniqueConstraint(
                name="leads_inboxmessage_idempotency_key_once",
                fields=["channel", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
            ),
            models.CheckConstraint(
                name="leads_inboxmessage_outcome_is_known",
                condition=Q(outcome__in=Outcome.values),
            ),
            models.CheckConstraint(
                name="leads_inboxmessage_open_iff_unfinished",
                condition=Q(outcome=Outcome.OPEN, finished_at__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="leads_inboxmessage_used_iff_it_has_a_lead",
                condition=Q(outcome__in=[Outcome.CREATED, Outcome.ATTACHED], lead__isnull=False)
                | (~Q(outcome__in=[Outcome.CREATED, Outcome.ATTACHED]) & Q(lead__isnull=True)),
            ),
        ]
        indexes = [
            # The sweep that finishes what was left open, and the alarm on its age.
            models.Index(
                fields=["received_at"],
                name="leads_inbox_open",
                condition=Q(outcome=Outcome.OPEN),
            ),
            # The counts of one channel over a period, and the leak rate.
            models.Index(
                fields=["channel", "received_at", "outcome"], name="leads_inbox_by_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.get_outcome_display()}"
