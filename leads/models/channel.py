from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from leads.choices import ChannelKind, KeyScope
from leads.querysets import ApiKeyQuerySet


class Channel(models.Model):
    """One door through which submissions come in, with its own settings."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ChannelKind)
    is_active = models.BooleanField(_("active"), default=True)
    default_country = models.CharField(
        _("default country"),
        max_length=2,
        default="CN",
        help_text=_("How phone numbers without a country code are read."),
    )
    default_source = models.CharField(_("default source"), max_length=60, blank=True)
    welcome = models.CharField(_("heading of the form"), max_length=120, blank=True)
    consent_text = models.TextField(_("consent text"), max_length=1000, blank=True)
    thank_you_url = models.URLField(_("thank-you page"), blank=True)
    refused = models.PositiveIntegerField(_("refused"), default=0, editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["refused", "last_seen_at"])

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            models.CheckConstraint(
                name="leads_channel_kind_is_known", condition=Q(kind__in=ChannelKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A key of one channel. Only its digest is kept; the key is shown once."""

    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="keys", verbose_name=_("channel")
    )
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("scope"), max_length=10, choices=KeyScope, default=KeyScope.SUBMIT)
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(
                name="leads_apikey_scope_is_known", condition=Q(scope__in=KeyScope.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
