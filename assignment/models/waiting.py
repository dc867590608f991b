from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignment.choices import OfferState


class Waiting(models.Model):
    """In which pool a waiting lead stands, and since when.

    Only of meaning while the lead is waiting; a lead that waits again is written anew.
    """

    lead = models.OneToOneField(
        "leads.Lead", models.CASCADE, related_name="place", primary_key=True
    )
    pool = models.ForeignKey(
        "assignment.Pool", models.CASCADE, related_name="waiting", verbose_name=_("pool")
    )
    decision = models.ForeignKey("assignment.Decision", models.PROTECT, null=True, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("place in a pool")
        verbose_name_plural = _("places in pools")
        # What a pool holds, oldest first; and who may take it when somebody is free.
        indexes = [models.Index(fields=["pool", "since"], name="assignment_waiting_in_pool")]

    def __str__(self) -> str:
        return f"#{self.lead_id} @ {self.pool_id}"


class Offer(models.Model):
    """A lead offered to one rep alone until ``expires_at``; nothing is booked until he accepts."""

    lead = models.ForeignKey(
        "leads.Lead", models.PROTECT, related_name="offers", verbose_name=_("lead")
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    rep = models.ForeignKey(
        "reps.Rep", models.PROTECT, related_name="offers", verbose_name=_("rep")
    )
    pool = models.ForeignKey(
        "assignment.Pool", models.PROTECT, related_name="offers", verbose_name=_("pool")
    )
    decision = models.OneToOneField("assignment.Decision", models.PROTECT)
    offered_at = models.DateTimeField(_("offered"))
    expires_at = models.DateTimeField(_("stands until"))
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.OPEN)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(
                name="assignment_offer_one_open_a_lead",
                fields=["lead"],
                condition=Q(state=OfferState.OPEN),
            ),
            models.CheckConstraint(
                name="assignment_offer_answered_iff_closed",
                condition=Q(state=OfferState.OPEN, answered_at__isnull=True)
                | Q(
                    state__in=[one for one in OfferState.values if one != OfferState.OPEN],
                    answered_at__isnull=False,
                ),
            ),
        ]
        indexes = [
            # A rep's open offers; who let this lead pass.
            models.Index(
                fields=["rep", "expires_at"],
                name="assignment_offer_open_of_rep",
                condition=Q(state=OfferState.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.lead_id} → {self.rep_id} ({self.get_state_display()})"
