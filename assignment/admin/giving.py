"""To whom a manager may give leads, the question which of them, and what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from reps.models import Rep
from reps.sweeps import Tally


class RepChoice(forms.ModelChoiceField):
    """Reps with what they already have."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.capacity is None:
            said = gettext("%(name)s, %(open)d open")
        else:
            said = gettext("%(name)s, %(open)d of %(capacity)d open")
        values = {"name": obj.name, "open": obj.open_leads, "capacity": obj.capacity}
        return said % values


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


def receivers_for(user: Any) -> QuerySet[Rep]:
    """The active reps to whom a user may give leads: all, or those of his teams."""
    reps = Rep.objects.active().order_by("name", "pk")
    return reps if user.has_perm("leads.see_all_leads") else reps.under(user)


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
