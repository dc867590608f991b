from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelect2Widget, UnfoldAdminTextInputWidget

from reps.admin_pages import Rows
from reps.freeing import freed
from reps.hours import Block, UnknownCountry
from reps.models import Calendar, DayOverride, Rep, WorkingBlock
from reps.preferences import time_zones
from reps.public_holidays import countries, is_known, part_names
from reps.schedule import DayKind, PlannedDay, preview_of, years_without_make_up_days
from reps.weekly_hours import Overlapping, Unreadable, read_day, read_week, written

Choices = list[tuple[str, Any]]
PREVIEWED = 60
USUAL = "09:00-12:00, 13:00-18:00"
DAYS = [f"day_{weekday}" for weekday, _name in WorkingBlock.WEEKDAYS]


def check_time_zone(name: str) -> str:
    """The name of a time zone that this machine knows. Raises ValidationError."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it like Asia/Shanghai."), params={"name": name}
        )
    return name


def holiday_choices(named: Any) -> Choices:
    """Every country that has holidays, and the parts of some; ``named`` gives a country's name."""
    choices: Choices = []
    for country, parts in countries().items():
        name = named(country)
        choices.append((country, f"{name} ({country})"))
        if parts:
            of_parts = part_names(country)
            choices += [
                (f"{country}-{part}", f"{name}: {of_parts[part]} ({country}-{part})")
                for part in parts
            ]
    choices.sort(key=lambda choice: str(choice[1]).casefold())
    return [("", _("no public holidays")), *choices]


class HoursInput(UnfoldAdminTextInputWidget):
    def __init__(self) -> None:
        super().__init__(attrs={"placeholder": _("free"), "autocomplete": "off"})


def hours_field(weekday: int, name: Any) -> forms.CharField:
    return forms.CharField(label=name, required=False, max_length=200, widget=HoursInput())


class CalendarForm(forms.ModelForm):
    """A calendar with the hours of each weekday in one line."""

    time_zone = forms.ChoiceField(
        label=capfirst(_("time zone")),
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in time_zones()],
        widget=UnfoldAdminSelect2Widget,
    )
    country = forms.ChoiceField(
        label=capfirst(_("holidays of")),
        required=False,
        choices=lambda: holiday_choices(str),
        widget=UnfoldAdminSelect2Widget,
        help_text=_("The country, or the part of one, whose public holidays count."),
    )
    day_0 = hours_field(*WorkingBlock.WEEKDAYS[0])
    day_1 = hours_field(*WorkingBlock.WEEKDAYS[1])
    day_2 = hours_field(*WorkingBlock.WEEKDAYS[2])
    day_3 = hours_field(*WorkingBlock.WEEKDAYS[3])
    day_4 = hours_field(*WorkingBlock.WEEKDAYS[4])
    day_5 = hours_field(*WorkingBlock.WEEKDAYS[5])
    day_6 = hours_field(*WorkingBlock.WEEKDAYS[6])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            given = {"day_0": USUAL} | dict.fromkeys(DAYS[1:5], "=")
        else:
            given = written_week(self.instance)
            self._keep(self.instance.time_zone, "time_zone")
            self._keep(self.instance.country, "country")
        for name, text in given.items():
            self.initial.setdefault(name, text)

    def clean_time_zone(self) -> str:
        return check_time_zone(self.cleaned_data["time_zone"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        texts = [given.get(name, "") for name in DAYS]
        for name, text in zip(DAYS, texts, strict=True):
            self._check_day(name, text)
        if self.errors:
            return given
        try:
            given["blocks"] = read_week(texts)
        except Overlapping as error:
            self.add_error(DAYS[error.weekday], _("These hours overlap."))
        return given

    def _check_day(self, name: str, text: str) -> None:
        if text.strip() in ("=", "＝"):
            if name == DAYS[0]:
                self.add_error(name, _("Monday has no day before it in the week."))
            return
        try:
            read_day(text)
        except Unreadable as error:
            said = _("“%(text)s” says no hours. Write them like 9:00-12:00, 13:00-18:00.")
            self.add_error(name, ValidationError(said, params={"text": error.text}))

    def _keep(self, code: str, name: str) -> None:
        """What is set stays to be chosen, were it an old name of a zone or of a country."""
        field: Any = self.fields.get(name)
        if field is None:
            return
        known = code in available_timezones() if name == "time_zone" else is_known(code)
        if code and known and not any(code == choice for choice, _label in field.choices):
            field.choices = [(code, code), *field.choices]


def written_week(calendar: Calendar) -> dict[str, str]:
    """The hours of each day as text, by the names of the form's fields."""
    rows = calendar.blocks.values_list("weekday", "starts", "ends")
    blocks = [Block(weekday, starts, ends) for weekday, starts, ends in rows]
    return {
        name: written([one for one in blocks if one.weekday == weekday])
        for weekday, name in enumerate(DAYS)
    }


class DayOverrideInline(Rows):
    model = DayOverride
    ordering = ["day"]
    fields = ["day", "is_working", "reason"]


@admin.register(Calendar)
class CalendarAdmin(ModelAdmin):
    form = CalendarForm
    list_display = ["name", "time_zone", "country", "reps"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    inlines = [DayOverrideInline]
    readonly_fields = ["week", "preview"]
    fieldsets = [
        (None, {"fields": ["name", "time_zone", "country"]}),
        (
            _("Working hours"),
            {
                "fields": DAYS,
                "description": _(
                    "Several stretches with commas between, such as 9:00-12:00, 13:00-18:00."
                    " “=” repeats the day before; 22:00-6:00 ends on the next morning; an empty"
                    " day is free. Without any hours leads may come day and night."
                ),
            },
        ),
        (_("The coming 60 days"), {"fields": ["preview"]}),
    ]

    class Media:
        css = {"all": ["css/calendar.css"]}

    def get_fieldsets(self, request: HttpRequest, obj: Calendar | None = None) -> Any:
        """Whoever may only look reads the week as a text."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["name", "time_zone", "country"]}),
            (_("Working hours"), {"fields": ["week"]}),
            (_("The coming 60 days"), {"fields": ["preview"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Calendar]:
        return super().get_queryset(request).annotate(used_by=Count("rep"))

    @display(description=_("reps"), ordering="used_by")
    def reps(self, calendar) -> int:
        return calendar.used_by

    @admin.display(description=_("hours"))
    def week(self, calendar: Calendar) -> str:
        days = zip(WorkingBlock.WEEKDAYS, written_week(calendar).values(), strict=True)
        return "; ".join(f"{name} {text or '–'}" for (_number, name), text in days)

    @admin.display(description=_("as it will be worked"))
    def preview(self, calendar: Calendar) -> str:
        """Working days, holidays by name, make-up days and exceptions."""
        if calendar.pk is None:
            return str(_("Shown once the calendar is saved."))
        return render_to_string("admin/fairlead/calendar.html", preview_for(calendar))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Other hours may put somebody on duty for whom leads wait."""
        super().save_related(request, form, formsets, change)
        if "blocks" in form.cleaned_data:
            _write_blocks(form.instance, form.cleaned_data["blocks"])
        reps = Rep.objects.active().filter(calendar=form.instance)
        freed(list(reps.values_list("pk", flat=True)), now=timezone.now())


def preview_for(calendar: Calendar) -> dict[str, Any]:
    """What the page of a calendar shows of the coming days; weeks from Monday."""
    now = timezone.now()
    try:
        today = now.astimezone(ZoneInfo(calendar.time_zone)).date()
        days = preview_of(
            calendar, first=today, count=PREVIEWED, language=get_language() or "", now=now
        )
        missing = years_without_make_up_days(calendar.country, today=today)
    except UnknownCountry:
        return {"is_unknown": True}
    blank: list[PlannedDay | None] = [None] * today.weekday()
    cells = [*blank, *days]
    return {
        "weeks": [cells[at : at + 7] for at in range(0, len(cells), 7)],
        "weekdays": [date(2024, 1, day) for day in range(1, 8)],  # a Monday and what follows
        "unusual": [day for day in days if day.is_unusual],
        "missing": missing,
        "today": today,
        "kinds": DayKind,
    }


def _write_blocks(calendar: Calendar, wanted: Any) -> None:
    """Only what differs is written."""
    new = {(one.weekday, one.starts, one.ends) for one in wanted}
    for row in calendar.blocks.all():
        key = (row.weekday, row.starts, row.ends)
        if key in new:
            new.discard(key)
        else:
            row.delete()
    WorkingBlock.objects.bulk_create(
        WorkingBlock(calendar=calendar, weekday=weekday, starts=starts, ends=ends)
        for weekday, starts, ends in sorted(new)
    )
