from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from leads.choices import MessageReason, Outcome
from leads.intake.replay import replay
from leads.models import InboxMessage
from reps.admin_pages import ReadOnlyAdmin, ask

MOST_DIGITS = 19
SHOWN_BYTES = 8 * 1024
# A text area keeps line breaks, and wraps what has none.
BODY = """<textarea rows="12" readonly aria-label="{}" class="bg-base-50 border border-base-200 px-3
 py-2 rounded-default w-full dark:bg-base-900 dark:border-base-700">
{}{}</textarea>"""
REASONS: dict[str, Any] = {code.value: code.label for code in MessageReason} | {
    "wrong_encoding": _("Not in UTF-8"),
    "malformed": _("Not valid JSON"),
    "not_an_object": _("Not a JSON object"),
}
COLOURS = {
    Outcome.OPEN: "warning",
    Outcome.CREATED: "success",
    Outcome.ATTACHED: "info",
    Outcome.QUARANTINED: "danger",
}


@admin.register(InboxMessage)
class InboxMessageAdmin(ReadOnlyAdmin):
    """Every submission, verbatim, with where it ended."""

    list_display = ["number", "channel", "received_at", "outcome_label", "why", "lead_link"]
    list_display_links = ["number"]
    list_filter = ["outcome", "channel"]
    list_select_related = ["channel", "lead"]
    search_fields = ["external_id"]
    search_help_text = _("Number or external id")
    ordering = ["-received_at", "-pk"]
    actions = ["try_again"]
    actions_detail = ["try_this_again"]
    fields = [
        ("channel", "received_at"),
        ("outcome", "finished_at", "attempts"),
        "why",
        "lead_link",
        ("external_id", "content_type"),
        "headers",
        "text",
    ]
    readonly_fields = [
        "channel",
        "received_at",
        "outcome",
        "finished_at",
        "attempts",
        "why",
        "lead_link",
        "external_id",
        "content_type",
        "headers",
        "text",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboxMessage]:
        messages_ = super().get_queryset(request)
        is_list = request.resolver_match and "object_id" not in request.resolver_match.kwargs
        return messages_.defer("body", "answer", "headers") if is_list else messages_

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[InboxMessage], search_term: str
    ) -> tuple[QuerySet[InboxMessage], bool]:
        """By name, not by part of it: the inbox is long."""
        term = search_term.strip()
        number = term.removeprefix("#")
        same = Q(external_id=term)
        if number.isdecimal() and len(number) < MOST_DIGITS:
            same |= Q(pk=int(number))
        return (queryset.filter(same) if term else queryset), False

    @display(description=_("number"), ordering="pk")
    def number(self, message: InboxMessage) -> str:
        return f"#{message.pk}"

    @display(description=_("outcome"), ordering="outcome", label=COLOURS)
    def outcome_label(self, message: InboxMessage) -> tuple[str, str]:
        return message.outcome, message.get_outcome_display()

    @display(description=_("reasons"))
    def why(self, message: InboxMessage) -> str:
        return _("; ").join(str(REASONS.get(code, code)) for code in message.reasons) or "–"

    @display(description=_("lead"))
    def lead_link(self, message: InboxMessage) -> str:
        if message.lead is None:
            return "–"
        return format_html('<a href="/leads/{}/">{}</a>', message.lead_id, message.lead)

    @display(description=_("body"))
    def text(self, message: InboxMessage) -> str:
        """The beginning of the body; a stranger wrote it, so it is only ever escaped text."""
        shown = bytes(message.body)[:SHOWN_BYTES].decode("utf-8", errors="replace")
        cut = _("… cut: %(size)d bytes in all") % {"size": len(message.body)}
        rest = cut if len(message.body) > SHOWN_BYTES else ""
        return format_html(BODY, _("body"), shown, rest)

    def has_try_again_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("leads.change_inboxmessage")

    @admin.action(description=_("Try again"), permissions=["try_again"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[InboxMessage]) -> None:
        receipts = [replay(pk, now=timezone.now()) for pk in chosen.values_list("pk", flat=True)]
        self._tell(request, [receipt.outcome for receipt in receipts if receipt])

    @action(description=_("Try again"), permissions=["try_again"], url_path="try-again")
    def try_this_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        message = get_object_or_404(InboxMessage, pk=unquote(object_id))
        back = reverse("admin:leads_inboxmessage_change", args=[message.pk])
        if request.method == "POST":
            receipt = replay(message.pk, now=timezone.now())
            self._tell(request, [receipt.outcome] if receipt else [])
            return redirect(back)
        title = _("Try message %(number)s again?") % {"number": f"#{message.pk}"}
        text = _("It is read anew, as if it had just come in. A message with a lead is left alone.")
        button = _("Try again")
        return ask(self, request, title=title, text=text, button=button, back=back, obj=message)

    def _tell(self, request: HttpRequest, outcomes: list[str]) -> None:
        used = sum(outcome in (Outcome.CREATED, Outcome.ATTACHED) for outcome in outcomes)
        said = ngettext(
            "%(used)d of %(count)d message became a lead.",
            "%(used)d of %(count)d messages became leads.",
            len(outcomes),
        )
        text = said % {"used": used, "count": len(outcomes)}
        messages.add_message(request, messages.SUCCESS if used else messages.WARNING, text)
