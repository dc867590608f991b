"""What reps ask of their managers: objections to decisions, and credits in the ledger."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from assignment.choices import RequestState
from assignment.desk.ledgers import in_leads
from assignment.explain import explain
from assignment.fairness.credits import REASONS, grant_credit, refuse_credit
from assignment.fairness.objections import ANSWERS, answer
from assignment.models import Credit, Decision, Objection
from leads.lifecycle import LostRace
from leads.models import Lead
from reps.admin_pages import ReadOnlyAdmin, ask

COLOURS = {
    RequestState.OPEN: "warning",
    RequestState.GRANTED: "success",
    RequestState.REFUSED: "info",
}
LINK = (
    '<a class="font-medium text-primary-600 dark:text-primary-500 whitespace-nowrap"'
    ' href="{}">{}</a>'
)


class AnswerForm(forms.Form):
    """Yes or no, and why: the rep reads it."""

    state = forms.ChoiceField(
        label=_("Answer"),
        choices=[(state.value, state.label) for state in ANSWERS],
        widget=UnfoldAdminRadioSelectWidget,
    )
    text = forms.CharField(
        label=_("What you answer"),
        max_length=1000,
        widget=UnfoldAdminTextareaWidget,
        help_text=_("The rep reads this. Granting changes nothing by itself."),
    )


class OpenFilter(admin.SimpleListFilter):
    """What is open, unless the rest is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("decided", _("Decided")), ("all", _("All"))]

    def choices(self, changelist: Any):
        choices = super().choices(changelist)
        yield {**next(choices), "display": _("Open")}
        yield from choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "decided":
            return queryset.exclude(state=RequestState.OPEN)
        return queryset if self.value() == "all" else queryset.filter(state=RequestState.OPEN)


class RequestAdmin(ReadOnlyAdmin):
    """Something a rep asks for and a manager decides, on a page of its own."""

    list_display_links = None
    right = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.user)

    def may_decide(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.right)

    def found(self, request: HttpRequest, pk: int) -> Any:
        """A request that the user may see and decide."""
        if not self.may_decide(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def too_late(self, request: HttpRequest, back: str) -> HttpResponse:
        messages.warning(request, _("Somebody else has decided this already."))
        return redirect(back)

    @display(description=_("state"), ordering="state", label=COLOURS)
    def state_label(self, row: Any) -> tuple[str, str]:
        return row.state, row.get_state_display()


@admin.register(Objection)
class ObjectionAdmin(RequestAdmin):
    list_display = ["rep_link", "lead_number", "rule", "said", "age", "state_label", "button"]
    list_filter = [OpenFilter]
    search_fields = ["decision__rule_name", "rep__name"]
    list_select_related = ["rep", "decision__lead", "closed_by"]
    ordering = ["opened_at", "pk"]
    right = "assignment.change_objection"
    fields = [
        ("rep", "opened_at"),
        "text",
        "lead_number",
        "why",
        ("state", "closed_by", "closed_at"),
        "answer",
    ]
    readonly_fields = ["lead_number", "why"]
    change_form_outer_before_template = "admin/fairlead/objection_buttons.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("decision__record")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        objections = Objection.objects.filter(pk=object_id if object_id.isdecimal() else 0)
        leads = Lead.objects.visible_to(request.user)
        visible = leads.filter(pk__in=objections.values("decision__lead")).first()
        context = {"visible_lead": visible} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self):
        wrapped = self.admin_site.admin_view(self.answer_view)
        own = path("<int:pk>/answer/", wrapped, name="assignment_objection_answer")
        return [own, *super().get_urls()]

    @display(description=_("rep"), ordering="rep__name")
    def rep_link(self, objection: Objection) -> str:
        url = reverse("admin:assignment_objection_change", args=[objection.pk])
        return format_html(LINK, url, objection.rep.name)

    @display(description=_("lead"), ordering="decision__lead")
    def lead_number(self, objection: Objection) -> str:
        return f"#{objection.decision.lead_id}"

    @display(description=_("rule"), ordering="decision__rule_name")
    def rule(self, objection: Objection) -> str:
        return objection.decision.rule_name or "–"

    @display(description=_("objection"))
    def said(self, objection: Objection) -> str:
        text = objection.text
        return text if len(text) <= 80 else f"{text[:79]}…"

    @display(description=_("waits for"), ordering="opened_at")
    def age(self, objection: Objection) -> str:
        return timesince(objection.opened_at, objection.closed_at or timezone.now(), depth=1)

    @display(description=pgettext_lazy("objection", "answer"))
    def button(self, objection: Objection) -> str:
        if objection.state != RequestState.OPEN:
            return str(objection.closed_by or "–")
        url = reverse("admin:assignment_objection_change", args=[objection.pk])
        return format_html(LINK, url, _("Answer"))

    @display(description=_("why"))
    def why(self, objection: Objection) -> str:
        """The decision in full, as the lead's page has it."""
        related = Decision.objects.select_related("version", "pool", "rep")
        decision = related.defer("version__content").get(pk=objection.decision_id)
        context = {"told": explain(decision)}
        return render_to_string("admin/fairlead/decision.html", context)

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        objection = self.found(request, pk)
        back = reverse("admin:assignment_objection_change", args=[pk])
        if objection.state != RequestState.OPEN:
            return self.too_late(request, back)
        form = AnswerForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            title = _("Answer %(rep)s") % {"rep": objection.rep}
            return ask(
                self,
                request,
                title=title,
                text=objection.text,
                form=form,
                button=_("Answer"),
                back=back,
                obj=objection,
            )
        try:
            by = cast(int, request.user.pk)
            answer(objection=objection, by=by, now=timezone.now(), **form.cleaned_data)
        except LostRace:
            return self.too_late(request, back)
        messages.success(request, _("%(rep)s is told.") % {"rep": objection.rep})
        return redirect("admin:assignment_objection_changelist")


@admin.register(Credit)
class CreditAdmin(RequestAdmin):
    list_display = ["rep", "lead_number", "pool", "reason_text", "age", "state_label", "buttons"]
    list_filter = [OpenFilter, "entry__pool"]
    list_select_related = ["assignment__rep", "assignment__lead", "entry__pool", "closed_by"]
    ordering = ["asked_at", "pk"]
    right = "assignment.change_credit"
    fields = [
        ("rep", "lead_number"),
        ("pool", "amount"),
        ("reason_text", "asked_at"),
        ("state", "closed_by", "closed_at"),
    ]
    readonly_fields = ["rep", "lead_number", "pool", "amount", "reason_text"]
    change_form_outer_before_template = "admin/fairlead/credit_buttons.html"

    def get_urls(self):
        def at(route: str, view: Any, name: str):
            wrapped = self.admin_site.admin_view(view)
            return path(f"<int:pk>/{route}/", wrapped, name=f"assignment_credit_{name}")

        own = [at("grant", self.grant, "grant"), at("refuse", self.refuse, "refuse")]
        return [*own, *super().get_urls()]

    @display(description=_("rep"), ordering="assignment__rep__name")
    def rep(self, credit: Credit) -> str:
        return credit.assignment.rep.name

    @display(description=_("lead"), ordering="assignment__lead")
    def lead_number(self, credit: Credit) -> str:
        return f"#{credit.assignment.lead_id}"

    @display(description=_("pool"), ordering="entry__pool__name")
    def pool(self, credit: Credit) -> str:
        return credit.entry.pool.name

    @display(description=_("he would be credited"))
    def amount(self, credit: Credit) -> str:
        debit = credit.entry.lines.get(str(credit.assignment.rep_id), 0)
        return gettext("%(count)s leads") % {"count": in_leads(-debit)}

    @display(description=_("reason"), ordering="reason")
    def reason_text(self, credit: Credit) -> str:
        return str(REASONS.get(credit.reason, credit.reason))

    @display(description=_("waits for"), ordering="asked_at")
    def age(self, credit: Credit) -> str:
        return timesince(credit.asked_at, credit.closed_at or timezone.now(), depth=1)

    @display(description=pgettext_lazy("credit", "decision"))
    def buttons(self, credit: Credit) -> str:
        if credit.state != RequestState.OPEN:
            return str(credit.closed_by or "–")
        grant = reverse("admin:assignment_credit_grant", args=[credit.pk])
        refuse = reverse("admin:assignment_credit_refuse", args=[credit.pk])
        return format_html(
            "{} {}",
            format_html(BUTTON, grant, _("Grant")),
            format_html(BUTTON, refuse, _("Refuse")),
        )

    def grant(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decide(request, pk, grant_credit)

    def refuse(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._decide(request, pk, refuse_credit)

    def _decide(self, request: HttpRequest, pk: int, decide: Any) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        back = reverse("admin:assignment_credit_changelist")
        credit = self.found(request, pk)
        try:
            decide(credit=credit, by=request.user.pk, now=timezone.now())
        except LostRace:
            return self.too_late(request, back)
        messages.success(request, _("%(rep)s is told.") % {"rep": credit.assignment.rep})
        return redirect(back)


BUTTON = (
    '<button type="submit" class="cursor-pointer font-medium px-3 py-1 text-primary-600'
    ' dark:text-primary-500 whitespace-nowrap" formmethod="post" formaction="{}">{}</button>'
)
