from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from reps.admin_pages import SettingsAdmin
from reps.choices import RepLevel
from reps.models import Leave, Rep, Team
from reps.word_lists import WordsField

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


class RepForm(forms.ModelForm):
    languages = WordsField(
        label=capfirst(_("languages")),
        help_text=_("Codes with commas between them, such as zh, en, de."),
    )
    regions = WordsField(
        label=capfirst(_("regions")),
        help_text=_("Names with commas between them, such as 华东, Europe."),
    )

    def clean_languages(self) -> list[str]:
        languages = self.cleaned_data["languages"]
        for language in languages:
            if not LANGUAGE_TAG.fullmatch(language):
                raise ValidationError(
                    _("“%(language)s” is not the code of a language."),
                    params={"language": language},
                )
        return languages


@admin.register(Rep)
class RepAdmin(SettingsAdmin):
    form = RepForm
    list_display = ["name", "team", "level_label", "load", "today", "is_active", "is_paused"]
    list_filter = ["team", "level", "is_active", "is_paused"]
    list_select_related = ["team"]
    search_fields = ["name", "user__username"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["user"]
    readonly_fields = ["load", "today"]
    fieldsets = [
        (None, {"fields": ["name", "user", "team", "level", ("is_active", "is_paused")]}),
        (_("Skills"), {"fields": ["languages", "regions"]}),
        (
            _("Working time and limits"),
            {"fields": ["calendar", ("capacity", "daily_cap"), ("load", "today")]},
        ),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Rep | None = None) -> bool:
        """Reps leave by being switched off; their history stays."""
        return False

    @display(
        description=_("level"),
        ordering="level",
        label={RepLevel.JUNIOR: "info", RepLevel.REGULAR: "primary", RepLevel.SENIOR: "success"},
    )
    def level_label(self, rep: Rep) -> tuple[str, str]:
        return rep.level, rep.get_level_display()

    @display(description=_("open leads"), ordering="open_leads")
    def load(self, rep: Rep) -> str:
        return share_of(rep.open_leads, rep.capacity)

    @display(description=_("received on his last day"))
    def today(self, rep: Rep) -> str:
        if rep.received_on is None:
            return "–"
        return f"{share_of(rep.received_that_day, rep.daily_cap)} ({rep.received_on})"


def share_of(count: int, limit: int | None) -> str:
    """A count beside its limit, when there is one."""
    return str(count) if limit is None else f"{count} / {limit}"


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    list_display = ["name", "parent", "manager", "members"]
    list_select_related = ["parent", "manager"]
    search_fields = ["name"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["manager"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        active = Count("reps", filter=Q(reps__is_active=True))
        return super().get_queryset(request).annotate(active_reps=active)

    @display(description=_("reps"), ordering="active_reps")
    def members(self, team: Any) -> int:
        return team.active_reps


@admin.register(Leave)
class LeaveAdmin(ModelAdmin):
    """Leave of all reps, or for a team's manager that of his own."""

    list_display = ["rep", "starts_at", "ends_at", "reason"]
    list_select_related = ["rep"]
    list_filter = ["rep__team"]
    search_fields = ["rep__name"]
    ordering = ["-starts_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Leave]:
        return super().get_queryset(request).filter(rep__in=manageable_reps(request))

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "rep":
            kwargs["queryset"] = manageable_reps(request).order_by("name", "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def manageable_reps(request: HttpRequest) -> QuerySet[Rep]:
    """Whoever may change reps has all of them, a team's manager his own."""
    reps = Rep.objects.all()
    return reps if request.user.has_perm("reps.change_rep") else reps.under(request.user)
