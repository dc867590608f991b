"""Leave for several reps at once, with a look at which pools would have nobody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action
from unfold.widgets import (
    UnfoldAdminSelect2MultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from assignment.coverage import Gap, gaps
from reps.admin.leave import LeaveAdmin, manageable_reps, stretch_text
from reps.leave import NotAStretch, enter_leave_of_many, in_the_way, stretch
from reps.models import Leave, Rep, Team
from reps.schedule import zone_of

LIST = "admin:reps_leave_changelist"
SHOWN_DAYS = 10


class Picker(UnfoldAdminTextInputWidget):
    """The browser's own picker of days or times."""

    def __init__(self, kind: str) -> None:
        super().__init__(attrs={"type": kind})
        self.input_type = kind


class SeveralForm(forms.Form):
    """Who, and when: days and times are those of where each of them works."""

    class Media:
        js = ["js/searched_lists.js"]

    reps = forms.ModelMultipleChoiceField(
        queryset=Rep.objects.none(),
        label=_("Reps"),
        required=False,
        widget=UnfoldAdminSelect2MultipleWidget,
    )
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label=_("All of the team"),
        required=False,
        empty_label="–",
        widget=UnfoldAdminSelectWidget,
        help_text=_("With the teams below it."),
    )
    first_day = forms.DateField(label=_("First day"), widget=Picker("date"))
    begins = forms.TimeField(
        label=_("From (time, if not the whole day)"), required=False, widget=Picker("time")
    )
    last_day = forms.DateField(label=_("Last day"), widget=Picker("date"))
    ends = forms.TimeField(
        label=_("Until (time, if not the whole day)"), required=False, widget=Picker("time")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=80, required=False, widget=UnfoldAdminTextInputWidget
    )

    def __init__(self, *args: Any, reps: QuerySet[Rep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manageable: Any = reps.filter(is_active=True).order_by("name", "pk")
        self.fields["reps"].queryset = self.manageable  # type: ignore[attr-defined]
        teams = Team.objects.filter(reps__in=self.manageable) | Team.objects.filter(
            team__reps__in=self.manageable
        )
        self.fields["team"].queryset = (  # type: ignore[attr-defined]
            teams.distinct().order_by("name", "pk")
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        chosen = self._chosen(given)
        if not chosen:
            self.add_error("reps", _("Choose reps or a team."))
            return given
        times = {name: given[name] for name in ("first_day", "last_day", "begins", "ends")}
        try:
            given["stretches"] = {rep.pk: stretch(zone=zone_of(rep), **times) for rep in chosen}
        except NotAStretch:
            self.add_error("last_day", _("The leave would end before it begins, or last too long."))
            return given
        if all(ends <= timezone.now() for _starts, ends in given["stretches"].values()):
            self.add_error("last_day", _("That time is over already."))
        given["who"] = chosen
        return given

    def _chosen(self, given: dict[str, Any]) -> list[Rep]:
        found = {rep.pk: rep for rep in given["reps"]}
        if given["team"] is not None:
            found |= {rep.pk: rep for rep in self.manageable.in_team(given["team"])}
        return sorted(found.values(), key=lambda rep: (rep.name, rep.pk))


admin.site.unregister(Leave)


@admin.register(Leave)
class LeaveWithCoverageAdmin(LeaveAdmin):
    actions_list = ["for_several"]

    def has_for_several_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("reps.add_leave")

    @action(
        description=_("Enter leave for several"),
        permissions=["for_several"],
        url_path="several",
        icon="group_add",
    )
    def for_several(self, request: HttpRequest) -> HttpResponse:
        """Who and when, then what it would mean, then it is done."""
        sent = request.POST if request.method == "POST" else None
        form = SeveralForm(sent, reps=manageable_reps(request))
        if sent is None or not form.is_valid():
            return self._page(request, form)
        if "_sure" not in sent or "_change" in sent:
            shown = None if "_change" in sent else preview_of(form.cleaned_data)
            return self._page(request, form, preview=shown)
        given = form.cleaned_data
        entered, left = enter_leave_of_many(
            stretches=given["stretches"], reason=given["reason"], now=timezone.now()
        )
        said = ngettext(
            "Leave is entered for %(count)d rep.", "Leave is entered for %(count)d reps.", entered
        )
        messages.success(request, said % {"count": entered})
        if left:
            said = ngettext(
                "%(count)d rep is left as is: on leave already, or the time is over.",
                "%(count)d reps are left as they are: on leave already, or the time is over.",
                left,
            )
            messages.warning(request, said % {"count": left})
        return redirect(LIST)

    def _page(self, request: HttpRequest, form: SeveralForm, preview: Any = None) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Leave for several reps"),
            "form": form,
            "media": form.media,
            "preview": preview,
            "back": reverse(LIST),
        }
        status = 422 if form.is_bound and form.errors else 200
        return TemplateResponse(request, "admin/fairlead/leave.html", page, status=status)


def preview_of(given: dict[str, Any]) -> dict[str, Any]:
    """Who is affected, who is away already, and which pools would have nobody."""
    stretches = given["stretches"]
    starts = min(first for first, _last in stretches.values())
    ends = max(last for _first, last in stretches.values())
    there = in_the_way(list(stretches), starts_at=starts, ends_at=ends)
    rows = []
    for rep in given["who"]:
        own = Leave(rep=rep, starts_at=stretches[rep.pk][0], ends_at=stretches[rep.pk][1])
        other = there.get(rep.pk)
        if other and (other.starts_at >= own.ends_at or other.ends_at <= own.starts_at):
            other = None  # it overlaps that of somebody in another time zone
        rows.append(
            {
                "rep": rep,
                "when": stretch_text(own, zone=zone_of(rep)),
                "zone": zone_of(rep),
                "other": stretch_text(other, zone=zone_of(rep)) if other else "",
            }
        )
    going = {row["rep"].pk: stretches[row["rep"].pk] for row in rows if not row["other"]}
    found = gaps(going, now=timezone.now())
    return {"rows": rows, "gaps": [(gap.pool, days_text(gap)) for gap in found]}


def days_text(gap: Gap) -> str:
    """The days, and for many of them the first and how many more."""
    shown = ", ".join(_day_texts(gap.days[:SHOWN_DAYS]))
    more = len(gap.days) - SHOWN_DAYS
    if more <= 0:
        return shown
    said = ngettext("%(days)s and %(more)d day more", "%(days)s and %(more)d days more", more)
    return said % {"days": shown, "more": more}


def _day_texts(days: Iterable[Any]) -> list[str]:
    return [date_format(day, "SHORT_DATE_FORMAT") for day in days]
