"""The form that strangers fill in. It checks little: a lead in bad shape is better than none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from leads.channels.codes import countries
from leads.channels.form import HONEYPOT
from leads.choices import ChannelKind
from leads.models import Channel, Product

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
PASSED_ON = (*UTM, "page_url", "language")
CONTACTS = ("email", "phone", "mobile", "wechat")  # any of them will do; ours shows two
LONGEST_PASSED_ON = 500


def open_form(slug: str) -> Channel | None:
    """The channel behind an address of a hosted form; None when there is none in use."""
    return Channel.objects.filter(slug=slug, kind=ChannelKind.FORM, is_active=True).first()


def product_names() -> list[str]:
    return list(Product.objects.order_by("name").values_list("name", flat=True)[:100])


def _text(label: Any, autocomplete: str = "off", kind: str = "text") -> forms.CharField:
    attrs = {"class": "form-control", "autocomplete": autocomplete, "type": kind}
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs=attrs))


class HostedForm(forms.Form):
    """One channel's form. Limits of length are the intake's: it cuts, it does not refuse."""

    name = _text(pgettext_lazy("person", "Name"), "name")
    company = _text(_("Company"), "organization")
    email = _text(pgettext_lazy("person", "E-mail"), "email", "email")
    phone = _text(_("Phone"), "tel", "tel")
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select", "autocomplete": "country"}),
    )
    product = _text(_("Product"))
    quantity = _text(_("Quantity"))
    message = forms.CharField(
        label=_("What can we do for you?"),
        required=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 5}),
    )
    consent = forms.CharField(
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Please agree, so that we may answer you.")},
    )

    def __init__(self, given: Mapping[str, str] | None, *, channel: Channel, **kwargs: Any) -> None:
        super().__init__(given, **kwargs)
        names = countries(is_chinese=(get_language() or "").startswith("zh"))
        self.fields["country"].choices = [("", "—"), *names]  # type: ignore[attr-defined]
        self.fields["product"].widget.attrs["list"] = "products"
        self.fields["quantity"].widget.attrs["inputmode"] = "numeric"
        if channel.consent_text:
            self.fields["consent"].label = channel.consent_text
        else:
            del self.fields["consent"]

    def fault(self) -> str:
        """What the person must mend before it makes sense to send: "contact", "consent" or ""."""
        if not any(self.data.get(name, "").strip() for name in CONTACTS):
            return "contact"
        if "consent" in self.fields and not self.data.get("consent"):
            return "consent"
        return ""

    def is_by_a_program(self) -> bool:
        """A program filled in what no person sees; let it think that it has succeeded."""
        return bool(self.data.get(HONEYPOT))


def passed_on(given: Mapping[str, str], *, language: str) -> dict[str, str]:
    """Hidden values that travel with the form: the campaign, the page around it, the language."""
    found = {name: given.get(name, "")[:LONGEST_PASSED_ON] for name in PASSED_ON}
    found["language"] = found["language"] or language
    return {name: value for name, value in found.items() if value}
