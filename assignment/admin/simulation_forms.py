"""What a manager fills in to try rules: one lead, or the leads of the last days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from assignment.models import RuleSetVersion
from assignment.simulation.dry_run import MOST_DAYS
from assignment.simulation.words import version_title
from leads.draft import LIMITS
from leads.models import Channel

LARGEST_ID = 2**63 - 1
TEXTS = {
    "company": _("company"),
    "name": pgettext_lazy("person", "name"),
    "email": _("e-mail"),
    "phone": _("phone"),
    "country": _("country"),
    "region": _("state or province"),
    "city": _("city"),
    "language": _("language"),
    "industry": _("industry"),
    "product": _("product"),
    "quantity": _("quantity"),
    "value": _("value"),
    "currency": _("currency"),
    "company_size": _("company size"),
    "source": _("source"),
    "campaign": _("campaign"),
    "grade": _("value grade"),
    "score": _("score"),
}
LONGEST = 60  # of numbers, which are read as a channel would read them


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return version_title(obj)


def versions() -> Any:
    return RuleSetVersion.objects.select_related("rule_set").order_by("rule_set", "-number", "-pk")


def _begin_with_capitals(form: forms.Form) -> None:
    """As the fields of models do on their pages; their words begin small."""
    for field in form.fields.values():
        field.label = capfirst(field.label)


class TryForm(forms.Form):
    """A lead that is there, or one typed by hand."""

    lead = forms.IntegerField(
        label=_("number of a lead"),
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("As if it came now. Empty: the lead typed below."),
    )
    channel = forms.ModelChoiceField(
        Channel.objects.filter(is_active=True).order_by("name", "pk"),
        label=_("channel"),
        required=False,
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
    )
    message = forms.CharField(
        label=_("message"),
        required=False,
        max_length=LIMITS["message"],
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in TEXTS.items():
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=LIMITS.get(name, LONGEST),
                widget=UnfoldAdminTextInputWidget,
            )
        _begin_with_capitals(self)

    def texts(self) -> list[forms.BoundField]:
        return [self[name] for name in TEXTS]

    def given(self) -> dict[str, str]:
        """The lead as a channel would send it: what was filled in."""
        names = (*TEXTS, "message")
        return {name: text for name in names if (text := self.cleaned_data.get(name))}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("lead") and not self.given():
            raise forms.ValidationError(_("Name a lead, or type something about one."))
        if not cleaned.get("lead") and not cleaned.get("channel"):
            self.add_error("channel", _("Choose a channel by which it would come."))
        return cleaned


class AskForm(forms.Form):
    """Which rules, against which, over how many days."""

    version = VersionField(
        queryset=RuleSetVersion.objects.none(),
        label=_("decide by"),
        empty_label=None,
        widget=UnfoldAdminSelectWidget,
    )
    baseline = VersionField(
        queryset=RuleSetVersion.objects.none(),
        label=_("compare with"),
        required=False,
        empty_label=_("nothing: one version alone"),
        widget=UnfoldAdminSelectWidget,
    )
    days = forms.IntegerField(
        label=_("leads of the last days"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=30,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["version"]
        compared: Any = self.fields["baseline"]
        chosen.queryset = versions()
        compared.queryset = versions().filter(content__isnull=False)
        _begin_with_capitals(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("baseline") and cleaned.get("baseline") == cleaned.get("version"):
            self.add_error("baseline", _("A version does not differ from itself."))
        return cleaned
