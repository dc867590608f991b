"""Checking a version, and starting a draft from a preset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from assignment.admin.version_forms import PresetForm
from assignment.admin.version_pages import TOO_LATE, VIEW, VersionPages
from assignment.choices import VersionState
from assignment.engine.conditions import Condition
from assignment.models import RuleSetVersion
from assignment.versions.checker import check_version
from assignment.versions.faults import problems_of
from assignment.versions.finding_texts import ToldFinding, tell
from assignment.versions.presets import (
    NothingToStartFrom,
    PoolOutline,
    Preset,
    RuleOutline,
    apply_preset,
    outline,
)
from assignment.versions.rule_sets import NotADraft
from assignment.wording.sentences import condition_text
from reps.admin_pages import ask


class DraftPages(VersionPages):
    """Mixed into the admin of versions."""

    draft_actions = ["check_rules", "start_from"]

    def has_check_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm(VIEW)

    @action(description=_("Check"), permissions=["check"], url_path="check", icon="fact_check")
    def check_rules(self, request: HttpRequest, object_id: str) -> HttpResponse:
        version, back = self._version(object_id)
        is_draft = version.state == VersionState.DRAFT
        checked = check_version(version, now=timezone.now())
        context = {
            "title": _("Check of %(name)s") % {"name": version},
            "is_draft": is_draft,
            "problems": problems_of(version) if is_draft else [],
            "findings": _with_links(tell(checked), rule_urls(version)),
            "leads": checked.leads,
            "days": checked.days,
        }
        return self._page(request, "check_rules", back=back, version=version, **context)

    @action(
        description=_("Start from …"),
        permissions=["edit_draft"],
        url_path="start-from",
        icon="auto_awesome",
    )
    def start_from(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose, look at what would come, then replace the rules of the draft."""
        draft, back = self._version(object_id)
        form = PresetForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            title, button = _("Start %(name)s from …") % {"name": draft}, _("Preview")
            return ask(self, request, title=title, form=form, button=button, back=back, obj=draft)
        preset = form.cleaned_data["preset"]
        try:
            if "replace" in request.POST:
                apply_preset(draft, preset)
                messages.success(request, _("The rules of the draft were replaced."))
                return redirect(back)
            items = preset_lines(preset)
        except NothingToStartFrom as error:
            messages.error(request, str(error))
            return redirect(back)
        except NotADraft:
            messages.warning(request, TOO_LATE)
            return redirect(back)
        return ask(
            self,
            request,
            title=_("Replace the rules of %(name)s by these?") % {"name": draft},
            items=items,
            kept=[("preset", preset), ("replace", "1")],
            button=_("Replace"),
            back=back,
            obj=draft,
        )


def preset_lines(preset: str) -> list[str]:
    """What a preset would make, a line for every rule."""
    if preset == Preset.PUBLISHED:
        return [gettext("The rules that are published now")]
    return [_line(rule) for rule in outline(preset)]


def _line(rule: RuleOutline) -> str:
    if not rule.field:
        said = gettext("Everything else → %(pool)s")
        return said % {"pool": _pool(rule.pool)}
    condition = Condition(rule.field, rule.operator, list(rule.values))
    said = gettext("If %(conditions)s → %(pool)s")
    return said % {"conditions": condition_text(condition), "pool": _pool(rule.pool)}


def _pool(pool: PoolOutline) -> str:
    """Its name, whether it is made now, and who is in it."""
    who = ngettext("%(count)d member", "%(count)d members", len(pool.members))
    who = who % {"count": len(pool.members)}
    said = gettext("pool %(name)s (%(who)s)") if pool.pk else gettext("new pool %(name)s (%(who)s)")
    return said % {"name": pool.name, "who": who}


def _with_links(findings: list[ToldFinding], urls: Mapping[str, str]) -> list[dict[str, Any]]:
    """Findings with the pages of their rules."""
    return [
        {
            "sentence": finding.sentence,
            "example": finding.example,
            "is_near_miss": finding.is_near_miss,
            "links": [(name, urls[key]) for key, name in finding.named if key in urls],
        }
        for finding in findings
    ]


def rule_urls(version: RuleSetVersion) -> dict[str, str]:
    """The page of each rule of a version, by its key."""
    rows = version.rules.values_list("key", "pk")
    return {key: reverse("admin:assignment_rule_change", args=[pk]) for key, pk in rows}
