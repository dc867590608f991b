"""The SLA policy: changing it makes a new version, so that running clocks keep theirs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from assignment.models import Policy
from assignment.policies import COPIED, replace_policy
from reps.word_lists import WordsField

MINOR_PER_MAJOR = 100


class PolicyForm(forms.ModelForm):
    key_value = forms.DecimalField(
        label=capfirst(_("key lead above value")),
        min_value=Decimal(0),
        max_digits=15,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("In the base currency."),
    )
    reminders = WordsField(
        # xgettext:no-python-format
        label=capfirst(_("reminders (% of the time)")),
        help_text=_("Per cent of the time that has passed, such as 50, 80."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key_value" in self.fields:
            self.initial["key_value"] = Decimal(self.instance.key_value_minor) / MINOR_PER_MAJOR

    def clean_reminders(self) -> list[int]:
        given = self.cleaned_data["reminders"]
        if not all(word.isdecimal() and 0 < int(word[:4]) < 100 for word in given):
            raise ValidationError(_("Reminders are whole numbers between 1 and 99."))
        return sorted({int(word) for word in given})


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    """The policy in force is changed by putting its successor in force."""

    form = PolicyForm
    list_display = ["name", "state", "normal_hours", "key_hours", "key_above", "created_at"]
    ordering = ["-version"]
    actions = None
    fieldsets = [
        (_("First follow-up"), {"fields": [("normal_hours", "key_hours"), "reminders"]}),
        (_("Key leads"), {"fields": ["key_value", ("reviews_key_leads", "review_hours")]}),
        (
            _("Recycling, waiting and archive"),
            {"fields": [("recycles_at_most", "retry_minutes"), "archive_days"]},
        ),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """An old version shows its threshold as text, for there is no form to fill in."""
        fieldsets = super().get_fieldsets(request, obj)
        if self._is_form(request, obj):
            return fieldsets
        return [
            (title, {"fields": [_shown(field) for field in options["fields"]]})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if self._is_form(request, obj) else ("key_above",)

    def _is_form(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only the first one is added; every other follows from the one before."""
        return super().has_add_permission(request) and not Policy.objects.exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_current = obj is None or obj.is_current
        return is_current and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description=_("version"), ordering="version")
    def name(self, policy: Policy) -> str:
        return str(policy)

    @display(description=_("state"), label={"current": "success"})
    def state(self, policy: Policy) -> tuple[str, Any]:
        return ("current", _("In force")) if policy.is_current else ("old", _("Earlier"))

    @display(description=_("key lead above value"), ordering="key_value_minor")
    def key_above(self, policy: Policy) -> str:
        return f"{policy.key_value_minor / MINOR_PER_MAJOR:,.2f} {settings.BASE_CURRENCY}"

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        given = form.cleaned_data
        values = {name: given[name] for name in COPIED if name in given}
        values["key_value_minor"] = int(given["key_value"] * MINOR_PER_MAJOR)
        new = replace_policy(values, now=timezone.now())
        obj.pk, obj.version, obj.is_current = new.pk, new.version, True

    def response_add(
        self, request: HttpRequest, obj: Policy, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Policy) -> HttpResponse:
        said = _("Version %(name)s is in force. Running clocks keep the times they started with.")
        messages.success(request, said % {"name": obj})
        return redirect("admin:assignment_policy_changelist")


def _shown(field: Any) -> Any:
    return "key_above" if field == "key_value" else field
