"""The conditions of a rule: rows of text fields, and what an editor upon them needs."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from assignment.engine.codes import Problem
from assignment.engine.conditions import Condition as EngineCondition
from assignment.engine.conditions import validate
from assignment.engine.fields import ATTRIBUTE_PREFIX, is_about_rep
from assignment.models import Condition
from assignment.wording.condition_choices import by_name, stranger
from assignment.wording.condition_text import split, to_text, to_value
from assignment.wording.condition_words import Names, all_names
from assignment.wording.editor import field_choices
from assignment.wording.sentences import condition_text
from assignment.wording.words import OPERATOR_LABELS, PROBLEM_LABELS
from reps.admin_pages import Rows

NOTHING_CHOSEN = [("", _("choose …"))]
BELONGS_TO = {
    Problem.UNKNOWN_FIELD: "attribute",
    Problem.NOT_IN_KEY_RULE: "field",
    Problem.UNKNOWN_OPERATOR: "operator",
    Problem.OPERATOR_NOT_FOR_TYPE: "operator",
}


class ValueInput(UnfoldAdminTextInputWidget):
    """A text, and beside it the parts of it as a list, for the editor to show."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-parts"] = json.dumps(split(str(value or "")))
        return context


class ConditionForm(forms.ModelForm):
    """A condition as a manager types it; what cannot be judged is not saved."""

    has_rep = True

    group = forms.IntegerField(
        label=pgettext_lazy("condition", "group"),
        min_value=1,
        max_value=999,
        initial=1,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    field = forms.ChoiceField(label=_("field"), widget=UnfoldAdminSelectWidget)
    attribute = forms.CharField(
        label=_("name of the attribute"),
        required=False,
        max_length=80 - len(ATTRIBUTE_PREFIX),
        widget=UnfoldAdminTextInputWidget,
    )
    operator = forms.ChoiceField(
        label=_("comparison"),
        choices=[*NOTHING_CHOSEN, *((str(code), word) for code, word in OPERATOR_LABELS.items())],
        widget=UnfoldAdminSelectWidget,
    )
    value = forms.CharField(
        label=pgettext_lazy("condition", "value"),
        required=False,
        max_length=20_000,
        widget=ValueInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*NOTHING_CHOSEN, *field_choices(with_rep=self.has_rep)]
        self.fields["field"].choices = choices  # type: ignore[attr-defined]
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
        name, operator = given["field"], given["operator"]
        if name == ATTRIBUTE_PREFIX:
            name += given.get("attribute", "").strip()
        value = to_value(given.get("value", ""), operator=operator, field=name)
        value = by_name(name, operator, value)
        self._refuse(name, operator, value)
        return given | {"field": name, "value": value}

    def _refuse(self, name: str, operator: str, value: Any) -> None:
        """Say what is wrong beside the part of the row that is wrong."""
        code = validate(EngineCondition(name, operator, value))
        if is_about_rep(name) and not self.has_rep:
            code = Problem.NOT_IN_KEY_RULE
        if code:
            self.add_error(BELONGS_TO.get(Problem(code), "value"), PROBLEM_LABELS[code])
            return
        unknown = stranger(name, operator, value)
        if unknown:
            said = _("“%(value)s” is none of the choices.")
            self.add_error("value", forms.ValidationError(said, params={"value": unknown}))


class KeyConditionForm(ConditionForm):
    """Of a rule that only marks leads, which has nobody to ask anything of."""

    has_rep = False


class ConditionInline(Rows):
    """The same rows with and without scripts: the editor is built upon them in the page."""

    model = Condition
    form = ConditionForm
    template = "admin/assignment/rule/conditions.html"
    fields = ["group", "field", "attribute", "operator", "value"]
    ordering = ["group", "pk"]
    extra = 3
    verbose_name_plural = _("conditions: whom the rule takes")


class KeyConditionInline(ConditionInline):
    form = KeyConditionForm


class ConditionsToRead(Rows):
    """Of a version that does not change any more: each row in words."""

    model = Condition
    fields = ["group", "said"]
    readonly_fields = ["group", "said"]
    ordering = ["group", "pk"]
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Condition]:
        return super().get_queryset(request).select_related("rule")

    @admin.display(description=_("condition"))
    def said(self, condition: Condition) -> str:
        return condition_text(condition, self.names)

    @cached_property
    def names(self) -> Names:
        """Asked for once a page, however many rows speak of teams and channels."""
        return all_names()
