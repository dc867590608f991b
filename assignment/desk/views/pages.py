"""The pages of the desk: my queue, all leads that I may see, one lead."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import TemplateView, View

from assignment.desk import public_pool, selectors, timeline
from assignment.desk.forms import FilterForm, FollowUpForm
from assignment.desk.views.actions import actions_for
from assignment.desk.views.door import DeskMixin
from assignment.desk.views.together import first_tasks, together
from leads.access import decides


class QueueView(DeskMixin, View):
    """My leads by urgency. Asked by a poll, it answers with the list alone, or 204 if unchanged."""

    def get(self, request):
        rep = selectors.rep_of(self.user)
        if rep is None:
            return redirect("admin:index" if self.user.is_staff else "desk:leads")
        now = timezone.now()
        form = FilterForm(request.GET, statuses=selectors.QUEUED)
        rows = selectors.queue_of(self.user, search=form.value("q"), status=form.value("status"))
        page = selectors.page_of(rows, form.value("page", 1))
        offers = public_pool.offers_for(rep, now=now)
        seen = selectors.fingerprint(page, now=now)
        seen += "".join(f"-{offer.pk}" for offer, _ in offers)
        if request.htmx and request.GET.get("seen") == seen:
            return HttpResponse(status=204)
        context = {"form": form, "page": page, "now": now, "seen": seen, "offers": offers}
        if request.htmx:
            return render(request, "desk/_queue.html", context)
        whole = {"tasks": first_tasks(self.user), "is_paused": rep.is_paused}
        return render(request, "desk/queue.html", context | whole)


class LeadListView(DeskMixin, View):
    """All leads that a user may see, with filters."""

    def get(self, request):
        owners = selectors.owners_for(self.user)
        is_manager = owners.exists()
        form = FilterForm(request.GET, owners=owners if is_manager else None)
        owner = form.value("owner", None)
        rows = selectors.leads_of(
            self.user,
            search=form.value("q"),
            status=form.value("status"),
            owner=owner.pk if owner else None,
        )
        page = selectors.page_of(rows, form.value("page", 1))
        context = {
            "form": form,
            "page": page,
            "now": timezone.now(),
            "rep": selectors.rep_of(self.user),
        }
        return render(request, "desk/leads.html", context)


class LeadView(DeskMixin, TemplateView):
    template_name = "desk/lead.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, now = self.user, timezone.now()
        lead = selectors.lead_of(user, kwargs["pk"])
        if lead is None:
            raise Http404
        rep = selectors.rep_of(user)
        is_mine = rep is not None and rep.pk == lead.owner_id
        may_decide = is_mine or decides(user, lead)
        can_act = may_decide and selectors.is_open_with_owner(lead)
        return together(lead, user=user, may_decide=may_decide) | {
            "lead": lead,
            "now": now,
            "rep": rep,
            "is_mine": is_mine,
            "contacts": selectors.contacts_of(lead),
            "timeline": timeline.timeline_of(lead),
            "longest": timeline.LONGEST,
            "why": selectors.why(lead),
            "sees_all_candidates": selectors.sees_all_candidates(user),
            "follow_up": FollowUpForm(now=now) if selectors.can_be_followed_up(lead) else None,
            "actions": actions_for(lead, user=user, is_mine=is_mine) if can_act else [],
        }
