"""Publishing a version at a moment or for some leads, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from assignment.admin.version_forms import PartForm, PlanForm
from assignment.admin.version_pages import TOO_LATE, VIEW, VersionPages, tell_problems
from assignment.choices import VersionState
from assignment.models import RuleSetVersion
from assignment.versions import arm_texts, planning
from assignment.versions.arms import compare_arms
from assignment.versions.partial import NotPartial, end_partial, promote, publish_in_part
from assignment.versions.rule_sets import NotADraft, NotPublishable
from reps.admin_pages import ask


class PublicationPages(VersionPages):
    """Mixed into the admin of versions."""

    publication_actions = ["plan", "call_off", "in_part", "promote", "end_part"]

    def has_planned_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._has(request, object_id, publish_at__isnull=False)

    def has_trial_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._has(request, object_id, state=VersionState.PARTIAL)

    def has_arms_permission(self, request: HttpRequest, object_id: str) -> bool:
        found = RuleSetVersion.objects.filter(pk=unquote(object_id), partial_from__isnull=False)
        return request.user.has_perm(VIEW) and found.exists()

    @action(
        description=_("At a moment …"),
        permissions=["edit_draft"],
        url_path="plan",
        icon="schedule",
    )
    def plan(self, request: HttpRequest, object_id: str) -> HttpResponse:
        draft, back = self._version(object_id)
        initial = {"publish_at": for_input(draft.publish_at)} if draft.publish_at else None
        form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
        if not form.is_valid():
            title = _("When is %(name)s to be published?") % {"name": draft}
            return ask(
                self, request, title=title, form=form, button=_("Plan"), back=back, obj=draft
            )
        at = form.cleaned_data["publish_at"]
        by = cast(int, request.user.pk)
        try:
            planning.plan_publication(draft, at=at, by=by, now=timezone.now())
        except (NotADraft, planning.NotInFuture):
            messages.warning(request, TOO_LATE)
        else:
            messages.success(request, _("The draft will be published then, if it has no faults."))
        return redirect(back)

    @action(
        description=_("Call off the plan"),
        permissions=["planned"],
        url_path="call-off",
        icon="event_busy",
    )
    def call_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        draft, back = self._version(object_id)
        if request.method != "POST":
            title = _("Call off the planned publication of %(name)s?") % {"name": draft}
            return ask(self, request, title=title, button=_("Call off"), back=back, obj=draft)
        try:
            planning.call_off(draft)
        except NotADraft:
            messages.warning(request, TOO_LATE)
        else:
            messages.success(request, _("The draft will not be published by itself."))
        return redirect(back)

    @action(
        description=_("For some leads …"),
        permissions=["edit_draft"],
        url_path="in-part",
        icon="splitscreen",
    )
    def in_part(self, request: HttpRequest, object_id: str) -> HttpResponse:
        draft, back = self._version(object_id)
        form = PartForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return ask(
                self,
                request,
                title=_("For which leads is %(name)s to be published?") % {"name": draft},
                text=_("The version that is published now goes on deciding all others."),
                form=form,
                button=_("Publish in part"),
                back=back,
                obj=draft,
            )
        try:
            by, now = request.user.pk, timezone.now()
            trial = publish_in_part(draft, form.share(), by=by, now=now)
        except NotPublishable as error:
            tell_problems(request, error.problems)
        else:
            said = _("Version %(name)s is in force for: %(scope)s.")
            messages.success(request, said % {"name": trial, "scope": arm_texts.scope_text(trial)})
        return redirect(back)

    @action(
        description=_("For all leads"),
        permissions=["trial"],
        url_path="promote",
        icon="done_all",
    )
    def promote(self, request: HttpRequest, object_id: str) -> HttpResponse:
        trial, back = self._version(object_id)
        if request.method != "POST":
            title = _("Publish %(name)s for all leads?") % {"name": trial}
            text = _("What is published now is retired.")
            return ask(
                self, request, title=title, text=text, button=_("Publish"), back=back, obj=trial
            )
        try:
            promote(trial, by=request.user.pk, now=timezone.now())
        except NotPartial:
            messages.warning(request, TOO_LATE)
        else:
            messages.success(request, _("Version %(name)s is in force.") % {"name": trial})
        return redirect(back)

    @action(
        description=_("End the trial"),
        permissions=["trial"],
        url_path="end-part",
        icon="stop_circle",
    )
    def end_part(self, request: HttpRequest, object_id: str) -> HttpResponse:
        trial, back = self._version(object_id)
        if request.method != "POST":
            title = _("End the trial of %(name)s?") % {"name": trial}
            text = _("The published version decides all leads again.")
            return ask(self, request, title=title, text=text, button=_("End"), back=back, obj=trial)
        try:
            end_partial(trial, now=timezone.now())
        except NotPartial:
            messages.warning(request, TOO_LATE)
        else:
            messages.success(request, _("The trial of %(name)s has ended.") % {"name": trial})
        return redirect(back)

    @action(
        description=_("Compare the arms"), permissions=["arms"], url_path="arms", icon="balance"
    )
    def arms(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version, back = self._version(object_id)
        found = compare_arms(version, now=timezone.now())
        context = {
            "title": _("Trial of %(name)s") % {"name": version},
            "scope": arm_texts.scope_text(version),
            "found": found,
            "rows": arm_texts.rows_of(found) if found else [],
        }
        return self._page(request, "arms", back=back, version=version, **context)


def for_input(moment: datetime) -> str:
    """As a field for day and time wants it, by the reader's clock."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"
