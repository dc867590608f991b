"""Forms of the pages of a version: when and for whom it is published, what it starts from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from assignment.choices import PartialKind
from assignment.versions.partial import MOST_PERCENT, Share
from assignment.versions.presets import Preset
from leads.models import Channel
from reps.models import Team


class PlanForm(forms.Form):
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        widget=UnfoldAdminTextInputWidget({"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text=_("By your own clock. The draft is published as it will be at that moment."),
    )

    def clean_publish_at(self) -> Any:
        moment = self.cleaned_data["publish_at"]
        if moment <= timezone.now():
            raise forms.ValidationError(_("Choose a moment in the future."))
        return moment


class PartForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Publish for"),
        choices=PartialKind.choices,
        widget=UnfoldAdminRadioSelectWidget,
        initial=PartialKind.PERCENT,
    )
    percent = forms.IntegerField(
        # xgettext:no-python-format
        label=_("% of leads"),
        min_value=1,
        max_value=MOST_PERCENT,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("For a share of all leads. A lead stays in or out of it for good."),
    )
    channel = forms.ModelChoiceField(
        Channel.objects.order_by("name", "pk"),
        label=_("Channel"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("For one channel."),
    )
    team = forms.ModelChoiceField(
        Team.objects.order_by("name", "pk"),
        label=_("Team"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_(
            "For one team and those below it: the leads that the published rules would give"
            " to it, or to pools and reps of it alone."
        ),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        needed = given.get("kind")
        if needed and not given.get(needed) and needed not in self.errors:
            self.add_error(needed, _("This is needed for what you chose above."))
        return given

    def share(self) -> Share:
        given = self.cleaned_data
        kind, channel, team = given["kind"], given["channel"], given["team"]
        return Share(
            kind=kind,
            channel_id=channel.pk if channel and kind == PartialKind.CHANNEL else None,
            team_id=team.pk if team and kind == PartialKind.TEAM else None,
            percent=given["percent"] if kind == PartialKind.PERCENT else None,
        )


class PresetForm(forms.Form):
    preset = forms.ChoiceField(
        label=_("Start from"),
        choices=Preset.choices,
        widget=UnfoldAdminRadioSelectWidget,
        initial=Preset.EQUAL,
    )
