"""Giving many leads to others, and the handover when somebody leaves: look first, then do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from assignment.admin.moving_forms import HandoverForm, ReassignForm
from assignment.admin.moving_tables import (
    counts_table,
    customers_table,
    foreseen_table,
    results_table,
    shares_table,
)
from assignment.choices import SimulationState
from assignment.models import Reassignment
from assignment.moving import handover, reassigning
from assignment.moving.destinations import target_name, where_of
from assignment.moving.leaving import Belongings
from assignment.moving.reassigning import orders_for
from assignment.tasks import set_going
from reps.admin_pages import ReadOnlyAdmin

COLOURS = {
    SimulationState.QUEUED: "info",
    SimulationState.RUNNING: "info",
    SimulationState.DONE: "success",
    SimulationState.FAILED: "danger",
}
MAY = "leads.change_lead"
LEADS = "admin:leads_lead_changelist"


@admin.register(Reassignment)
class ReassignmentAdmin(ReadOnlyAdmin):
    list_display = ["what", "target", "state_label", "moved", "asked_by", "asked_at"]
    list_select_related = ["leaver", "asked_by"]
    list_filter = ["state"]
    ordering = ["-asked_at", "-pk"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MAY)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reassignment]:
        return super().get_queryset(request).filter(pk__in=orders_for(request.user).values("pk"))

    def get_urls(self):
        site = self.admin_site.admin_view
        new = path("new/", site(self.new), name="assignment_reassignment_new")
        route, name = "handover/<int:rep_id>/", "assignment_reassignment_handover"
        return [new, path(route, site(self.hand_over), name=name), *super().get_urls()]

    @display(description=_("what"))
    def what(self, order: Reassignment) -> str:
        return title_of(order)

    @display(description=_("where to"))
    def target(self, order: Reassignment) -> str:
        return "–" if order.leaver_id else target_name(where_of(order.wishes["leads"]))

    @display(description=_("state"), ordering="state", label=COLOURS)
    def state_label(self, order: Reassignment) -> tuple[str, str]:
        return order.state, order.get_state_display()

    @display(description=_("leads"))
    def moved(self, order: Reassignment) -> str:
        return str(len(order.results))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        number = unquote(object_id)
        order = get_object_or_404(orders_for(request.user), pk=number if number.isdecimal() else 0)
        running = order.state in (SimulationState.QUEUED, SimulationState.RUNNING)
        return self._page(
            request,
            "order",
            original=order,
            title=title_of(order),
            back=reverse("admin:assignment_reassignment_changelist"),
            is_running=running,
            **progress_of(order),
            shares=shares_table((result, rep) for result, rep in order.results.values()),
            results=None if running else results_table(order),
            counts=counts_table(order.counts) if order.counts else None,
        )

    def new(self, request: HttpRequest, ids: str = "") -> HttpResponse:
        """Which leads and where to, then what would happen, then it happens."""
        user = request.user
        if not user.has_perm(MAY):
            raise Http404
        is_sent = request.method == "POST" and "action" not in request.POST
        form = ReassignForm(request.POST if is_sent else None, user=user, initial={"ids": ids})
        rows, now = None, timezone.now()
        if is_sent and form.is_valid():
            where = where_of(form.cleaned_data["where"])
            if is_sure(request, form):
                note = form.cleaned_data["note"]
                order = reassigning.begin(user, form.criteria, where, note=note, now=now)
                return _set_out(order)
            rows = reassigning.preview(user, form.criteria, where, now=now)
        chosen = ids or (form.data.get("ids", "") if is_sent else "")
        return self._page(
            request,
            "reassign",
            title=_("Reassign leads"),
            form=form,
            shown=said_in(request, form),
            action=reverse("admin:assignment_reassignment_new"),
            chosen=len(chosen.split(",")) if chosen else 0,
            foreseen=foreseen_table(rows) if rows else None,
            shares=shares_table((row.result, row.rep) for row in rows) if rows else None,
            is_empty=rows == [],
            most=reassigning.MOST,
            back=reverse(LEADS),
        )

    def hand_over(self, request: HttpRequest, rep_id: int) -> HttpResponse:
        """What a leaver holds and where it goes, then what would happen, then it happens."""
        user, now = request.user, timezone.now()
        leaver = get_object_or_404(handover.leavers_for(user), pk=rep_id)
        counts = Belongings(leaver).counts()
        is_sent = request.method == "POST"
        form = HandoverForm(
            request.POST if is_sent else None, user=user, leaver=leaver, counts=counts
        )
        prospect = None
        if is_sent and form.is_valid():
            wishes = handover.wishes_of(user, leaver, form.cleaned_data)
            if is_sure(request, form):
                try:
                    return _set_out(handover.begin(user, leaver, wishes, now=now))
                except handover.AlreadyLeaving:
                    messages.warning(request, _("A handover of this rep is on its way already."))
                    return redirect("admin:assignment_reassignment_changelist")
            prospect = handover.preview(leaver, wishes, now=now)
        return self._page(
            request,
            "handover",
            title=_("Handover of %(rep)s") % {"rep": leaver},
            form=form,
            shown=said_in(request, form),
            prospect=prospect_tables(prospect) if prospect else None,
            back=reverse("admin:reps_rep_change", args=[leaver.pk]),
        )

    def _page(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        page = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/assignment/moving_{name}.html", page)


def _set_out(order: Reassignment) -> HttpResponse:
    set_going(order.pk)
    return redirect("admin:assignment_reassignment_change", order.pk)


def said_in(request: HttpRequest, form: forms.Form) -> str:
    """What a form said when its consequences were shown."""
    return "|".join(f"{name}={request.POST.get(name, '')}" for name in form.fields)


def is_sure(request: HttpRequest, form: forms.Form) -> bool:
    """Whether what was shown is to be done; a form that was changed since is shown anew."""
    return "_sure" in request.POST and request.POST.get("_shown") == said_in(request, form)


def title_of(order: Reassignment) -> str:
    if order.leaver is not None:
        return _("Handover of %(rep)s") % {"rep": order.leaver}
    return _("Reassignment %(number)s") % {"number": order.pk}


def progress_of(order: Reassignment) -> dict[str, Any]:
    """How far an order is; of a handover the total is what the leaver still holds besides."""
    done = len(order.results)
    total = len(order.lead_ids)
    if order.leaver is not None:
        has = Belongings(order.leaver)
        total = done + has.leads.count() + has.nurturing.count()
    return {"done": done, "total": total, "percent": done * 100 // total if total else 100}


def prospect_tables(prospect: handover.Prospect) -> dict[str, Any]:
    leads = [*prospect.leads, *prospect.nurturing]
    return {
        "leads": foreseen_table(leads) if leads else None,
        "shares": shares_table((row.result, row.rep) for row in leads) if leads else None,
        "customers": customers_table(prospect.customers) if prospect.customers else None,
        "counts": counts_table(dict(prospect.counts)),
    }
