from __future__ import annotations

from zoneinfo import available_timezones

import holidays
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from reps.admin_pages import Rows
from reps.models import Calendar, DayOverride, WorkingBlock


def check_time_zone(name: str) -> str:
    """The name of a time zone that this machine knows. Raises ValidationError."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it like Asia/Shanghai."), params={"name": name}
        )
    return name


class CalendarForm(forms.ModelForm):
    def clean_time_zone(self) -> str:
        return check_time_zone(self.cleaned_data["time_zone"].strip())

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].strip().upper()
        if country and country not in holidays.list_supported_countries(include_aliases=False):
            raise ValidationError(
                _("The holidays of “%(country)s” are not known."), params={"country": country}
            )
        return country


class BlockForm(forms.ModelForm):
    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and starts >= ends:
            raise ValidationError(_("A working block must end after it starts."))
        return given


class WorkingBlockInline(Rows):
    model = WorkingBlock
    form = BlockForm


class DayOverrideInline(Rows):
    model = DayOverride
    ordering = ["day"]


@admin.register(Calendar)
class CalendarAdmin(ModelAdmin):
    form = CalendarForm
    list_display = ["name", "time_zone", "country", "reps"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    inlines = [WorkingBlockInline, DayOverrideInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Calendar]:
        return super().get_queryset(request).annotate(used_by=Count("rep"))

    @display(description=_("reps"), ordering="used_by")
    def reps(self, calendar) -> int:
        return calendar.used_by
