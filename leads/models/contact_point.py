from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ContactPoint(models.Model):
    """A normalised e-mail address, phone number or id of one lead.

    A live point that is not shared belongs to one lead only; the database says so.
    A point is live until its lead is converted, so that whoever writes again after
    being lost finds his own lead file. Ids that another system gave a lead stay live for
    good: they name the file, not the person.
    """

    lead = models.ForeignKey("leads.Lead", models.PROTECT, related_name="points")
    namespace = models.CharField(_("kind"), max_length=20)
    value = models.CharField(pgettext_lazy("contact point", "value"), max_length=254)
    is_live = models.BooleanField(_("live"), default=True)
    is_shared = models.BooleanField(_("shared"), default=False)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = [
            models.UniqueConstraint(
                name="leads_contactpoint_belongs_to_one_live_lead",
                fields=["namespace", "value"],
                condition=Q(is_live=True, is_shared=False),
            ),
            models.UniqueConstraint(
                name="leads_contactpoint_once_a_lead", fields=["lead", "namespace", "value"]
            ),
        ]
        indexes = [
            # Every submission asks whether its points are shared; almost none are.
            models.Index(
                fields=["namespace", "value"],
                name="leads_contactpoint_shared",
                condition=Q(is_shared=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.namespace}:{self.value}"
