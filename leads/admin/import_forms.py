from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from leads.choices import ChannelKind, ImportMode
from leads.intake.spreadsheet import Wishes
from leads.models import Channel, SpreadsheetImport
from leads.tables.words import TARGET_LABELS

DATE_ORDERS = [
    ("", _("as the file shows")),
    ("DMY", _("31/12/2026: the day first")),
    ("MDY", _("12/31/2026: the month first")),
    ("YMD", _("2026/12/31: the year first")),
]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("file"),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=_("CSV or XLSX. Nothing is imported yet: the next page shows what was read."),
    )
    channel = forms.ModelChoiceField(
        label=_("channel"),
        queryset=Channel.objects.filter(kind=ChannelKind.SPREADSHEET, is_active=True).order_by(
            "name"
        ),
        widget=UnfoldAdminSelectWidget,
        help_text=_("Rows with an id that this channel knows bring its leads up to date."),
    )


class ColumnsForm(forms.Form):
    """How a draft is read: a field for every column of the file, then the settings."""

    mode = forms.ChoiceField(
        label=_("mode"), choices=ImportMode.choices, widget=UnfoldAdminSelectWidget
    )
    date_order = forms.ChoiceField(
        label=_("order of dates"),
        choices=DATE_ORDERS,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    accept_without_contact = forms.BooleanField(
        label=_("accept without contact"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Rows without e-mail and phone become leads as well."),
    )

    def __init__(self, data: Any = None, *, batch: SpreadsheetImport) -> None:
        initial = {
            "mode": batch.mode,
            "date_order": batch.date_order,
            "accept_without_contact": batch.accept_without_contact,
        }
        super().__init__(data, initial=initial)
        self.headers = list(batch.mapping)
        for position, header in enumerate(self.headers):
            self.fields[f"column{position}"] = forms.ChoiceField(
                label=header,
                choices=list(TARGET_LABELS.items()),
                initial=batch.mapping[header],
                widget=UnfoldAdminSelectWidget,
            )

    def settings(self) -> list[forms.BoundField]:
        return [self[name] for name in ("mode", "date_order", "accept_without_contact")]

    def columns(self) -> list[forms.BoundField]:
        return [self[f"column{position}"] for position in range(len(self.headers))]

    def wishes(self) -> Wishes:
        chosen = self.cleaned_data
        return Wishes(
            mapping={
                header: chosen[f"column{position}"] for position, header in enumerate(self.headers)
            },
            mode=chosen["mode"],
            accept_without_contact=chosen["accept_without_contact"],
            date_order=chosen["date_order"],
        )
