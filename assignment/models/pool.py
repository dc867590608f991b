from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assignment.choices import STRATEGIES, EntryKind, Strategy, WhenNobody


class Pool(models.Model):
    """A set of reps among whom rules share out leads, with a strategy."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    strategy = models.CharField(
        _("strategy"), max_length=20, choices=STRATEGIES, default=Strategy.ROUND_ROBIN.value
    )
    respects_hours = models.BooleanField(
        _("only to those on duty"),
        default=False,
        help_text=_("Leads wait until a member is in his working hours and not on leave."),
    )
    options = models.JSONField(_("options"), default=dict, blank=True)
    starts_after = models.PositiveSmallIntegerField(
        _("not in the first minutes of the day"),
        default=0,
        help_text=_("Minutes after the start of a member's hours before leads come."),
    )
    stops_before = models.PositiveSmallIntegerField(
        _("not in the last minutes of the day"),
        default=0,
        help_text=_("Minutes before the end of a member's hours from which no leads come."),
    )
    when_nobody = models.CharField(
        _("when nobody is available"), max_length=10, choices=WhenNobody, default=WhenNobody.WAIT
    )
    overflow = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        verbose_name=_("overflow to"),
        null=True,
        blank=True,
    )
    max_age_hours = models.PositiveIntegerField(
        _("no leads older than (hours)"), null=True, blank=True
    )
    offer_minutes = models.PositiveIntegerField(_("an offer stands for (minutes)"), default=15)
    claims_a_day = models.PositiveIntegerField(_("daily claim limit"), null=True, blank=True)
    holding_limit = models.PositiveIntegerField(
        _("holding limit"),
        null=True,
        blank=True,
        help_text=_("Most open leads that a rep may hold when he claims. Empty: his capacity."),
    )
    claim_interval = models.PositiveIntegerField(_("minutes between two claims"), default=0)
    cooling_off_days = models.PositiveIntegerField(
        _("cooling-off (days)"),
        default=0,
        help_text=_("Days before a previous owner may claim a lead again."),
    )
    push_after = models.PositiveIntegerField(
        _("given to a member when unclaimed (minutes)"),
        null=True,
        blank=True,
        help_text=_("Empty: leads stay in the public pool until somebody claims them."),
    )
    hides_contacts = models.BooleanField(_("contact data hidden until claimed"), default=True)
    open_to_team = models.ForeignKey(
        "reps.Team",
        models.PROTECT,
        verbose_name=_("also open to the team"),
        null=True,
        blank=True,
        help_text=_("Reps of this team, and of those below it, may claim without being members."),
    )
    books_outside = models.JSONField(_("also debited"), default=list, blank=True)
    credit_reasons = models.JSONField(_("reasons for a credit"), default=list, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        constraints = [
            models.CheckConstraint(
                name="assignment_pool_strategy_is_known",
                condition=Q(strategy__in=[code for code, _label in STRATEGIES]),
            ),
            models.CheckConstraint(
                name="assignment_pool_when_nobody_is_known",
                condition=Q(when_nobody__in=WhenNobody.values),
            ),
            models.CheckConstraint(
                name="assignment_pool_overflow_names_another_pool",
                condition=~Q(when_nobody=WhenNobody.OVERFLOW)
                | (Q(overflow__isnull=False) & ~Q(overflow=F("pk"))),
            ),
            models.CheckConstraint(
                name="assignment_pool_offers_stand_a_while", condition=Q(offer_minutes__gt=0)
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
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
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
