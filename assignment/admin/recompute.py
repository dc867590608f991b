"""The page of a decision that computes it again."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from assignment.simulation.replay import Difference, RosterNotKept, replay
from assignment.simulation.words import DIFFERENCE_LABELS
from assignment.wording.words import EXCLUSION_LABELS, REASON_LABELS
from reps.models import Rep

WORDS = {**EXCLUSION_LABELS, **REASON_LABELS}


class RecomputePages(ModelAdmin):
    """Mixed into the admin of decisions."""

    actions_detail = ["recompute"]

    def has_recompute_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self.has_view_permission(request)

    @action(
        description=_("Compute again"),
        permissions=["recompute"],
        url_path="recompute",
        icon="replay",
    )
    def recompute(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Whether the engine answers today what it answered then."""
        visible = self.get_queryset(request).select_related(None).select_related("version")
        decision = get_object_or_404(visible.defer(None), pk=unquote(object_id))
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": decision,
            "title": _("Decision %(number)s, computed again") % {"number": decision.pk},
            "back": reverse("admin:assignment_decision_change", args=[decision.pk]),
        }
        try:
            answer = replay(decision)
        except RosterNotKept:
            page["not_kept"] = True
        else:
            page |= {"answer": answer, "table": _table(answer.differences)}
        return TemplateResponse(request, "admin/assignment/decision/recompute.html", page)


def _table(differences: tuple[Difference, ...]) -> dict[str, Any]:
    names = dict(Rep.objects.values_list("pk", "name")) if differences else {}
    return {
        "headers": [_("what"), _("stored"), _("computed again")],
        "rows": [
            [
                DIFFERENCE_LABELS[one.what],
                _text(one.what, one.stored, names),
                _text(one.what, one.computed, names),
            ]
            for one in differences
        ],
    }


def _text(what: str, value: Any, names: dict[int, str]) -> str:
    """One side of a difference, codes and numbers said in words."""
    if value is None:
        return "–"
    if what == "rep":
        return names.get(value, f"#{value}")
    if what == "ranked":
        return ", ".join(f"{names.get(rep, rep)} {number:g}" for rep, number in value) or "–"
    if what == "excluded":
        rows = [(WORDS.get(code, code), reps) for code, reps in value.items()]
        return "; ".join(f"{word}: {', '.join(_named(reps, names))}" for word, reps in rows) or "–"
    if isinstance(value, list):
        return ", ".join(str(WORDS.get(code, code)) for code in value) or "–"
    return str(value)


def _named(reps: list[int], names: dict[int, str]) -> list[str]:
    return [names.get(rep, f"#{rep}") for rep in reps]
