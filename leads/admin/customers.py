from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from leads.identity.normalize import Point, company_key, email_point, phone_points, wechat_point
from leads.models import Customer, CustomerPoint
from reps.admin_pages import Rows, SettingsAdmin

KINDS = [("email", _("e-mail")), ("phone", _("phone")), ("wechat", _("WeChat"))]
PHONES_OF = "CN"  # how a number without a country code is read


class CustomerForm(forms.ModelForm):
    implied = ("company_key",)  # written with the name, by which a company is found

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        self.instance.company_key = company_key(name)
        return name

    def clean_domain(self) -> str:
        return self.cleaned_data["domain"].strip().lower().removeprefix("www.")


class PointForm(forms.ModelForm):
    """A contact point, normalised as those of leads are, so that they can be the same."""

    namespace = forms.ChoiceField(label=_("kind"), choices=KINDS, widget=UnfoldAdminSelectWidget)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        point = normal_point(given.get("namespace", ""), given.get("value", ""))
        if point is None:
            raise ValidationError(_("This is not a usable contact point."))
        return given | {"namespace": point.namespace, "value": point.value}


def normal_point(kind: str, text: str) -> Point | None:
    """The point that a text names; None if it names none."""
    if kind == "email":
        return email_point(text)
    if kind == "wechat":
        return wechat_point(text)
    return next(iter(phone_points(text, region=PHONES_OF)), None)


class CustomerPointInline(Rows):
    model = CustomerPoint
    form = PointForm


@admin.register(Customer)
class CustomerAdmin(SettingsAdmin):
    form = CustomerForm
    list_display = ["name", "owner", "domain", "since"]
    list_filter = ["owner"]
    list_select_related = ["owner"]
    search_fields = ["name", "domain"]
    ordering = ["name", "pk"]
    autocomplete_fields = ["owner"]
    fields = ["name", "owner", "domain", "since"]
    inlines = [CustomerPointInline]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"since": timezone.now()}
