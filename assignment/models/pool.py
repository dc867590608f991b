from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assignment.choices import EntryKind, Strategy


class Pool(models.Model):
    """A set of reps among whom rules share out leads, with a strategy."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    strategy = models.CharField(
        _("strategy"), max_length=20, choices=Strategy, default=Strategy.ROUND_ROBIN
    )
    respects_hours = models.BooleanField(
        _("only to those on duty"),
        default=False,
        help_text=_("Leads wait until a member is in his working hours and not on leave."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        constraints = [
            models.CheckConstraint(
                name="assignment_pool_strategy_is_known",
                condition=Q(strategy__in=Strategy.values),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PoolMember(models.Model):
    """A rep in a pool and his weight there."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="members")
    rep = models.ForeignKey(
        "reps.Rep", models.PROTECT, related_name="memberships", verbose_name=_("rep")
    )
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=1)
    is_active = models.BooleanField(_("active"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                name="assignment_poolmember_once_a_pool", fields=["pool", "rep"]
            ),
            models.CheckConstraint(
                name="assignment_poolmember_weight_is_positive", condition=Q(weight__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rep} @ {self.pool}"


class PoolLedger(models.Model):
    """Where a pool's ledger stands: the row that dealing locks, and all it must count.

    ``accounts`` maps a rep's id to ``[balance, fair share, received, last deal]``, the
    first two in 10⁻⁹ lead. One row, because a deal touches every member and is read and
    written under one lock; ``LedgerEntry`` is the book from which it can be rebuilt.
    """

    pool = models.OneToOneField(Pool, models.CASCADE, related_name="ledger", primary_key=True)
    last_number = models.PositiveBigIntegerField(_("last deal"), default=0)
    accounts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("ledger")
        verbose_name_plural = _("ledgers")

    def __str__(self) -> str:
        return f"{self.pool_id}: {self.last_number}"


class LedgerEntry(models.Model):
    """One entry of a pool's ledger; its lines sum to zero. Never altered, only reversed.

    ``lines`` maps a rep's id to what he is credited (+) or debited (−) in 10⁻⁹ lead.
    """

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="entries", verbose_name=_("pool"))
    number = models.PositiveBigIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=EntryKind)
    lead = models.ForeignKey("leads.Lead", models.PROTECT, null=True, blank=True)
    winner = models.ForeignKey(
        "reps.Rep", models.PROTECT, verbose_name=_("received by"), null=True, blank=True
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("reverses"), null=True, blank=True
    )
    lines = models.JSONField()
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(
                name="assignment_ledgerentry_number_once", fields=["pool", "number"]
            ),
            models.CheckConstraint(
                name="assignment_ledgerentry_kind_is_known", condition=Q(kind__in=EntryKind.values)
            ),
            models.CheckConstraint(
                name="assignment_ledgerentry_deal_has_winner",
                condition=~Q(kind=EntryKind.DEAL) | Q(winner__isnull=False, lead__isnull=False),
            ),
        ]
        indexes = [
            # The balance rate of a period.
            models.Index(fields=["pool", "at"], name="assignment_entry_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.pool_id}/{self.number} {self.get_kind_display()}"
