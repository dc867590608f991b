from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from reps.admin_pages import SettingsAdmin
from reps.choices import RepLevel
from reps.models import Rep, Team
from reps.pausing import pause, resume
from reps.word_lists import WordsField

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


class RepForm(forms.ModelForm):
    """What a rep can; his territory is chosen from the table of regions, which leads bring."""

    languages = WordsField(
        label=capfirst(_("languages")),
        help_text=_("Codes with commas between them, such as zh, en, de."),
    )
    skills = WordsField(
        label=capfirst(_("skills")),
        help_text=_("With commas between them, such as hydraulics, tenders."),
    )
    products = WordsField(
        label=capfirst(_("products")),
        help_text=_("Those he knows well, with commas between them."),
    )
    industries = WordsField(
        label=capfirst(_("industries")),
        help_text=_("Those he knows well, with commas between them."),
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
    actions = ["pause_chosen", "resume_chosen"]
    change_form_outer_before_template = "admin/fairlead/rep_buttons.html"
    fieldsets = [
        (None, {"fields": ["name", "user", "team", "level", ("is_active", "is_paused")]}),
        (_("Skills"), {"fields": ["languages", "regions", "skills", "products", "industries"]}),
        (
            _("Working time and limits"),
            {"fields": ["calendar", ("capacity", "daily_cap"), ("load", "today")]},
        ),
    ]

    @admin.action(description=_("Pause: receive no leads"), permissions=["change"])
    def pause_chosen(self, request: HttpRequest, queryset: QuerySet[Rep]) -> None:
        count = pause(list(queryset.values_list("pk", flat=True)))
        said = ngettext("%(count)d rep is paused now.", "%(count)d reps are paused now.", count)
        messages.success(request, said % {"count": count})

    @admin.action(description=_("Resume: receive leads again"), permissions=["change"])
    def resume_chosen(self, request: HttpRequest, queryset: QuerySet[Rep]) -> None:
        count = resume(list(queryset.values_list("pk", flat=True)), now=timezone.now())
        said = ngettext(
            "%(count)d rep receives leads again.", "%(count)d reps receive leads again.", count
        )
        messages.success(request, said % {"count": count})

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
