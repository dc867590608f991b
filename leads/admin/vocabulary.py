from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leads.channels.codes import currency_code
from leads.models import CurrencyRate, Product
from reps.admin_pages import SettingsAdmin


@admin.register(Product)
class ProductAdmin(SettingsAdmin):
    list_display = ["name", "key_quantity"]
    search_fields = ["name"]
    ordering = ["name", "pk"]


class RateForm(forms.ModelForm):
    def clean_currency(self) -> str:
        given = self.cleaned_data["currency"]
        code = currency_code(given)
        if not code:
            raise ValidationError(_("“%(code)s” is not a currency."), params={"code": given})
        if code == settings.BASE_CURRENCY:
            raise ValidationError(_("This is the base currency itself."))
        return code


@admin.register(CurrencyRate)
class CurrencyRateAdmin(SettingsAdmin):
    """What one unit of a currency is worth in the base currency, from a day on."""

    form = RateForm
    list_display = ["currency", "valid_from", "rate"]
    list_filter = ["currency"]
    ordering = ["currency", "-valid_from"]
