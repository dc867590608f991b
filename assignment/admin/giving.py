"""To whom a manager may give leads, the question which of them, and what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from assignment.desk.forms_together import load_text
from assignment.moving.reassigning import receivers_for
from reps.models import Rep
from reps.sweeps import Tally


class RepChoice(forms.ModelChoiceField):
    """Reps with what they already have."""

    def label_from_instance(self, obj: Any) -> str:
        return load_text(obj)


class GiveForm(forms.Form):
    rep = RepChoice(
        queryset=Rep.objects.none(),
        label=_("Rep"),
        empty_label=_("Select value"),
        widget=UnfoldAdminSelectWidget,
        help_text=_("Capacity and daily cap do not hold for leads that are given by hand."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = receivers_for(user)  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )


def tell(request: HttpRequest, tally: Tally) -> None:
    """What became of the rows: done, passed over because they had changed, failed."""
    done = ngettext("%(count)d lead: done.", "%(count)d leads: done.", tally.done)
    messages.add_message(
        request, messages.SUCCESS if tally.done else messages.WARNING, done % {"count": tally.done}
    )
    if tally.skipped:
        said = ngettext(
            "%(count)d lead was left as it is: it has changed meanwhile, or this does not fit it.",
            "%(count)d leads were left as they are: they have changed meanwhile, or this does not"
            " fit them.",
            tally.skipped,
        )
        messages.warning(request, said % {"count": tally.skipped})
    if tally.failed:
        said = ngettext("%(count)d lead failed.", "%(count)d leads failed.", tally.failed)
        messages.error(request, said % {"count": tally.failed})
