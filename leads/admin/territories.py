"""The page of a rep, with the territory that he works chosen from the table of regions."""

from __future__ import annotations

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leads.regions.forms import RegionsField
from reps.admin.people import RepAdmin, RepForm
from reps.models import Rep


class TerritoryForm(RepForm):
    regions = RegionsField(
        label=capfirst(_("territory")),
        help_text=_("Regions he works: he covers whatever lies within one of them."),
    )


admin.site.unregister(Rep)


@admin.register(Rep)
class RepWithTerritoryAdmin(RepAdmin):
    form = TerritoryForm
