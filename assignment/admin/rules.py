"""One rule of a draft: whom it takes, condition by condition, and where it sends them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from assignment.admin.conditions import ConditionInline, ConditionsToRead, KeyConditionInline
from assignment.choices import RulePurpose, TargetKind, VersionState
from assignment.models import Rule, RuleSetVersion
from assignment.versions import rule_sets
from assignment.wording.editor import editor_data
from leads.regions.forms import SearchedList
from reps.admin_pages import choose_once
from reps.models import Rep

NEEDED = {TargetKind.POOL: "pool", TargetKind.REPS: "reps", TargetKind.TEAM: "team"}


class RuleForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """The target that was chosen is named, and what belongs to another is forgotten."""
        given = super().clean() or {}
        needed = NEEDED.get(given.get("target", ""))
        for name, nothing in (("pool", None), ("team", None), ("reps", Rep.objects.none())):
            if name != needed:
                given[name] = nothing
            elif not given.get(name) and name not in self.errors:
                self.add_error(name, _("Say to whom the rule gives its leads."))
        return given


class KeyRuleForm(forms.ModelForm):
    """A rule that gives nothing to anybody: whoever it takes is a key lead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.purpose, self.instance.target = RulePurpose.KEY, ""


@admin.register(Rule)
class RuleAdmin(ModelAdmin):
    form = RuleForm
    fields = ["name", "is_active", "target", "pool", "reps", "team"]
    conditional_fields = {
        "pool": "target == 'pool'",
        "reps": "target == 'reps'",
        "team": "target == 'team'",
    }
    warn_unsaved_form = True
    show_add_link = False
    actions = None

    class Media:
        css = {"all": ["css/editor.css"]}
        js = ["js/chooser.js", "js/region_tree.js", "js/value_fields.js", "js/conditions.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        return super().get_queryset(request).select_related("version__rule_set")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rules are added to a draft, from its page."""
        return "version" in request.GET and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_of_a_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The catch-all stays: without it leads would find no rule."""
        may = obj is None or not obj.is_catch_all
        return may and is_of_a_draft(obj) and super().has_delete_permission(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if is_key_rule(request, obj):
            kwargs["form"] = KeyRuleForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if is_key_rule(request, obj):
            return ["name", "is_active"]
        fields = list(super().get_fields(request, obj))
        return [name for name in fields if name != "is_active"] if is_catch_all(obj) else fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        if is_catch_all(obj):
            return []
        if not self.has_change_permission(request, obj):
            return [ConditionsToRead]
        return [KeyConditionInline if is_key_rule(request, obj) else ConditionInline]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_once(field) if field else field

    def formfield_for_manytomany(self, db_field, request: HttpRequest, **kwargs: Any):
        kwargs["queryset"] = Rep.objects.active().order_by("name", "pk")
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.widget, field.help_text = SearchedList(choices=field.choices), ""
        return field

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Rules are listed where their order shows: on the page of their version."""
        return redirect("admin:assignment_rulesetversion_changelist")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        drafts = RuleSetVersion.objects.filter(state=VersionState.DRAFT)
        draft = get_object_or_404(drafts, pk=number_in(request.GET.get("version", "")))
        context = {"subtitle": str(draft), "show_save_and_add_another": False}
        return super().add_view(request, form_url, context | (extra_context or {}))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        shown = [formset.opts for formset in context["inline_admin_formsets"]]
        is_edited = any(isinstance(inline, ConditionInline) for inline in shown)
        context["editor"] = editor_data() if is_edited else None
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Rule, form: forms.Form, change: bool) -> None:
        version_id = obj.version_id if change else number_in(request.GET.get("version", ""))
        try:
            draft = rule_sets.lock_draft(version_id)
        except rule_sets.NotADraft as error:
            raise PermissionDenied from error
        if not change:
            obj.version, obj.position = draft, rule_sets.last_position(draft)
        obj.save()

    def delete_model(self, request: HttpRequest, obj: Rule) -> None:
        try:
            rule_sets.lock_draft(obj.version_id)
        except rule_sets.NotADraft as error:
            raise PermissionDenied from error
        obj.delete()

    def response_post_save_add(self, request: HttpRequest, obj: Rule) -> HttpResponse:
        return redirect("admin:assignment_rulesetversion_change", obj.version_id)

    response_post_save_change = response_post_save_add

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        found = Q(pk=number_in(unquote(object_id)))
        version_id = Rule.objects.filter(found).values_list("version", flat=True).first()
        response = super().delete_view(request, object_id, extra_context)
        if response.status_code == 302 and version_id:
            return redirect("admin:assignment_rulesetversion_change", version_id)
        return response


def is_of_a_draft(rule: Rule | None) -> bool:
    return rule is None or rule.version.state == VersionState.DRAFT


def is_catch_all(rule: Rule | None) -> bool:
    return rule is not None and rule.is_catch_all


def is_key_rule(request: HttpRequest, rule: Rule | None) -> bool:
    """Whether the page is about a rule that marks key leads, one that is added or one there."""
    purpose = request.GET.get("purpose") if rule is None else rule.purpose
    return purpose == RulePurpose.KEY


def number_in(text: str) -> int:
    """A primary key out of an address; 0, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
