"""The page of a calendar, with countries by their names, which leads bring."""

from __future__ import annotations

from functools import partial

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelect2Widget

from leads.channels.codes import country_name
from reps.admin.calendars import CalendarAdmin, CalendarForm, Choices, holiday_choices
from reps.models import Calendar


def named_choices() -> Choices:
    is_chinese = (get_language() or "").startswith("zh")
    return holiday_choices(partial(country_name, is_chinese=is_chinese))


class NamedCalendarForm(CalendarForm):
    country = forms.ChoiceField(
        label=capfirst(_("holidays of")),
        required=False,
        choices=named_choices,
        widget=UnfoldAdminSelect2Widget,
        help_text=_("The country, or the part of one, whose public holidays count."),
    )


admin.site.unregister(Calendar)


@admin.register(Calendar)
class NamedCalendarAdmin(CalendarAdmin):
    form = NamedCalendarForm
