from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from reps.choices import Language, RepLevel
from reps.querysets import RepQuerySet


class Team(models.Model):
    """Reps who work under one manager; teams may stand below teams."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("above"), null=True, blank=True
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="managed_teams",
        verbose_name=_("manager"),
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.CheckConstraint(
                name="reps_team_is_not_above_itself", condition=~Q(parent=F("pk"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Rep(models.Model):
    """Somebody who works leads, with the limits that hold across all pools.

    ``open_leads`` and the columns on what he received are the load. Only the ownership
    function writes them, by conditional updates; never save() them.
    """

    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="rep",
        verbose_name=_("login"),
        null=True,
        blank=True,
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        related_name="reps",
        verbose_name=_("team"),
        null=True,
        blank=True,
    )
    level = models.CharField(_("level"), max_length=10, choices=RepLevel, default=RepLevel.REGULAR)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    skills = models.JSONField(_("skills"), default=list, blank=True)
    products = models.JSONField(_("products"), default=list, blank=True)
    industries = models.JSONField(_("industries"), default=list, blank=True)
    calendar = models.ForeignKey(
        "reps.Calendar",
        models.PROTECT,
        verbose_name=_("working hours"),
        null=True,
        blank=True,
    )
    capacity = models.PositiveIntegerField(
        _("capacity"),
        null=True,
        blank=True,
        help_text=_("Most open leads at a time, over all pools. Empty: no limit."),
    )
    daily_cap = models.PositiveIntegerField(
        _("daily cap"),
        null=True,
        blank=True,
        help_text=_("Most leads received in a day, over all pools. Empty: no limit."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_paused = models.BooleanField(_("paused"), default=False)
    open_leads = models.PositiveIntegerField(_("open leads"), default=0, editable=False)
    received_on = models.DateField(null=True, blank=True, editable=False)
    received_that_day = models.PositiveIntegerField(default=0, editable=False)
    last_received_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RepQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["open_leads", "received_on", "received_that_day", "last_received_at"]
    )

    class Meta:
        verbose_name = _("rep")
        verbose_name_plural = _("reps")
        constraints = [
            models.CheckConstraint(
                name="reps_rep_level_is_known", condition=Q(level__in=RepLevel.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Preferences(models.Model):
    """How one user wants to read Fairlead."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences"
    )
    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.ENGLISH
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                name="reps_preferences_language_is_known",
                condition=Q(language__in=Language.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.language})"
