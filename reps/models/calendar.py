from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Calendar(models.Model):
    """Working hours of a group of reps, in their own time zone."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    country = models.CharField(
        _("holidays of"),
        max_length=40,
        blank=True,
        help_text=_("The country, or the part of one, whose public holidays count."),
    )

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def __str__(self) -> str:
        return self.name


class WorkingBlock(models.Model):
    """One stretch of working time on one day of the week."""

    WEEKDAYS = [
        (0, _("Monday")),
        (1, _("Tuesday")),
        (2, _("Wednesday")),
        (3, _("Thursday")),
        (4, _("Friday")),
        (5, _("Saturday")),
        (6, _("Sunday")),
    ]

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="blocks")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))

    class Meta:
        verbose_name = _("working block")
        verbose_name_plural = _("working blocks")
        ordering = ["weekday", "starts", "pk"]
        constraints = [
            models.CheckConstraint(
                name="reps_workingblock_starts_before_it_ends", condition=Q(starts__lt=F("ends"))
            ),
            models.CheckConstraint(
                name="reps_workingblock_weekday_is_known", condition=Q(weekday__lte=6)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}-{self.ends:%H:%M}"


class DayOverride(models.Model):
    """A date that differs from the week and the holidays: a day off or a make-up day."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="overrides")
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("working day"))
    reason = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("exceptional day")
        verbose_name_plural = _("exceptional days")
        constraints = [
            models.UniqueConstraint(name="reps_dayoverride_once_a_day", fields=["calendar", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}".rstrip()


class Leave(models.Model):
    """A stretch of time in which a rep takes no leads."""

    rep = models.ForeignKey(
        "reps.Rep", models.CASCADE, related_name="leaves", verbose_name=_("rep")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    reason = models.CharField(_("reason"), max_length=80, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(
                name="reps_leave_starts_before_it_ends", condition=Q(starts_at__lt=F("ends_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rep} {self.starts_at:%Y-%m-%d}"
