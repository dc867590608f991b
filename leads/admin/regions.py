from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from leads.choices import RegionKind
from leads.models import Region
from leads.regions import places
from leads.regions.forms import SearchedList
from leads.regions.shipped import shipped_table
from leads.regions.table import Kind, makes_a_circle
from leads.regions.tree import Node, region_tree
from reps.admin_pages import SettingsAdmin
from reps.word_lists import WordsField

CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
COLOURS = {
    RegionKind.GROUP: "primary",
    RegionKind.COUNTRY: "info",
    RegionKind.PROVINCE: "success",
}


class RegionForm(forms.ModelForm):
    aliases = WordsField(
        label=capfirst(_("other names")),
        help_text=_("Names and towns by which a lead is found to be here, with commas between."),
    )
    members = forms.ModelMultipleChoiceField(
        queryset=Region.objects.order_by("name_en", "pk"),
        label=capfirst(_("contains")),
        required=False,
        widget=SearchedList,
    )

    class Meta:
        help_texts = {
            "code": _("Rules and territories keep it, so it stays. Countries have the ISO code."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["members"] = list(self.instance.members.values_list("pk", flat=True))

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not CODE.fullmatch(code):
            raise ValidationError(_("A code has letters and digits, with hyphens between."))
        return code

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        code = given.get("code") or self.instance.code
        kind = given.get("kind") or self.instance.kind
        if kind == RegionKind.COUNTRY and not re.fullmatch("[A-Z]{2}", code):
            self.add_error(None, _("The code of a country has two capital letters, such as DE."))
        parents = [region.code for region in given.get("parents", ())]
        members = [region.code for region in given.get("members", ())]
        if makes_a_circle(code, parents=parents, members=members, table=places.current()):
            self.add_error(None, _("The region would come to lie within itself."))
        return given


class WithinFilter(admin.SimpleListFilter):
    """Everything that lies in a group, however deep."""

    title = _("lies within")
    parameter_name = "within"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        is_chinese = speaks_chinese()
        groups = [one for one in places.current().places.values() if one.kind == Kind.GROUP]
        return [(group.code, group.name(is_chinese=is_chinese)) for group in groups]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Region]) -> QuerySet[Region]:
        wanted = self.value()
        if not wanted:
            return queryset
        inside = [code for code, areas in places.held().areas.items() if wanted in areas]
        return queryset.filter(code__in=inside)


@admin.register(Region)
class RegionAdmin(SettingsAdmin):
    """The table that rules and territories speak of, and sales regions of one's own."""

    form = RegionForm
    fields = ["code", "kind", ("name_en", "name_zh"), "aliases", "parents", "members"]
    list_display = ["name", "code", "kind_label", "within"]
    list_filter = ["kind", WithinFilter]
    search_fields = ["name_en"]  # the box; get_search_results asks the table
    search_help_text = _("A name in either language, a town or a code")
    ordering = ["pk"]  # as shipped: continents from the top, then what sales call regions
    autocomplete_fields = ["parents"]
    actions_list = ["tree"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        return super().get_queryset(request).prefetch_related("parents")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Region], search_term: str
    ) -> tuple[QuerySet[Region], bool]:
        if search_term.strip():
            queryset = queryset.filter(code__in=places.current().matching(search_term))
        return queryset, False

    def get_readonly_fields(self, request: HttpRequest, obj: Region | None = None) -> list[str]:
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        """Only one's own: a shipped one would come back; it can be taken out of its groups."""
        is_shipped = obj is not None and obj.code in shipped_table().places
        return not is_shipped and super().has_delete_permission(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "members" in form.changed_data:
            form.instance.members.set(form.cleaned_data["members"])

    @display(description=_("name"), ordering="name_en")
    def name(self, region: Region) -> str:
        return str(region)

    @display(description=_("kind"), ordering="kind", label=COLOURS)
    def kind_label(self, region: Region) -> tuple[str, str]:
        return region.kind, region.get_kind_display()

    @display(description=_("lies within"))
    def within(self, region: Region) -> str:
        return ", ".join(str(parent) for parent in region.parents.all()) or "–"

    @action(description=_("Show as a tree"), url_path="tree", icon="account_tree")
    def tree(self, request: HttpRequest) -> HttpResponse:
        ids = dict(Region.objects.values_list("code", "pk"))
        nodes = region_tree(get_language() or "", table=places.current())
        page = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Regions as a tree"),
            "nodes": [as_branch(node, ids) for node in nodes],
            "back": reverse("admin:leads_region_changelist"),
        }
        return TemplateResponse(request, "admin/leads/region_tree.html", page)


def as_branch(node: Node, ids: dict[str, int]) -> dict[str, Any]:
    """A node of the tree with the address of its page."""
    pk = ids.get(node["code"])
    return {
        "name": node["name"],
        "code": node["code"],
        "url": reverse("admin:leads_region_change", args=[pk]) if pk else "",
        "children": [as_branch(child, ids) for child in node["children"]],
    }


def speaks_chinese() -> bool:
    return (get_language() or "").startswith("zh")
