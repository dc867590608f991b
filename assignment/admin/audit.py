"""What was decided, dealt, owned and timed: to be searched, never changed."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from assignment.admin.recompute import RecomputePages
from assignment.choices import ClockState, DecisionKind, OfferState
from assignment.desk.ledgers import in_leads
from assignment.models import Assignment, Clock, Decision, LedgerEntry, Offer
from assignment.wording.words import REASON_LABELS
from leads.models import Event, Lead
from reps.admin_pages import ReadOnlyAdmin
from reps.models import Rep


class OfLeadsAdmin(ReadOnlyAdmin):
    """Rows of leads: found by the lead's number, and seen by whoever may see the lead."""

    search_fields = ["lead__pk"]
    search_help_text = _("Number of the lead")
    shown: tuple[str, ...] = ("lead_link",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # Django passes list_select_related over where a queryset has relations of its own.
        related = self.list_select_related or ["lead"]
        rows = super().get_queryset(request).select_related(*related)
        if request.user.has_perm("leads.see_all_leads"):
            return rows
        return rows.filter(lead__in=Lead.objects.visible_to(request.user))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        number = search_term.strip().removeprefix("#")
        if not number:
            return queryset, False
        pk = int(number) if number.isdecimal() and len(number) < 19 else 0
        return queryset.filter(lead=pk), False

    @display(description=_("lead"), ordering="lead")
    def lead_link(self, row: Any) -> str:
        if row.lead is None:
            return "–"
        url = reverse("desk:lead", args=[row.lead_id])
        link = '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>'
        return format_html(link, url, row.lead)


@admin.register(Decision)
class DecisionAdmin(RecomputePages, OfLeadsAdmin):
    list_display = ["at", "lead_link", "kind_label", "event", "rule_name", "pool", "rep", "why"]
    list_display_links = ["at"]
    list_filter = ["kind", "event", "pool"]
    list_select_related = ["lead", "pool", "rep"]
    ordering = ["-at", "-pk"]
    fields = [
        ("at", "lead_link"),
        ("kind", "event"),
        ("rule_name", "version"),
        ("pool", "rep"),
        "why",
        "took_us",
        "record_text",
    ]

    shown = ("lead_link", "why", "record_text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return super().get_queryset(request).defer("record")

    @display(
        description=_("result"),
        ordering="kind",
        label={
            DecisionKind.ASSIGNED: "success",
            DecisionKind.REVIEW: "warning",
            DecisionKind.WAITING: "danger",
        },
    )
    def kind_label(self, decision: Decision) -> tuple[str, str]:
        return decision.kind, decision.get_kind_display()

    @display(description=_("reasons"))
    def why(self, decision: Decision) -> str:
        return _("; ").join(str(REASON_LABELS.get(code, code)) for code in decision.reasons)

    @display(description=_("record"))
    def record_text(self, decision: Decision) -> str:
        return as_text(decision.record)


@admin.register(Assignment)
class AssignmentAdmin(OfLeadsAdmin):
    list_display = ["starts_at", "lead_link", "rep", "kind", "by", "ended_at", "end_reason"]
    list_display_links = ["starts_at"]
    list_filter = ["kind", "end_reason", "rep"]
    list_select_related = ["lead", "rep", "by"]
    ordering = ["-starts_at", "-pk"]
    fields = [
        ("lead_link", "rep"),
        ("kind", "by"),
        ("starts_at", "ended_at"),
        ("end_reason", "end_note"),
    ]


@admin.register(Offer)
class OfferAdmin(OfLeadsAdmin):
    list_display = [
        "offered_at",
        "lead_link",
        "rep",
        "pool",
        "state_label",
        "expires_at",
        "answered_at",
    ]
    list_display_links = ["offered_at"]
    list_filter = ["state", "pool", "rep"]
    list_select_related = ["lead", "rep", "pool"]
    ordering = ["-offered_at", "-pk"]
    fields = [
        ("lead_link", "rep"),
        ("pool", "state"),
        ("offered_at", "expires_at"),
        "answered_at",
    ]

    @display(
        description=_("state"),
        ordering="state",
        label={
            OfferState.OPEN: "info",
            OfferState.ACCEPTED: "success",
            OfferState.DECLINED: "warning",
            OfferState.LAPSED: "danger",
        },
    )
    def state_label(self, offer: Offer) -> tuple[str, str]:
        return offer.state, offer.get_state_display()


@admin.register(Clock)
class ClockAdmin(OfLeadsAdmin):
    list_display = ["due_at", "lead_link", "kind", "state_label", "starts_at", "stopped_at"]
    list_display_links = ["due_at"]
    list_filter = ["kind", "state"]
    ordering = ["-due_at", "-pk"]
    fields = [
        ("lead_link", "kind"),
        ("state", "policy"),
        ("starts_at", "due_at"),
        ("expires_at", "stopped_at"),
        ("reminded", "remind_at"),
    ]

    @display(
        description=_("state"),
        ordering="state",
        label={
            ClockState.RUNNING: "info",
            ClockState.KEPT: "success",
            ClockState.MISSED: "danger",
        },
    )
    def state_label(self, clock: Clock) -> tuple[str, str]:
        return clock.state, clock.get_state_display()


@admin.register(LedgerEntry)
class LedgerEntryAdmin(OfLeadsAdmin):
    list_display = ["at", "pool", "number", "kind", "lead_link", "winner"]
    list_display_links = ["at"]
    list_filter = ["pool", "kind", "winner"]
    list_select_related = ["pool", "lead", "winner"]
    ordering = ["-at", "-pk"]
    fields = [
        ("pool", "number"),
        ("kind", "at"),
        ("lead_link", "winner"),
        "reverses",
        "shares",
    ]

    shown = ("lead_link", "shares")

    @display(description=_("lines, in leads"))
    def shares(self, entry: LedgerEntry) -> str:
        """Who was credited or debited how much; the lines sum to zero."""
        names = dict(Rep.objects.filter(pk__in=entry.lines).values_list("pk", "name"))
        lines = [
            f"{names.get(int(rep), rep)}: {in_leads(amount):+}"
            for rep, amount in entry.lines.items()
        ]
        return ", ".join(lines)


@admin.register(Event)
class EventAdmin(OfLeadsAdmin):
    list_display = ["at", "lead_link", "kind", "actor"]
    list_display_links = ["at"]
    list_filter = ["kind"]
    list_select_related = ["lead", "actor"]
    ordering = ["-at", "-pk"]
    fields = [("at", "lead_link"), ("kind", "actor"), "details"]

    shown = ("lead_link", "details")

    @display(description=_("details"))
    def details(self, event: Event) -> str:
        return as_text(event.data)


def as_text(data: Any) -> str:
    """Stored values as people can read them, in whatever script."""
    text = json.dumps(data, ensure_ascii=False, indent=2).replace("  ", "\u00a0\u00a0")
    return linebreaksbr(text)
