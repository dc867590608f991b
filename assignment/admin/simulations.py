"""Trying rules before they are in force: one lead, or all leads of the last days."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRefresh
from unfold.decorators import action, display

from assignment.admin.simulation_forms import AskForm, TryForm
from assignment.admin.simulation_tables import moves_csv, moves_table, tables_of
from assignment.choices import SimulationKind, SimulationState
from assignment.engine.rules import UnreadableRules
from assignment.models import Simulation
from assignment.policies import NoPolicy
from assignment.roles import may_simulate
from assignment.simulation.dry_run import ask
from assignment.simulation.figures import MOST_MOVES
from assignment.simulation.report import MOST_SHOWN, report_on
from assignment.simulation.try_one import Subject, subject_from, subject_of, try_one
from assignment.simulation.versions import draft, published
from assignment.simulation.words import PROBLEM_LABELS, titles_of, version_title
from assignment.tasks import queue_simulation
from leads.models import Lead
from leads.tables.words import problem_label, target_label
from reps.admin_pages import ReadOnlyAdmin

COLOURS = {
    SimulationState.QUEUED: "info",
    SimulationState.RUNNING: "info",
    SimulationState.DONE: "success",
    SimulationState.FAILED: "danger",
}
BUSY = (SimulationState.QUEUED, SimulationState.RUNNING)


@admin.register(Simulation)
class SimulationAdmin(ReadOnlyAdmin):
    """Ask for a dry run or a comparison, watch it, read what came out."""

    list_display = ["title", "period", "leads", "state_label", "asked_by", "asked_at"]
    list_display_links = ["title"]
    list_filter = ["kind", "state"]
    list_select_related = ["version__rule_set", "baseline__rule_set", "asked_by"]
    ordering = ["-asked_at", "-pk"]
    actions_list = ["try_lead"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_simulate(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_simulate(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_simulate(request.user)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content", "carried", "result")

    def get_urls(self) -> list[Any]:
        own = [
            path(
                "try/", self.admin_site.admin_view(self.try_page), name="assignment_simulation_try"
            ),
            path(
                "<int:pk>/moves.csv",
                self.admin_site.admin_view(self.moves_file),
                name="assignment_simulation_moves",
            ),
        ]
        return own + super().get_urls()

    @display(description=_("dry run"))
    def title(self, simulation: Simulation) -> str:
        titles = titles_of(simulation)
        if simulation.kind == SimulationKind.COMPARE:
            return _("%(new)s against %(old)s") % {"new": titles[-1], "old": titles[0]}
        return titles[0]

    @display(description=_("leads from"))
    def period(self, simulation: Simulation) -> str:
        days = (simulation.until - simulation.since).days
        return _("the last %(days)s days") % {"days": days}

    @display(description=_("leads"), ordering="total")
    def leads(self, simulation: Simulation) -> int:
        return simulation.total

    @display(description=_("state"), ordering="state", label=COLOURS)
    def state_label(self, simulation: Simulation) -> tuple[str, str]:
        return simulation.state, simulation.get_state_display()

    def has_try_permission(self, request: HttpRequest) -> bool:
        return may_simulate(request.user)

    @action(description=_("Try one lead"), permissions=["try"], url_path="try-one", icon="science")
    def try_lead(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:assignment_simulation_try")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        _require_right(request)
        form = AskForm(request.POST or None, initial=_first_choice(request))
        if form.is_valid():
            given = form.cleaned_data
            simulation = ask(
                version=given["version"],
                baseline=given["baseline"],
                days=given["days"],
                by=request.user.pk,
                now=timezone.now(),
            )
            queue_simulation(simulation.pk)
            return redirect(_page_of(simulation))
        return self._page(request, "ask", title=_("Decide past leads again"), form=form)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        _require_right(request)
        simulation = _found(unquote(object_id))
        if simulation.state in BUSY:
            percent = simulation.done * 100 // max(simulation.total, 1)
            return self._page(request, "progress", simulation=simulation, percent=min(percent, 100))
        if "HX-Request" in request.headers:  # the page of the progress asks as it ends
            return HttpResponseClientRefresh()
        return self._page(request, "report", simulation=simulation, **report_context(simulation))

    def moves_file(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        """The leads that would move, as CSV."""
        _require_right(request)
        simulation = _found(str(pk))
        if simulation.state != SimulationState.DONE or simulation.baseline_id is None:
            raise Http404
        report = report_on(simulation.result, most_moves=MOST_MOVES)
        lines = list(moves_csv(report, titles_of(simulation)))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="moves-{simulation.pk}.csv"'
        return response

    def try_page(self, request: HttpRequest) -> HttpResponse:
        """Type or pick one lead, and see what would become of it; nothing is written."""
        _require_right(request)
        given = request.POST or (request.GET if "lead" in request.GET else None)
        form = TryForm(given)
        tried: dict[str, Any] = {}
        if form.is_valid():
            subject = _subject(request, form)
            if subject is not None:
                tried = try_context(subject)
        context = {"title": _("Try one lead"), "form": form, **tried}
        return self._page(request, "try", **context)

    def _page(
        self,
        request: HttpRequest,
        name: str,
        *,
        simulation: Simulation | None = None,
        **context: Any,
    ) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": simulation,
            "title": self.title(simulation) if simulation else "",
            "back": reverse("admin:assignment_simulation_changelist"),
            **context,
        }
        return TemplateResponse(request, f"admin/assignment/simulation/{name}.html", page)


def report_context(simulation: Simulation) -> dict[str, Any]:
    """All tables of a simulation that is over, or why it failed."""
    if simulation.state == SimulationState.FAILED:
        return {"failure": PROBLEM_LABELS.get(simulation.problem, simulation.problem)}
    report, titles = report_on(simulation.result), titles_of(simulation)
    is_comparison = simulation.baseline_id is not None
    return {
        "report": report,
        "tables": tables_of(report, titles),
        "is_comparison": is_comparison,
        "moves": moves_table(report, titles) if is_comparison else None,
        "more_moves": max(report.moved - MOST_SHOWN, 0),
    }


def try_context(subject: Subject) -> dict[str, Any]:
    """What the draft and the published rules would do with a lead, or what keeps them from it."""
    versions = [one for one in (draft(), published()) if one is not None]
    try:
        answers = try_one(subject, versions, now=timezone.now())
    except NoPolicy:
        return {"failure": _("No SLA policy is in force.")}
    except UnreadableRules:
        return {"failure": _("The rules of this version can no longer be read.")}
    return {
        "answers": [(version_title(one.version), one) for one in answers],
        "known": subject.known,
        "unused": [(target_label(one.field), problem_label(one.code)) for one in subject.problems],
    }


def _subject(request: HttpRequest, form: TryForm) -> Subject | None:
    number = form.cleaned_data["lead"]
    if number is None:
        return subject_from(form.given(), channel=form.cleaned_data["channel"], now=timezone.now())
    leads = Lead.objects.visible_to(request.user).select_related("channel", "customer__owner")
    lead = leads.filter(pk=number).first()
    if lead is None:
        form.add_error("lead", _("There is no such lead."))
        return None
    return subject_of(lead)


def _first_choice(request: HttpRequest) -> dict[str, Any]:
    """What the link asked for, else the draft against what is in force."""
    wanted, own, in_force = request.GET.get("version", ""), draft(), published()
    chosen = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else (own or in_force)
    compared = in_force if in_force and in_force != own and in_force.pk != chosen else None
    return {"version": chosen, "baseline": compared}


def _found(number: str) -> Simulation:
    rows = Simulation.objects.select_related("version__rule_set", "baseline__rule_set")
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    return get_object_or_404(rows.defer("content", "carried"), pk=number)


def _require_right(request: HttpRequest) -> None:
    if not may_simulate(request.user):
        raise Http404


def _page_of(simulation: Simulation) -> str:
    return reverse("admin:assignment_simulation_change", args=[simulation.pk])
