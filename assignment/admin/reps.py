"""The page of a rep with what assignment knows: his limits, and what can be asked of him."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignment.admin.caps import RepCapInline
from assignment.waking import wake_leads_for
from assignment.wording.condition_choices import choices_for
from assignment.wording.suggestions import suggestions
from leads.admin.territories import RepWithTerritoryAdmin, TerritoryForm
from leads.channels.codes import language_tag
from reps.models import Rep

KNOWN = ("skills", "products", "industries")


class RepForm(TerritoryForm):
    """Words are suggested that leads and colleagues have; languages go by their names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = suggestions()
        for name in KNOWN:
            if name in self.fields:
                words = [(word, word) for word in found.get(f"rep.{name}", ())]
                self.fields[name].widget.suggest(words)
        if "languages" in self.fields:
            languages = choices_for("rep.languages") or []
            self.fields["languages"].widget.suggest(languages)
            self.fields["languages"].help_text = _("By name or code, such as German or de.")

    def clean_languages(self) -> list[str]:
        named = [language_tag(language) for language in self.cleaned_data["languages"]]
        self.cleaned_data["languages"] = named
        return super().clean_languages()


admin.site.unregister(Rep)


@admin.register(Rep)
class RepWithLimitsAdmin(RepWithTerritoryAdmin):
    form = RepForm
    inlines = [*RepWithTerritoryAdmin.inlines, RepCapInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A cap that is raised or taken away lets leads in that wait for somebody."""
        super().save_related(request, form, formsets, change)
        wake_leads_for([form.instance.pk], now=timezone.now())
