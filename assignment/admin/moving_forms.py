"""Where leads and what hangs on them are to go, as forms of the admin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from assignment.choices import Destination, HandoverKind
from assignment.desk.forms_together import load_text
from assignment.models import Pool
from assignment.moving.leaving import WAYS, usual_ways
from assignment.moving.reassigning import MOVES, Criteria, pools_for, receivers_for
from leads.choices import OPEN
from reps.models import Rep, Team

Choices = list[tuple[Any, Any]]


class ReassignForm(forms.Form):
    """Which leads, and where to. Leads that were ticked in the list come by their numbers."""

    ids = forms.CharField(required=False, widget=forms.HiddenInput)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=Rep.objects.none(),
        required=False,
        empty_label=_("All owners"),
        widget=UnfoldAdminSelectWidget,
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("All teams"),
        widget=UnfoldAdminSelectWidget,
    )
    status = forms.ChoiceField(label=_("Status"), required=False, widget=UnfoldAdminSelectWidget)
    pool = forms.ModelChoiceField(
        label=_("From the pool"),
        queryset=Pool.objects.none(),
        required=False,
        empty_label=_("All pools"),
        widget=UnfoldAdminSelectWidget,
    )
    where = forms.ChoiceField(label=_("Where to"), widget=UnfoldAdminSelectWidget)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: Any = self.fields
        receivers, pools = list(receivers_for(user)), list(pools_for(user))
        own["owner"].queryset = _owners(user)
        own["team"].queryset = Team.objects.filter(reps__in=_owners(user)).distinct()
        own["pool"].queryset = pools_for(user)
        statuses = [(status.value, status.label) for status in OPEN]
        own["status"].choices = [("", _("All statuses")), *statuses]
        own["where"].choices = where_choices(MOVES, receivers, pools)

    def clean_ids(self) -> list[int]:
        words = self.cleaned_data["ids"].split(",")
        return [int(word) for word in words if word.isascii() and word.isdigit()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and self.criteria.are_empty:
            raise forms.ValidationError(_("Say which leads: at least one of these must be chosen."))
        return given

    @property
    def criteria(self) -> Criteria:
        names = ("ids", "owner", "team", "status", "pool")
        return Criteria(**{name: self.cleaned_data[name] for name in names})


class HandoverForm(forms.Form):
    """For each kind of what a leaver holds, where it goes."""

    def __init__(
        self, *args: Any, user: Any, leaver: Rep, counts: Mapping[str, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        receivers = [rep for rep in receivers_for(user) if rep.pk != leaver.pk]
        pools = list(pools_for(user))
        for kind, ways in WAYS.items():
            self.fields[kind] = forms.ChoiceField(
                label=f"{HandoverKind(kind).label} ({counts[kind]})",
                choices=where_choices(ways, receivers, pools),
                initial=usual_ways()[kind],
                widget=UnfoldAdminSelectWidget,
            )


def where_choices(ways: Sequence[str], receivers: Sequence[Rep], pools: Sequence[Pool]) -> Choices:
    """The choices of a select: the plain ways first, then pools and reps by name."""
    plain = [way for way in ways if way not in (Destination.POOL, Destination.REP)]
    choices: Choices = [(str(way), Destination(way).label) for way in plain]
    if Destination.POOL in ways:
        named = [(f"pool:{pool.pk}", pool.name) for pool in pools]
        choices.append((_("Dealt by the pool"), named))
    if Destination.REP in ways:
        choices.append((_("To one rep"), [(f"rep:{rep.pk}", load_text(rep)) for rep in receivers]))
    return choices


def _owners(user: Any):
    everybody = user.has_perm("leads.see_all_leads")
    reps = Rep.objects.all() if everybody else Rep.objects.under(user)
    return reps.order_by("name", "pk")
