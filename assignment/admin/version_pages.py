"""What the pages of a version that are not its form have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from assignment.choices import VersionState
from assignment.models import RuleSetVersion

CHANGE = "assignment.change_rulesetversion"
VIEW = "assignment.view_rulesetversion"
TOO_LATE = _("Somebody else has changed this version meanwhile.")


class VersionPages(ModelAdmin):
    """Who may open them, the version that they are about, and the way back to it."""

    def _has(self, request: HttpRequest, object_id: str, **wanted: Any) -> bool:
        found = RuleSetVersion.objects.filter(pk=unquote(object_id), **wanted)
        return request.user.has_perm(CHANGE) and found.exists()

    def has_edit_draft_permission(self, request: HttpRequest, object_id: str) -> bool:
        return self._has(request, object_id, state=VersionState.DRAFT)

    def _version(self, object_id: str) -> tuple[RuleSetVersion, str]:
        versions = RuleSetVersion.objects.select_related(
            "rule_set", "partial_channel", "partial_team"
        )
        version = get_object_or_404(versions, pk=unquote(object_id))
        return version, reverse("admin:assignment_rulesetversion_change", args=[version.pk])

    def _page(
        self, request: HttpRequest, name: str, *, version: RuleSetVersion, **context: Any
    ) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "original": version,
            **context,
        }
        return TemplateResponse(request, f"admin/assignment/rulesetversion/{name}.html", page)


def tell_problems(request: HttpRequest, problems: Iterable[Any]) -> None:
    for problem in problems:
        messages.error(request, problem)
