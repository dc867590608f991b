"""Versions of the rules: the draft is edited, checked and published; the others are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from assignment.admin.drafting import DraftPages
from assignment.admin.publication import PublicationPages
from assignment.admin.rule_lists import CatchAllInline, KeyRuleInline, RuleInline
from assignment.admin.simulating import SimulatingPages
from assignment.admin.version_pages import tell_problems
from assignment.choices import VersionState
from assignment.models import RuleSet, RuleSetVersion
from assignment.versions import rule_sets
from assignment.versions.arm_texts import force_text
from reps.admin_pages import Rows, ask

COLOURS = {
    VersionState.DRAFT: "warning",
    VersionState.PUBLISHED: "success",
    VersionState.PARTIAL: "info",
}


@admin.register(RuleSetVersion)
class RuleSetVersionAdmin(PublicationPages, SimulatingPages, DraftPages):
    list_display = ["title", "state_label", "force", "note", "published_at", "published_by"]
    list_display_links = ["title"]
    list_filter = ["rule_set", "state"]
    list_select_related = ["rule_set", "published_by", "partial_channel", "partial_team"]
    ordering = ["rule_set", "-number"]
    actions = None
    actions_list = ["new_rule_set"]
    publish_actions = {
        "title": _("Publish …"),
        "icon": "publish",
        "items": PublicationPages.publication_actions,
    }
    actions_detail = [
        *DraftPages.draft_actions,
        *SimulatingPages.simulating_actions,
        publish_actions,
        "arms",
        "roll_back",
    ]
    fields = [("title", "state"), "force", "note", ("published_at", "published_by")]
    readonly_fields = ["title", "state", "force", "published_at", "published_by"]
    inlines = [RuleInline, CatchAllInline, KeyRuleInline]

    class Media:
        css = {"all": ["css/editor.css"]}
        js = ["js/rule_order.js"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the draft changes; what is or was in force stays as it is."""
        is_draft = obj is None or obj.state == VersionState.DRAFT
        return is_draft and super().has_change_permission(request, obj)

    @display(description=_("version"), ordering="number")
    def title(self, version: RuleSetVersion) -> str:
        return str(version)

    @display(description=_("state"), ordering="state", label=COLOURS)
    def state_label(self, version: RuleSetVersion) -> tuple[str, str]:
        return version.state, version.get_state_display()

    @display(description=_("in force for"))
    def force(self, version: RuleSetVersion) -> str:
        return force_text(version) or "–"

    def save_model(self, request: HttpRequest, obj: Any, form: forms.Form, change: bool) -> None:
        """Keeps the draft from being published while its rules are written."""
        try:
            rule_sets.lock_draft(obj.pk)
        except rule_sets.NotADraft as error:
            raise PermissionDenied from error
        obj.save(update_fields=["note"])

    def response_change(self, request: HttpRequest, obj: RuleSetVersion) -> HttpResponse:
        if "_publish" in request.POST:
            self._publish(request, obj)
        elif "_check" in request.POST:
            return redirect("admin:assignment_rulesetversion_check_rules", obj.pk)
        else:
            return super().response_change(request, obj)
        return redirect("admin:assignment_rulesetversion_change", obj.pk)

    def _publish(self, request: HttpRequest, draft: RuleSetVersion) -> None:
        try:
            rule_sets.publish(draft, by=request.user.pk, now=timezone.now())
        except rule_sets.NotPublishable as error:
            tell_problems(request, error.problems)
        else:
            messages.success(request, _("Version %(name)s is in force.") % {"name": draft})

    def has_new_rule_set_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("assignment.add_ruleset")

    @action(description=_("New rule set"), permissions=["new_rule_set"], url_path="new", icon="add")
    def new_rule_set(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:assignment_ruleset_add")

    def has_roll_back_permission(self, request: HttpRequest, object_id: str) -> bool:
        retired = RuleSetVersion.objects.filter(state=VersionState.RETIRED, pk=unquote(object_id))
        return request.user.has_perm("assignment.change_rulesetversion") and retired.exists()

    @action(
        description=_("Roll back to this version"),
        permissions=["roll_back"],
        url_path="roll-back",
        icon="undo",
    )
    def roll_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version = get_object_or_404(RuleSetVersion, pk=unquote(object_id))
        back = reverse("admin:assignment_rulesetversion_change", args=[version.pk])
        if request.method == "POST":
            return self._roll_back(request, version)
        title = _("Roll back to version %(name)s?") % {"name": version}
        text = _(
            "Its rules are published again as a new version for all leads. They replace the"
            " present draft with its plan, and a trial for some leads ends."
        )
        button = _("Roll back")
        return ask(self, request, title=title, text=text, button=button, back=back, obj=version)

    def _roll_back(self, request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
        try:
            new = rule_sets.roll_back(version, by=request.user.pk, now=timezone.now())
        except rule_sets.NotPublishable as error:
            tell_problems(request, error.problems)
            return redirect("admin:assignment_rulesetversion_change", version.pk)
        messages.success(request, _("Version %(name)s is in force.") % {"name": new})
        return redirect("admin:assignment_rulesetversion_changelist")


class VersionInline(Rows):
    model = RuleSetVersion
    fields = ["version_link", "state", "note", "published_at"]
    readonly_fields = fields
    ordering = ["-number"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("version"))
    def version_link(self, version: RuleSetVersion) -> str:
        url = reverse("admin:assignment_rulesetversion_change", args=[version.pk])
        link = '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>'
        return format_html(link, url, version.number)


@admin.register(RuleSet)
class RuleSetAdmin(ModelAdmin):
    list_display = ["name"]
    ordering = ["name", "pk"]
    inlines = [VersionInline]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [VersionInline] if obj else []

    def save_related(
        self, request: HttpRequest, form: Any, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            rule_sets.open_rule_set(form.instance)

    def response_add(
        self, request: HttpRequest, obj: RuleSet, post_url_continue: str | None = None
    ) -> HttpResponse:
        """To the presets: an empty draft wants something to start from."""
        draft = rule_sets.draft_of(obj)
        return redirect("admin:assignment_rulesetversion_start_from", draft.pk)
