from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Product(models.Model):
    """A product with the quantity above which an inquiry makes a key lead."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    key_quantity = models.PositiveBigIntegerField(
        _("key above quantity"),
        null=True,
        blank=True,
        help_text=_("An inquiry for more than this makes a key lead. Empty: never."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.name


class CurrencyRate(models.Model):
    """What one unit of a currency is worth in the base currency from a day on."""

    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateField(_("valid from"))
    rate = models.DecimalField(_("rate"), max_digits=18, decimal_places=8)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                name="leads_currencyrate_once_a_day", fields=["currency", "valid_from"]
            ),
            models.CheckConstraint(name="leads_currencyrate_is_positive", condition=Q(rate__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.valid_from}"
