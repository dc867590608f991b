from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.choices import (
    CLOSED,
    OPEN,
    OWNED,
    UNOWNED,
    CloseReason,
    Grade,
    LeadStatus,
    WaitingFor,
)
from leads.querysets import LeadQuerySet
from leads.tables.numbers import LARGEST_SCORE


class Lead(models.Model):
    """One prospective customer, however many channels they reached us through.

    ``owner`` and what goes with it are written by ``assignment.ownership`` alone.
    Amounts are integers in hundredths of the currency.
    """

    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    company_key = models.CharField(max_length=200, blank=True, editable=False)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    industry = models.CharField(_("industry"), max_length=100, blank=True)
    product = models.CharField(_("product"), max_length=200, blank=True)
    quantity = models.BigIntegerField(_("quantity"), null=True, blank=True)
    value_minor = models.BigIntegerField(_("value"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    base_value_minor = models.BigIntegerField(_("value in base currency"), null=True, blank=True)
    company_size = models.CharField(_("company size"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    campaign = models.CharField(_("campaign"), max_length=100, blank=True)
    grade = models.CharField(_("value grade"), max_length=1, choices=Grade, blank=True)
    score = models.IntegerField(_("score"), null=True, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    channel = models.ForeignKey(
        "leads.Channel", models.PROTECT, related_name="leads", verbose_name=_("channel")
    )
    customer = models.ForeignKey(
        "leads.Customer",
        models.PROTECT,
        related_name="leads",
        verbose_name=_("customer"),
        null=True,
        blank=True,
    )
    is_key = models.BooleanField(_("key lead"), default=False)
    key_reasons = models.JSONField(default=list, blank=True)
    is_history = models.BooleanField(_("moved in"), default=False, editable=False)

    status = models.CharField(
        _("status"), max_length=10, choices=LeadStatus, default=LeadStatus.WAITING
    )
    waiting_for = models.CharField(_("waiting for"), max_length=10, choices=WaitingFor, blank=True)
    waiting_reasons = models.JSONField(default=list, blank=True)
    try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    owner = models.ForeignKey(
        "reps.Rep",
        models.PROTECT,
        related_name="leads",
        verbose_name=_("owner"),
        null=True,
        blank=True,
    )
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    recycles = models.PositiveSmallIntegerField(_("times recycled"), default=0)
    received_at = models.DateTimeField(pgettext_lazy("moment", "received"))
    opened_at = models.DateTimeField(_("cycle began"))
    assigned_at = models.DateTimeField(_("assigned"), null=True, blank=True)
    first_response_at = models.DateTimeField(_("first response"), null=True, blank=True)
    last_follow_up_at = models.DateTimeField(_("last follow-up"), null=True, blank=True)
    next_contact_at = models.DateTimeField(_("next contact"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    touched_at = models.DateTimeField(_("last activity"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    converted_at = models.DateTimeField(_("converted at"), null=True, blank=True)
    close_reason = models.CharField(
        _("reason of closing"), max_length=20, choices=CloseReason, blank=True
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        permissions = [("see_all_leads", _("Can see the leads of all teams"))]
        constraints = [
            models.CheckConstraint(
                name="leads_lead_status_is_known", condition=Q(status__in=LeadStatus.values)
            ),
            models.CheckConstraint(
                name="leads_lead_owned_has_owner",
                condition=~Q(status__in=OWNED) | Q(owner__isnull=False),
            ),
            models.CheckConstraint(
                name="leads_lead_unowned_has_no_owner",
                condition=~Q(status__in=UNOWNED) | Q(owner__isnull=True),
            ),
            models.CheckConstraint(
                name="leads_lead_assigned_has_deadline",
                condition=~Q(status=LeadStatus.ASSIGNED)
                | Q(due_at__isnull=False)
                | Q(is_history=True),
            ),
            models.CheckConstraint(
                name="leads_lead_waiting_is_tried_again",
                condition=Q(status=LeadStatus.WAITING, try_at__isnull=False)
                & Q(waiting_for__in=WaitingFor.values)
                | (~Q(status=LeadStatus.WAITING) & Q(try_at__isnull=True, waiting_for="")),
            ),
            models.CheckConstraint(
                name="leads_lead_closed_has_date_and_reason",
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                & Q(close_reason__in=CloseReason.values)
                | (Q(status__in=OPEN, closed_at__isnull=True, close_reason="")),
            ),
            models.CheckConstraint(
                name="leads_lead_converted_has_date",
                condition=~Q(status=LeadStatus.CONVERTED) | Q(converted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="leads_lead_amounts_are_not_negative",
                condition=(Q(value_minor__isnull=True) | Q(value_minor__gte=0))
                & (Q(quantity__isnull=True) | Q(quantity__gte=0)),
            ),
            models.CheckConstraint(
                name="leads_lead_grade_is_known",
                condition=Q(grade="") | Q(grade__in=Grade.values),
            ),
            models.CheckConstraint(
                name="leads_lead_score_is_of_a_sensible_size",
                condition=Q(score__isnull=True)
                | Q(score__gte=-LARGEST_SCORE, score__lte=LARGEST_SCORE),
            ),
        ]
        indexes = [
            # A rep's queue by urgency.
            models.Index(
                fields=["owner", "due_at"],
                name="leads_lead_open_by_due",
                condition=Q(status__in=OWNED),
            ),
            # The sweep that routes what waits and is due.
            models.Index(
                fields=["try_at"],
                name="leads_lead_waiting",
                condition=Q(status=LeadStatus.WAITING),
            ),
            # The archive: open leads by their last sign of life.
            models.Index(
                fields=["touched_at"], name="leads_lead_quiet", condition=Q(status__in=OPEN)
            ),
            # Reports over a period, and the list by arrival.
            models.Index(fields=["-received_at", "-id"], name="leads_lead_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.company or self.name}".rstrip()

    @property
    def is_currency_unknown(self) -> bool:
        """Whether its value could not be told in the base currency, so that rules miss it."""
        return self.value_minor is not None and self.base_value_minor is None


class Inquiry(models.Model):
    """What one submission asked for."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="inquiries")
    message = models.OneToOneField("leads.InboxMessage", models.PROTECT, related_name="inquiry")
    channel = models.ForeignKey("leads.Channel", models.PROTECT)
    cycle = models.PositiveSmallIntegerField(default=1)
    received_at = models.DateTimeField(pgettext_lazy("moment", "received"))
    text = models.TextField(_("text"), blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")

    def __str__(self) -> str:
        return f"{self.lead_id} {self.received_at:%Y-%m-%d %H:%M}"
