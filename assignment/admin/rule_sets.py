"""Versions of the rules: the draft is edited, checked and published; the others are read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from assignment import rule_sets
from assignment.choices import VersionState
from assignment.models import Rule, RuleSet, RuleSetVersion
from assignment.sentences import rule_sentence
from reps.admin_pages import Rows, ask

COLOURS = {VersionState.DRAFT: "warning", VersionState.PUBLISHED: "success"}


class RuleInline(Rows):
    """The rules that are tried in turn; dragged into order, edited on pages of their own."""

    model = Rule
    fields = ["sentence", "is_active", "position"]
    readonly_fields = ["sentence"]
    ordering = ["position", "pk"]
    ordering_field: str | None = "position"
    hide_ordering_field = True
    can_delete = False
    is_catch_all = False
    verbose_name_plural = _("rules, tried from the top; the first that holds wins")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        rules = super().get_queryset(request).filter(is_catch_all=self.is_catch_all)
        return rules.select_related("pool", "rep").prefetch_related("conditions")

    @admin.display(description=_("rule"))
    def sentence(self, rule: Rule) -> str:
        url = reverse("admin:assignment_rule_change", args=[rule.pk])
        link = '<a class="font-semibold text-primary-600" href="{}">{}</a><br>{}'
        return format_html(link, url, rule.name, rule_sentence(rule))


class CatchAllInline(RuleInline):
    """The rule for everything else: always there, always last."""

    fields = ["sentence"]
    ordering_field = None
    is_catch_all = True
    verbose_name_plural = _("everything else")


@admin.register(RuleSetVersion)
class RuleSetVersionAdmin(ModelAdmin):
    list_display = ["title", "state_label", "note", "published_at", "published_by"]
    list_display_links = ["title"]
    list_filter = ["rule_set", "state"]
    list_select_related = ["rule_set", "published_by"]
    ordering = ["rule_set", "-number"]
    actions = None
    actions_list = ["new_rule_set"]
    actions_detail = ["add_rule", "roll_back"]
    fields = [("title", "state"), "note", ("published_at", "published_by")]
    readonly_fields = ["title", "state", "published_at", "published_by"]
    inlines = [RuleInline, CatchAllInline]

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
            self._tell_problems(request, rule_sets.problems_of(obj))
        else:
            return super().response_change(request, obj)
        return redirect("admin:assignment_rulesetversion_change", obj.pk)

    def _publish(self, request: HttpRequest, draft: RuleSetVersion) -> None:
        try:
            rule_sets.publish(draft, by=request.user.pk, now=timezone.now())
        except rule_sets.NotPublishable as error:
            self._tell_problems(request, error.problems)
        else:
            messages.success(request, _("Version %(name)s is in force.") % {"name": draft})

    def _tell_problems(self, request: HttpRequest, problems: Any) -> None:
        for problem in problems:
            messages.error(request, problem)
        if not problems:
            messages.success(request, _("Nothing keeps this draft from being published."))

    def has_new_rule_set_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("assignment.add_ruleset")

    @action(description=_("New rule set"), permissions=["new_rule_set"], url_path="new", icon="add")
    def new_rule_set(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:assignment_ruleset_add")

    def has_add_rule_permission(self, request: HttpRequest, object_id: str) -> bool:
        drafts = RuleSetVersion.objects.filter(state=VersionState.DRAFT, pk=unquote(object_id))
        return request.user.has_perm("assignment.add_rule") and drafts.exists()

    @action(description=_("Add a rule"), permissions=["add_rule"], url_path="add-rule", icon="add")
    def add_rule(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:assignment_rule_add')}?version={unquote(object_id)}")

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
        text = _("Its rules are published again as a new version, and replace the present draft.")
        button = _("Roll back")
        return ask(self, request, title=title, text=text, button=button, back=back, obj=version)

    def _roll_back(self, request: HttpRequest, version: RuleSetVersion) -> HttpResponse:
        try:
            new = rule_sets.roll_back(version, by=request.user.pk, now=timezone.now())
        except rule_sets.NotPublishable as error:
            self._tell_problems(request, error.problems)
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
        link = '<a class="text-primary-600" href="{}">{}</a>'
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
        draft = rule_sets.draft_of(obj)
        return redirect("admin:assignment_rulesetversion_change", draft.pk)
