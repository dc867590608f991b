"""What is filled in where several people work on a lead: transfer, collaborators, tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assignment.choices import CollaboratorRole, ReleaseReason
from assignment.desk.forms import NOTE_LENGTH, Buttons, Note
from assignment.moving.transferring import colleagues_for, obstacle
from assignment.together.collaboration import newcomers_for, workers_on
from assignment.wording.words import EXCLUSION_LABELS
from leads.models import Lead
from reps.models import Rep


class RepField(forms.ModelChoiceField):
    """Reps to choose from, each with his team or with what he already has."""

    def __init__(self, *, shows: str, **kwargs: Any) -> None:
        select = forms.Select(attrs={"class": "form-select"})
        super().__init__(queryset=Rep.objects.none(), widget=select, **kwargs)
        self.shows = shows

    def label_from_instance(self, obj: Any) -> str:
        if self.shows == "team":
            return f"{obj.name} ({obj.team.name})" if obj.team else obj.name
        if self.shows == "load":
            return load_text(obj)
        return str(obj.name)


def load_text(rep: Rep) -> str:
    """A rep with the leads that he has, beside his capacity if there is one."""
    said = gettext("%(name)s, %(open)d open")
    if rep.capacity is not None:
        said = gettext("%(name)s, %(open)d of %(capacity)d open")
    return said % {"name": rep.name, "open": rep.open_leads, "capacity": rep.capacity}


class TransferForm(forms.Form):
    """To which colleague, and why. Who is at a limit is asked about before he gets the lead."""

    rep = RepField(
        shows="load", label=pgettext_lazy("a colleague", "To"), empty_label=_("Choose a colleague")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=ReleaseReason.choices, widget=Buttons)
    note = forms.CharField(label=_("Note"), max_length=NOTE_LENGTH, required=False, widget=Note)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lead: Lead, user: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lead, self.now = lead, now
        self.fields["rep"].queryset = colleagues_for(user, lead)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        rep = given.get("rep")
        if rep is not None and not self.errors and given.get("sure") != str(rep.pk):
            against = obstacle(self.lead, rep, now=self.now)
            if against is not None:
                self._ask_again(rep, EXCLUSION_LABELS[against])
        return given

    def _ask_again(self, rep: Rep, why: Any) -> None:
        self.data = {**{name: self.data[name] for name in self.data}, "sure": str(rep.pk)}
        said = _("%(rep)s: %(why)s. Press the button again to pass the lead on all the same.")
        self.add_error(None, said % {"rep": rep.name, "why": why})


class CollaboratorForm(forms.Form):
    """Who is to work on the lead too, and as what."""

    rep = RepField(shows="team", label=_("Rep"), empty_label=_("Choose a rep"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=CollaboratorRole.choices,
        initial=CollaboratorRole.PRESALES,
        widget=Buttons,
    )

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = newcomers_for(lead)  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    """What is to be done, by whom and by when."""

    title = forms.CharField(
        label=_("Task"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    due_at = forms.DateTimeField(
        label=pgettext_lazy("task", "Due"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"
        ),
    )
    rep = RepField(shows="name", label=pgettext_lazy("task", "For"), empty_label=None)

    def __init__(self, *args: Any, lead: Lead, rep: Rep | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields["rep"]
        own.queryset = workers_on(lead)
        own.initial = rep.pk if rep else lead.owner_id
        if len(own.queryset) == 1:  # nobody else is there to choose
            own.initial, own.widget = own.queryset[0].pk, forms.HiddenInput()
