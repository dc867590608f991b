"""What a rep fills in at his desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assignment.choices import ReleaseReason
from leads.choices import (
    INVALID_REASONS,
    LOST_REASONS,
    ActivityKind,
    ActivityOutcome,
    CloseReason,
    LeadStatus,
)
from reps.preferences import time_zones

NOTE_LENGTH = 200


def _choices_of(reasons: tuple[CloseReason, ...]) -> list[tuple[str, Any]]:
    return [(reason.value, reason.label) for reason in reasons]


class Note(forms.Textarea):
    def __init__(self) -> None:
        super().__init__(attrs={"rows": 3, "class": "form-control"})


class Buttons(forms.RadioSelect):
    """Radio buttons that look like buttons, so that one tap is enough."""

    template_name = "desk/widgets/buttons.html"

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        # Django's own renderer of forms does not look into the project's templates.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))


class FollowUpForm(forms.Form):
    """What was done, how it went, and when to go on."""

    kind = forms.ChoiceField(
        label=_("What did you do?"),
        choices=ActivityKind.choices,
        initial=ActivityKind.CALL,
        widget=Buttons,
    )
    outcome = forms.ChoiceField(
        label=_("How did it go?"), choices=ActivityOutcome.choices, required=False, widget=Buttons
    )
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=Note)
    next_contact_at = forms.DateTimeField(
        label=_("Next contact"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_next_contact_at(self) -> datetime | None:
        planned = self.cleaned_data["next_contact_at"]
        if planned and planned <= self.now:
            raise forms.ValidationError(_("The next contact must lie in the future."))
        return planned

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == ActivityKind.NOTE and not given.get("note"):
            self.add_error("note", _("Write down what is to be noted."))
        return given


class ReturnForm(forms.Form):
    """Why a lead should go to somebody else."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ReleaseReason.choices, widget=Buttons)
    note = forms.CharField(label=_("Note"), max_length=NOTE_LENGTH, required=False, widget=Note)


class ObjectionForm(forms.Form):
    """Why a decision should not have gone as it went."""

    text = forms.CharField(
        label=_("What should have gone otherwise?"), max_length=1000, widget=Note
    )


class TakeBackForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=NOTE_LENGTH, required=False, widget=Note)


class ConvertForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=NOTE_LENGTH, required=False, widget=Note)


class LostForm(ReturnForm):
    """Why nothing came of a lead."""

    reason = forms.ChoiceField(label=_("Reason"), choices=_choices_of(LOST_REASONS), widget=Buttons)


class InvalidForm(ReturnForm):
    """Why a lead was none."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=_choices_of(INVALID_REASONS), widget=Buttons
    )


class FilterForm(forms.Form):
    """Search and filters of a list. What cannot be used is ignored, never an error."""

    q = forms.CharField(
        label=_("Search"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    status = forms.ChoiceField(
        label=_("Status"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=None,
        required=False,
        empty_label=_("All owners"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def __init__(self, *args: Any, statuses: Any = LeadStatus, owners: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        shown = [(status.value, status.label) for status in statuses]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            ("", _("All statuses")),
            *shown,
        ]
        if owners is None:
            del self.fields["owner"]
        else:
            self.fields["owner"].queryset = owners  # type: ignore[attr-defined]

    def value(self, name: str, default: Any = "") -> Any:
        """What was asked for, or the default where nothing usable was."""
        self.is_valid()
        return self.cleaned_data.get(name) or default


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in time_zones()],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
