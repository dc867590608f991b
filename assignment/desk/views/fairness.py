"""What is a rep's due and why: his statement, his pools' tables, decisions, objections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from assignment.desk import ledgers, selectors
from assignment.desk.forms import ObjectionForm
from assignment.desk.views.door import DeskMixin
from assignment.explain import explain
from assignment.fairness import parts
from assignment.fairness.objections import object_to
from assignment.fairness.statement import MONTH, PERIODS, Period, period_of
from assignment.models import Decision
from assignment.versions.published import readable_pools
from leads.models import Lead
from reps.csv_files import csv_lines
from reps.models import Rep


class FairnessView(DeskMixin, View):
    """A page about a period that one chooses."""

    def dispatch(self, request, *args, **kwargs):
        if not self.user.is_authenticated:
            return self.handle_no_permission()
        self.rep = selectors.rep_of(self.user)
        return super().dispatch(request, *args, **kwargs)

    def period(self) -> tuple[str, Period]:
        """What was asked for; this month where nothing usable was."""
        asked = self.request.GET.get("period", MONTH)
        code = asked if asked in PERIODS else MONTH
        zone = timezone.get_current_timezone()
        return code, period_of(code, now=timezone.now(), zone=zone)

    def context(self, **more: Any) -> dict[str, Any]:
        code, period = self.period()
        return {"period": period, "chosen": code, "periods": PERIODS, "rep": self.rep, **more}

    def own(self) -> Rep:
        """The rep whose pages these are; whoever is none has no such page."""
        if self.rep is None:
            raise Http404
        return self.rep


class StatementView(FairnessView):
    """My statement: what I could have taken, was due, received, and what passed me by."""

    def get(self, request):
        rep = self.own()
        statement = ledgers.statement_of(rep, self.period()[1], page=_page(request))
        return render(request, "desk/statement.html", self.context(statement=statement))


class StatementFileView(FairnessView):
    """The same entries as a file."""

    def get(self, request):
        rep = self.own()
        code, period = self.period()
        lines = csv_lines(list(ledgers.statement_lines(rep, period)))
        answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
        name = f"{slugify(rep.name) or rep.pk}-{code}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


class PoolLedgerView(FairnessView):
    """A pool's table for its members and their managers; names and numbers, no customers."""

    def get(self, request, pk: int):
        pool = get_object_or_404(readable_pools(user=self.user), pk=pk)
        rows = ledgers.pool_table(pool, self.period()[1])
        return render(request, "desk/pool_ledger.html", self.context(pool=pool, rows=rows))


class DecisionListView(FairnessView):
    """The leads that my pools gave to somebody, with my own place or reason."""

    def get(self, request):
        asked = request.GET.get("before", "0")
        before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
        found = parts.parts_of(self.own(), before=before)
        return render(request, "desk/decisions.html", self.context(parts=found))


class DecisionView(FairnessView):
    """One decision: in full for who may read it so, else one's own part; and the objection."""

    def get(self, request, pk: int):
        return self.show(pk, ObjectionForm())

    def post(self, request, pk: int):
        form = ObjectionForm(request.POST)
        found = parts.decision_for(self.own(), pk)
        if found is None:
            raise Http404
        if not form.is_valid():
            return self.show(pk, form, status=422)
        object_to(
            decision=found[0],
            rep=self.own(),
            text=form.cleaned_data["text"],
            by=self.user.pk,
            now=timezone.now(),
        )
        messages.success(request, _("Your objection is with your manager."))
        return redirect("desk:decision", pk=pk)

    def show(self, pk: int, form: ObjectionForm, *, status: int = 200):
        found = parts.decision_for(self.rep, pk) if self.rep else None
        decision, part = found or (self._managed(pk), None)
        lead = self._lead(decision)
        told = explain(decision) if lead else None
        context = self.context(
            decision=decision,
            part=part,
            lead=lead,
            why=selectors.Why(None, told) if told else None,
            sees_all_candidates=selectors.sees_all_candidates(self.user),
            form=form,
        )
        return render(self.request, "desk/decision.html", context, status=status)

    def _managed(self, pk: int) -> Decision:
        """A decision about a lead that a manager sees; any other is not there."""
        related = Decision.objects.select_related("version", "pool", "rep", "lead")
        visible = related.filter(lead__in=Lead.objects.visible_to(self.user))
        if not selectors.sees_all_candidates(self.user):
            visible = visible.none()
        return get_object_or_404(visible.defer("version__content"), pk=pk)

    def _lead(self, decision: Decision) -> Lead | None:
        return Lead.objects.visible_to(self.user).filter(pk=decision.lead_id).first()


def _page(request) -> int:
    asked = request.GET.get("page", "1")[:4]
    return int(asked) if asked.isascii() and asked.isdigit() else 1
