"""The queue of leads that wait for a manager's decision."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from assignment.admin.giving import GiveForm, tell
from assignment.choices import ReviewReason
from assignment.desk.batches import approve_many
from assignment.handling import NothingSuggested, approve, give_by_hand
from assignment.models import Review
from assignment.wording.words import REASON_LABELS
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.money import amount_text
from reps.admin_pages import ReadOnlyAdmin, ask

COLOURS = {
    ReviewReason.KEY: "warning",
    ReviewReason.EXHAUSTED: "danger",
    ReviewReason.ERROR: "danger",
    ReviewReason.RULE: "info",
}
SOON = timedelta(hours=1)
LIST = "admin:assignment_review_changelist"


class StateFilter(admin.SimpleListFilter):
    """What is open, unless the rest is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("decided", _("Decided")), ("all", _("All"))]

    def choices(self, changelist: Any):
        choices = super().choices(changelist)
        yield {**next(choices), "display": _("Open")}
        yield from choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> QuerySet[Review]:
        if self.value() == "decided":
            return queryset.filter(closed_at__isnull=False)
        return queryset if self.value() == "all" else queryset.filter(closed_at__isnull=True)


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["lead_link", "due", "reason_label", "value", "suggestion", "age", "buttons"]
    list_display_links = None
    actions = ["approve_chosen"]
    list_filter = [StateFilter, "reason"]
    list_select_related = ["lead", "suggestion", "closed_by"]
    fields = [
        ("lead", "reason"),
        ("name", "country"),
        ("value", "quantity"),
        "inquiry",
        "why",
        ("suggestion", "due"),
        ("age", "closed_at"),
        ("closed_by", "resolution"),
    ]
    readonly_fields = [
        "lead",
        "name",
        "country",
        "reason",
        "value",
        "quantity",
        "inquiry",
        "why",
        "suggestion",
        "due",
        "age",
        "closed_at",
        "closed_by",
        "resolution",
    ]
    change_form_outer_before_template = "admin/fairlead/review_buttons.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        reviews = super().get_queryset(request).visible_to(request.user)
        return reviews.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        reviews = Review.objects.filter(pk=object_id if object_id.isdecimal() else 0)
        visible = Lead.objects.visible_to(request.user).filter(pk__in=reviews.values("lead"))
        context = {"visible_lead": visible.first()} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self):
        def at(route: str, view: Any, name: str):
            wrapped = self.admin_site.admin_view(view)
            return path(f"<int:review_id>/{route}/", wrapped, name=f"assignment_review_{name}")

        own = [at("approve", self.approve, "approve"), at("give", self.give, "give")]
        return [*own, *super().get_urls()]

    @display(description=_("lead"), ordering="lead__company")
    def lead_link(self, review: Review) -> str:
        url = reverse("admin:assignment_review_change", args=[review.pk])
        link = '<a class="font-semibold text-primary-600 dark:text-primary-500" href="{}">{}</a>'
        return format_html(link, url, review.lead)

    @display(description=_("reason"), ordering="reason", label=COLOURS)
    def reason_label(self, review: Review) -> tuple[str, str]:
        return review.reason, review.get_reason_display()

    @display(description=_("value"), ordering="lead__base_value_minor")
    def value(self, review: Review) -> str:
        return amount_text(review.lead.value_minor, review.lead.currency) or "–"

    @display(description=pgettext_lazy("person", "name"))
    def name(self, review: Review) -> str:
        return review.lead.name or "–"

    @display(description=_("country"))
    def country(self, review: Review) -> str:
        return review.lead.country or "–"

    @display(description=_("quantity"))
    def quantity(self, review: Review) -> str:
        lead = review.lead
        return "–" if lead.quantity is None else f"{lead.quantity:,} {lead.product}".strip()

    @display(description=_("inquiry"))
    def inquiry(self, review: Review) -> str:
        newest = review.lead.inquiries.order_by("-received_at", "-pk").first()
        return (newest.text if newest else "") or "–"

    @display(description=_("why"))
    def why(self, review: Review) -> str:
        reasons = review.decision.reasons if review.decision else []
        return _("; ").join(str(REASON_LABELS.get(code, code)) for code in reasons) or "–"

    @display(description=_("due"), ordering="due_at")
    def due(self, review: Review) -> str:
        if review.due_at is None:
            return "–"
        local = timezone.localtime(review.due_at)
        late = review.closed_at is None and review.due_at < timezone.now() + SOON
        colour = "text-red-600 dark:text-red-500" if late else ""
        return format_html('<span class="{}">{}</span>', colour, f"{local:%Y-%m-%d %H:%M}")

    @display(description=_("waits for"), ordering="opened_at")
    def age(self, review: Review) -> str:
        return timesince(review.opened_at, review.closed_at or timezone.now(), depth=1)

    @display(description=pgettext_lazy("review", "decision"))
    def buttons(self, review: Review) -> str:
        if review.closed_at:
            return f"{review.get_resolution_display()} · {review.closed_by or gettext('by itself')}"
        give = reverse("admin:assignment_review_give", args=[review.pk])
        give_link = format_html(GIVE_LINK, give, _("Give to …"))
        if review.suggestion_id is None:
            return give_link
        approve_url = reverse("admin:assignment_review_approve", args=[review.pk])
        return format_html("{} {}", format_html(APPROVE, approve_url, _("Approve")), give_link)

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("assignment.change_review")

    @admin.action(description=_("Approve the suggestions"), permissions=["decide"])
    def approve_chosen(self, request: HttpRequest, chosen: QuerySet[Review]) -> None:
        ids = list(chosen.values_list("pk", flat=True))
        tell(request, approve_many(ids, user=request.user, now=timezone.now()))

    def approve(self, request: HttpRequest, review_id: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        review = self._review(request, review_id)
        try:
            routed = approve(review=review, by=request.user.pk, now=timezone.now())
        except LostRace:
            return self._too_late(request)
        except NothingSuggested:
            said = _("Nobody is suggested for %(lead)s; name a rep yourself.")
            messages.warning(request, said % {"lead": review.lead})
            return redirect(LIST)
        if routed and routed[0].owner_id:
            said = _("%(lead)s went to %(rep)s.")
            values = {"lead": review.lead, "rep": routed[0].owner_name}
            messages.success(request, said % values)
        else:
            said = _("Nobody can take %(lead)s now; it waits, and is tried again.")
            messages.warning(request, said % {"lead": review.lead})
        return redirect(LIST)

    def give(self, request: HttpRequest, review_id: int) -> HttpResponse:
        review = self._review(request, review_id)
        if review.closed_at:
            return self._too_late(request)
        form = GiveForm(request.POST if request.method == "POST" else None, user=request.user)
        if not form.is_valid():
            title = _("Give %(lead)s to a rep") % {"lead": review.lead}
            back = reverse(LIST)
            return ask(
                self, request, title=title, form=form, button=_("Give"), back=back, obj=review
            )
        rep = form.cleaned_data["rep"]
        try:
            by = cast(int, request.user.pk)
            give_by_hand(lead=review.lead, rep=rep, by=by, now=timezone.now())
        except (LostRace, Review.DoesNotExist):
            return self._too_late(request)
        said = _("%(lead)s went to %(rep)s.") % {"lead": review.lead, "rep": rep}
        messages.success(request, said)
        return redirect(LIST)

    def _review(self, request: HttpRequest, review_id: int) -> Review:
        """A review that the user may see and decide, with its lead as it is now."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        related = ("lead__customer__owner", "lead__channel", "lead__owner")
        reviews = Review.objects.visible_to(request.user).select_related(*related)
        return get_object_or_404(reviews, pk=review_id)

    def _too_late(self, request: HttpRequest) -> HttpResponse:
        messages.warning(request, _("Somebody else has decided this already."))
        return redirect(LIST)


APPROVE = (
    '<button type="submit" class="bg-primary-600 cursor-pointer font-medium px-3 py-1'
    ' rounded-default text-white whitespace-nowrap" formmethod="post" formaction="{}">{}</button>'
)
GIVE_LINK = (
    '<a class="font-medium px-3 py-1 text-primary-600 dark:text-primary-500 whitespace-nowrap"'
    ' href="{}">{}</a>'
)
