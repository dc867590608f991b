"""One rule of a draft: whom it takes, condition by condition, and where it sends them."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from assignment import rule_sets
from assignment.choices import TargetKind, VersionState
from assignment.condition_text import to_text, to_value
from assignment.engine.conditions import Condition as EngineCondition
from assignment.engine.conditions import validate
from assignment.engine.fields import ATTRIBUTE_PREFIX, FIELDS, OPERATORS, FieldType, type_of
from assignment.models import Condition, Rule, RuleSetVersion
from assignment.words import FIELD_LABELS, OPERATOR_LABELS, PROBLEM_LABELS
from reps.admin_pages import Rows, choose_once
from reps.models import Rep

OWN_ATTRIBUTE = [(ATTRIBUTE_PREFIX, _("an attribute of your own:"))]
TYPES = json.dumps({name: FIELDS[name] for name in FIELDS} | {ATTRIBUTE_PREFIX: FieldType.TEXT})
FITTING = json.dumps({field_type: list(fitting) for field_type, fitting in OPERATORS.items()})


class ConditionForm(forms.ModelForm):
    """A condition as a manager types it; what cannot be judged is not saved."""

    field = forms.ChoiceField(
        label=_("field"),
        choices=[*FIELD_LABELS.items(), *OWN_ATTRIBUTE],
        widget=UnfoldAdminSelectWidget({"data-types": TYPES}),
    )
    attribute = forms.CharField(
        label=_("name of the attribute"),
        required=False,
        max_length=80 - len(ATTRIBUTE_PREFIX),
        widget=UnfoldAdminTextInputWidget,
    )
    operator = forms.ChoiceField(
        label=_("comparison"),
        choices=[(str(code), label) for code, label in OPERATOR_LABELS.items()],
        widget=UnfoldAdminSelectWidget({"data-fitting": FITTING}),
    )
    value = forms.CharField(
        label=pgettext_lazy("condition", "value"),
        required=False,
        max_length=5000,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Several with commas between them; yes or no; numbers like 1500."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            return
        self.initial["value"] = to_text(self.instance.value)
        if self.instance.field.startswith(ATTRIBUTE_PREFIX):
            self.initial["field"] = ATTRIBUTE_PREFIX
            self.initial["attribute"] = self.instance.field.removeprefix(ATTRIBUTE_PREFIX)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "field" not in given or "operator" not in given:
            return given
        name = given["field"]
        if name == ATTRIBUTE_PREFIX:
            name += given.get("attribute", "").strip()
        operator = given["operator"]
        value = to_value(given.get("value", ""), operator=operator, field_type=type_of(name))
        code = validate(EngineCondition(name, operator, value))
        if code:
            raise ValidationError(PROBLEM_LABELS[code], code=code)
        return given | {"field": name, "value": value}


class ConditionInline(Rows):
    model = Condition
    form = ConditionForm
    fields = ["group", "field", "attribute", "operator", "value"]
    ordering = ["group", "pk"]


class RuleForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """The target that was chosen is named, and what belongs to another is forgotten."""
        given = super().clean() or {}
        needed = {TargetKind.POOL: "pool", TargetKind.REPS: "rep"}.get(given.get("target", ""))
        for name in ("pool", "rep"):
            if name != needed:
                given[name] = None
            elif given.get(name) is None and name not in self.errors:
                self.add_error(name, _("Say to whom the rule gives its leads."))
        return given


@admin.register(Rule)
class RuleAdmin(ModelAdmin):
    form = RuleForm
    fields = ["name", "is_active", "target", "pool", "rep"]
    conditional_fields = {"pool": "target == 'pool'", "rep": "target == 'reps'"}
    warn_unsaved_form = True
    show_add_link = False
    actions = None

    class Media:
        js = ["js/conditions.js"]

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

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_fields(request, obj))
        return [name for name in fields if name != "is_active"] if is_catch_all(obj) else fields

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [] if is_catch_all(obj) else [ConditionInline]

    def formfield_for_foreignkey(self, db_field, request: HttpRequest, **kwargs: Any):
        if db_field.name == "rep":
            kwargs["queryset"] = Rep.objects.active().order_by("name", "pk")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return choose_once(field) if field else field

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


def number_in(text: str) -> int:
    """A primary key out of an address; 0, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
