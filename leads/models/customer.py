from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords


class Customer(models.Model):
    """An existing customer, whose owner gets the customer's new leads."""

    name = models.CharField(_("name"), max_length=200)
    company_key = models.CharField(max_length=200, blank=True, editable=False)
    domain = models.CharField(_("domain"), max_length=200, blank=True)
    owner = models.ForeignKey(
        "reps.Rep",
        models.PROTECT,
        related_name="customers",
        verbose_name=_("owner"),
        null=True,
        blank=True,
    )
    since = models.DateTimeField(_("customer since"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            # Sticky: whose customer does this mail domain belong to?
            models.Index(fields=["domain"], name="leads_customer_by_domain"),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerPoint(models.Model):
    """A contact point that belongs to a customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="points")
    namespace = models.CharField(_("kind"), max_length=20)
    value = models.CharField(pgettext_lazy("contact point", "value"), max_length=254)

    class Meta:
        verbose_name = _("contact point of a customer")
        verbose_name_plural = _("contact points of a customer")
        constraints = [
            models.UniqueConstraint(
                name="leads_customerpoint_belongs_to_one_customer", fields=["namespace", "value"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.namespace}:{self.value}"
