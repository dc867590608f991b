"""Trials in words: for whom a version is in force, and what comparing its arms tells."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignment.choices import PartialKind, VersionState
from assignment.models import RuleSetVersion
from assignment.versions.arms import Comparison, Measure, Share, Verdict

VERDICTS: dict[str, Any] = {
    Verdict.TOO_FEW: gettext_lazy("Too few leads yet to tell whether the two differ."),
    Verdict.CHANCE: gettext_lazy("The difference may well be chance."),
    Verdict.BETTER: gettext_lazy(
        "The trial does better, and hardly by chance: by %(low)s to %(high)s points."
    ),
    Verdict.WORSE: gettext_lazy(
        "The trial does worse, and hardly by chance: by %(low)s to %(high)s points."
    ),
}


def verdict_sentence(measure: Measure) -> str:
    """Whether the difference between the arms means anything."""
    gap, verdict = measure.difference, measure.verdict
    low, high = (abs(gap.low), abs(gap.high)) if gap else (0.0, 0.0)
    said = {"low": f"{min(low, high) * 100:.1f}", "high": f"{max(low, high) * 100:.1f}"}
    return str(VERDICTS[verdict]) % said


def share_text(share: Share) -> str:
    """Such as: 12 of 40, 30.0 % (18.1 to 45.4 %)."""
    rate, interval = share.rate, share.interval
    if rate is None or interval is None:
        return _("none yet")
    said = {
        "part": share.part,
        "whole": share.whole,
        "rate": f"{rate * 100:.1f}",
        "low": f"{interval.low * 100:.1f}",
        "high": f"{interval.high * 100:.1f}",
    }
    return _("%(part)d of %(whole)d, %(rate)s %% (%(low)s to %(high)s %%)") % said


def force_text(version: RuleSetVersion) -> str:
    """For whom a version is in force, or from when it will be; empty when it is not.

    Reads the channel or team of a version published in part, and for the one beside it whether
    there is one.
    """
    if version.state == VersionState.DRAFT and version.publish_at is not None:
        moment = date_format(localtime(version.publish_at), "DATETIME_FORMAT")
        return _("to be published %(moment)s") % {"moment": moment}
    if version.state == VersionState.PARTIAL:
        return scope_text(version)
    if version.state == VersionState.PUBLISHED:
        is_shared = RuleSetVersion.objects.filter(state=VersionState.PARTIAL).exists()
        return _("all other leads") if is_shared else _("all leads")
    return ""


def scope_text(version: RuleSetVersion) -> str:
    """Which leads a version decides, or decided, that was published in part."""
    if version.partial_kind == PartialKind.CHANNEL:
        return _("channel %(name)s") % {"name": version.partial_channel}
    if version.partial_kind == PartialKind.TEAM:
        return _("leads that the published rules give to team %(name)s") % {
            "name": version.partial_team
        }
    return _("%(percent)d %% of all leads") % {"percent": version.partial_percent or 0}


def rows_of(found: Comparison) -> list[dict[str, str]]:
    """The figures of both arms, a line each, with what their difference means."""
    measures = [(_("Answered in time"), found.answered), (_("Converted"), found.converted)]
    return [
        {
            "name": name,
            "trial": share_text(measure.trial),
            "control": share_text(measure.control),
            "verdict": verdict_sentence(measure),
            "code": str(measure.verdict),
        }
        for name, measure in measures
    ]
