"""Leads as a manager searches and moves them; the page of one lead is at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from assignment.admin.giving import GiveForm, NoteForm, tell
from assignment.archiving import quiet_leads
from assignment.desk.batches import MOST, archive_many, give_many, take_back_many
from assignment.desk.manager import waiting_because
from assignment.desk.selectors import leads_of
from assignment.models import Reassignment
from assignment.moving.reassigning import MOST as MOST_MOVED
from assignment.policies import current_policy
from assignment.wording.words import UNOWNED_LABELS
from leads.choices import LeadStatus
from leads.models import Lead
from leads.money import amount_text
from reps.admin_pages import ReadOnlyAdmin, ask

COLOURS = {
    LeadStatus.WAITING: "warning",
    LeadStatus.REVIEW: "warning",
    LeadStatus.ASSIGNED: "primary",
    LeadStatus.WORKING: "info",
    LeadStatus.CONVERTED: "success",
}
SHOWN = 20


class ReasonFilter(admin.SimpleListFilter):
    """Waiting leads by why they wait."""

    title = _("waits because")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(code), label) for code, label in UNOWNED_LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Lead]) -> QuerySet[Lead]:
        code = self.value()
        return waiting_because(queryset, code) if code else queryset


class DeadlineFilter(admin.SimpleListFilter):
    title = _("deadline")
    parameter_name = "deadline"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Lead]:
        return queryset.overdue(now=timezone.now()) if self.value() == "overdue" else queryset


class ExchangeRateFilter(admin.SimpleListFilter):
    """Leads whose value counts for nothing, since nobody has said what the currency is worth."""

    title = _("exchange rate")
    parameter_name = "rate"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("Not known"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Lead]:
        return queryset.currency_unknown() if self.value() == "none" else queryset


@admin.register(Lead)
class LeadAdmin(ReadOnlyAdmin):
    list_display = [
        "lead_link",
        "status_label",
        "owner",
        "due_at",
        "value",
        "grade",
        "score",
        "source",
        "channel",
        "received_at",
    ]
    list_display_links = None
    list_filter = [
        "status",
        ReasonFilter,
        DeadlineFilter,
        ExchangeRateFilter,
        "is_key",
        "grade",
        "owner",
        "channel",
    ]
    list_select_related = ["owner", "channel"]
    search_fields = ["company"]  # the box; get_search_results asks the desk
    search_help_text = _("Company, name, e-mail, phone or number")
    ordering = ["-received_at", "-pk"]
    actions = ["take_back", "give", "reassign"]
    actions_list = ["reassign_some", "archive_quiet"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lead]:
        return super().get_queryset(request).visible_to(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Lead], search_term: str
    ) -> tuple[QuerySet[Lead], bool]:
        if not search_term.strip():
            return queryset, False
        found = leads_of(request.user, search=search_term).order_by().values("pk")
        return queryset.filter(pk__in=found), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not object_id.isdecimal():
            return redirect("admin:leads_lead_changelist")
        return redirect("desk:lead", object_id)

    @display(description=_("lead"), ordering="pk")
    def lead_link(self, lead: Lead) -> str:
        url = reverse("desk:lead", args=[lead.pk])
        star = " ★" if lead.is_key else ""
        link = '<a class="font-semibold text-primary-600 dark:text-primary-500" href="{}">{}{}</a>'
        return format_html(link, url, lead, star)

    @display(description=_("status"), ordering="status", label=COLOURS)
    def status_label(self, lead: Lead) -> tuple[str, str]:
        return lead.status, lead.get_status_display()

    @display(description=_("value"), ordering="base_value_minor")
    def value(self, lead: Lead) -> str:
        amount = amount_text(lead.value_minor, lead.currency) or "–"
        if not lead.is_currency_unknown:
            return amount
        said = _("no exchange rate")
        return format_html(
            '{} <span class="text-orange-700 dark:text-orange-400">({})</span>', amount, said
        )

    def has_move_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("leads.change_lead")

    @admin.action(description=_("Take back and route again"), permissions=["move"])
    def take_back(self, request: HttpRequest, chosen: QuerySet[Lead]) -> HttpResponse | None:
        form = NoteForm(request.POST if "_sure" in request.POST else None)
        if form.is_valid():
            tally = take_back_many(
                ids_of(chosen),
                note=form.cleaned_data["note"],
                user=request.user,
                now=timezone.now(),
            )
            tell(request, tally)
            return None
        title = _("Take these leads from their owners?")
        text = _("They are routed again at once, and not to the owners they have now.")
        return self._ask(request, chosen, title=title, text=text, form=form, button=_("Take back"))

    @admin.action(description=_("Give to a rep"), permissions=["move"])
    def give(self, request: HttpRequest, chosen: QuerySet[Lead]) -> HttpResponse | None:
        form = GiveForm(request.POST if "_sure" in request.POST else None, user=request.user)
        if form.is_valid():
            tally = give_many(
                ids_of(chosen), rep=form.cleaned_data["rep"], user=request.user, now=timezone.now()
            )
            tell(request, tally)
            return None
        title = _("Give these leads to a rep")
        return self._ask(request, chosen, title=title, form=form, button=_("Give"))

    @admin.action(description=_("Reassign, with a preview"), permissions=["move"])
    def reassign(self, request: HttpRequest, chosen: QuerySet[Lead]) -> HttpResponse:
        ids = ",".join(str(pk) for pk in chosen.values_list("pk", flat=True)[:MOST_MOVED])
        page: Any = self.admin_site.get_model_admin(Reassignment)
        return page.new(request, ids=ids)

    @action(
        description=_("Reassign leads"),
        permissions=["move"],
        url_path="reassign-some",
        icon="swap_horiz",
    )
    def reassign_some(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:assignment_reassignment_new")

    def _ask(self, request: HttpRequest, chosen: QuerySet[Lead], **context: Any) -> HttpResponse:
        """The question, with the chosen rows kept for the answer."""
        ids = ids_of(chosen)
        kept = [(ACTION_CHECKBOX_NAME, str(pk)) for pk in ids]
        kept.append(("action", request.POST["action"]))
        items = [str(lead) for lead in chosen[:SHOWN]]
        return ask(
            self,
            request,
            kept=kept,
            items=items,
            more=len(ids) - len(items),
            back=reverse("admin:leads_lead_changelist"),
            **context,
        )

    def has_archive_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perms(["leads.change_lead", "leads.see_all_leads"])

    @action(
        description=_("Archive quiet leads"),
        permissions=["archive"],
        url_path="archive-quiet",
        icon="inventory_2",
    )
    def archive_quiet(self, request: HttpRequest) -> HttpResponse:
        back = reverse("admin:leads_lead_changelist")
        if not self.has_archive_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            tell(request, archive_many(user=request.user, now=timezone.now()))
            return redirect(back)
        policy = current_policy()
        quiet = quiet_leads(policy, now=timezone.now())
        count = quiet.count()
        items = [f"{lead} · {lead.touched_at:%Y-%m-%d}" for lead in quiet[:SHOWN]]
        text = _(
            "%(count)d open leads have had no inquiry and no activity for %(days)d days, and no"
            " contact is planned. At most %(most)d are archived at a time; they open again when"
            " their people write."
        ) % {"count": count, "days": policy.archive_days, "most": MOST}
        return ask(
            self,
            request,
            title=_("Archive quiet leads"),
            text=text,
            items=items,
            more=count - len(items),
            button=_("Archive") if count else "",
            back=back,
        )


def ids_of(chosen: QuerySet[Lead]) -> Sequence[int]:
    return list(chosen.values_list("pk", flat=True)[:MOST])
