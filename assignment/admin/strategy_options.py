"""Form fields for the options of every strategy, made from the engine's register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from assignment.engine.strategies import STRATEGIES, Method, Mode, Option
from assignment.wording.words import FIELD_LABELS
from leads.regions.forms import SearchedList


def field_name(code: str, option: str) -> str:
    return f"option_{code}_{option}"


def option_fields(methods: Iterable[Method]) -> dict[str, forms.Field]:
    """A field for each option of each strategy, by the name that it has in a form."""
    return {
        field_name(method.code, option.name): _field(option)
        for method in methods
        for option in method.options
    }


def shown_when(methods: Iterable[Method]) -> dict[str, str]:
    """By field, the condition in the page under which it is shown."""
    return {
        field_name(method.code, option.name): f"strategy == '{method.code}'"
        for method in methods
        for option in method.options
    }


def with_mode(mode: Mode) -> list[str]:
    """The strategies that do so with a lead."""
    return [str(code) for code, method in STRATEGIES.items() if method.mode == mode]


def initial_options(stored: Mapping[str, Any], methods: Iterable[Method]) -> dict[str, Any]:
    """What the fields show: the stored value where there is a sound one, else the default."""
    return {
        field_name(method.code, option.name): option.of(stored)
        for method in methods
        for option in method.options
    }


def _field(option: Option) -> forms.Field:
    label = _(option.label)
    if option.kind == "flag":
        return forms.BooleanField(label=label, required=False, widget=UnfoldBooleanSwitchWidget)
    if option.kind == "choice":
        return forms.ChoiceField(
            label=label,
            choices=[(value, _(word)) for value, word in option.choices],
            required=False,
            widget=UnfoldAdminSelectWidget,
        )
    if option.kind == "fields":
        return forms.MultipleChoiceField(
            label=label, choices=list(FIELD_LABELS.items()), required=False, widget=SearchedList
        )
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=option.least,
        max_value=option.most,
        widget=UnfoldAdminIntegerFieldWidget,
    )
