from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assignment.choices import PartialKind, RulePurpose, TargetKind, VersionState


def new_rule_key() -> str:
    return get_random_string(10)


class RuleSet(models.Model):
    """The rules by which leads find their owners, in versions."""

    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")

    def __str__(self) -> str:
        return self.name


class RuleSetVersion(models.Model):
    """One state of a rule set. Only the draft is edited; ``content`` is what the engine reads.

    ``content`` is written when the version is published and never again, so that an old
    decision can be computed anew from it.
    """

    rule_set = models.ForeignKey(
        RuleSet, models.CASCADE, related_name="versions", verbose_name=_("rule set")
    )
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT
    )
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    content = models.JSONField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
        null=True,
        blank=True,
        editable=False,
    )
    publish_at = models.DateTimeField(_("to be published"), null=True, blank=True)
    publish_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("planned by"),
        null=True,
        blank=True,
        editable=False,
    )
    partial_kind = models.CharField(
        _("published for"), max_length=10, choices=PartialKind, blank=True
    )
    partial_channel = models.ForeignKey(
        "leads.Channel",
        models.PROTECT,
        related_name="+",
        verbose_name=_("channel"),
        null=True,
        blank=True,
    )
    partial_team = models.ForeignKey(
        "reps.Team",
        models.PROTECT,
        related_name="+",
        verbose_name=_("team"),
        null=True,
        blank=True,
    )
    # xgettext:no-python-format
    partial_percent = models.PositiveSmallIntegerField(_("% of leads"), null=True, blank=True)
    partial_from = models.DateTimeField(_("in part from"), null=True, blank=True)
    partial_until = models.DateTimeField(_("in part until"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of the rules")
        verbose_name_plural = _("versions of the rules")
        constraints = [
            models.UniqueConstraint(
                name="assignment_rulesetversion_number_once", fields=["rule_set", "number"]
            ),
            models.UniqueConstraint(
                name="assignment_rulesetversion_one_draft",
                fields=["rule_set"],
                condition=Q(state=VersionState.DRAFT),
            ),
            # One over all rule sets: routing asks for the published version, and there is one.
            models.UniqueConstraint(
                name="assignment_rulesetversion_one_published",
                fields=["state"],
                condition=Q(state=VersionState.PUBLISHED),
            ),
            models.UniqueConstraint(
                name="assignment_rulesetversion_one_partial",
                fields=["state"],
                condition=Q(state=VersionState.PARTIAL),
            ),
            models.CheckConstraint(
                name="assignment_rulesetversion_draft_iff_no_content",
                condition=Q(state=VersionState.DRAFT, content__isnull=True)
                | Q(
                    state__in=[
                        VersionState.PUBLISHED,
                        VersionState.RETIRED,
                        VersionState.PARTIAL,
                    ],
                    content__isnull=False,
                    published_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="assignment_rulesetversion_only_drafts_are_planned",
                condition=Q(publish_at__isnull=True) | Q(state=VersionState.DRAFT),
            ),
            models.CheckConstraint(
                name="assignment_rulesetversion_partial_says_for_whom",
                condition=~Q(state=VersionState.PARTIAL)
                | Q(partial_kind=PartialKind.CHANNEL, partial_channel__isnull=False)
                | Q(partial_kind=PartialKind.TEAM, partial_team__isnull=False)
                | Q(
                    partial_kind=PartialKind.PERCENT,
                    partial_percent__gte=1,
                    partial_percent__lte=99,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_set} {self.number}"


class Rule(models.Model):
    """Leads for which the conditions hold go to the target; the first rule that holds wins.

    ``key`` stays the same from version to version, so that figures can be kept by rule.
    """

    version = models.ForeignKey(RuleSetVersion, models.CASCADE, related_name="rules")
    key = models.CharField(max_length=10, default=new_rule_key, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0, db_index=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    is_catch_all = models.BooleanField(
        _("catch-all"),
        default=False,
        help_text=_("Takes every lead that no rule above took. Has no conditions and stands last."),
    )
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=RulePurpose, default=RulePurpose.ROUTE
    )
    target = models.CharField(
        _("gives to"), max_length=10, choices=TargetKind, default=TargetKind.POOL, blank=True
    )
    pool = models.ForeignKey(
        "assignment.Pool",
        models.PROTECT,
        related_name="rules",
        verbose_name=_("pool"),
        null=True,
        blank=True,
    )
    reps = models.ManyToManyField(
        "reps.Rep", related_name="rules", verbose_name=_("reps"), blank=True
    )
    team = models.ForeignKey(
        "reps.Team", models.PROTECT, verbose_name=_("team"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(
                name="assignment_rule_key_once_a_version", fields=["version", "key"]
            ),
            models.UniqueConstraint(
                name="assignment_rule_one_catch_all",
                fields=["version"],
                condition=Q(is_catch_all=True),
            ),
            models.CheckConstraint(
                name="assignment_rule_goes_where_it_says",
                condition=Q(purpose=RulePurpose.ROUTE, target=TargetKind.POOL)
                & Q(pool__isnull=False, team__isnull=True)
                | Q(purpose=RulePurpose.ROUTE, target=TargetKind.TEAM)
                & Q(pool__isnull=True, team__isnull=False)
                | Q(purpose=RulePurpose.ROUTE, target__in=[TargetKind.REPS, TargetKind.REVIEW])
                & Q(pool__isnull=True, team__isnull=True)
                | Q(purpose=RulePurpose.KEY, target="", is_catch_all=False)
                & Q(pool__isnull=True, team__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Condition(models.Model):
    """One row of a rule: rows of one group all hold (AND), one group is enough (OR)."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="conditions")
    group = models.PositiveSmallIntegerField(
        pgettext_lazy("condition", "group"),
        default=1,
        help_text=_("Rows with the same number must all hold; one group is enough."),
    )
    field = models.CharField(_("field"), max_length=80)
    operator = models.CharField(_("operator"), max_length=20)
    value = models.JSONField(pgettext_lazy("condition", "value"), null=True, blank=True)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")

    def __str__(self) -> str:
        return f"{self.field} {self.operator} {self.value}"
