from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from leads.choices import RegionKind


class Region(models.Model):
    """A country, a province or a group of them, which may lie within several others.

    Routing reads the whole table at once (``leads.regions.places``) and knows by the newest
    number of its history whether it has changed: whoever writes regions must leave a trace.
    """

    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=RegionKind, default=RegionKind.GROUP)
    name_en = models.CharField(_("English name"), max_length=100)
    name_zh = models.CharField(_("Chinese name"), max_length=100, blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    parents = models.ManyToManyField(
        "self", symmetrical=False, related_name="members", verbose_name=_("lies within"), blank=True
    )

    history = HistoricalRecords(m2m_fields=["parents"])

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                name="leads_region_code_once",
                violation_error_message=_("There is a region with this code already."),
            ),
            models.CheckConstraint(
                name="leads_region_kind_is_known", condition=Q(kind__in=RegionKind.values)
            ),
        ]

    def __str__(self) -> str:
        is_chinese = (get_language() or "").startswith("zh")
        return (self.name_zh if is_chinese else self.name_en) or self.name_en
