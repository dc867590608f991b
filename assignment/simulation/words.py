"""How people read what a simulation says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignment.choices import DecisionKind, VersionState
from assignment.engine.codes import Reason
from assignment.models import RuleSetVersion, Simulation
from assignment.simulation.dry_run import Problem
from assignment.simulation.report import End

STEP_LABELS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "waited": gettext_lazy("waited at first"),
        "sticky": gettext_lazy("to the customer's owner"),
        Reason.OVERFLOWED: gettext_lazy("to another pool, since their own had nobody"),
        Reason.STARTS_LATER: gettext_lazy("to somebody not yet on duty"),
    }
)
PROBLEM_LABELS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        Problem.NO_POLICY: gettext_lazy("No SLA policy is in force."),
        Problem.UNREADABLE: gettext_lazy("The rules of this version can no longer be read."),
        Problem.ERROR: gettext_lazy("It failed; the log names the fault."),
    }
)
DIFFERENCE_LABELS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "kind": gettext_lazy("result"),
        "rep": gettext_lazy("rep"),
        "pool": gettext_lazy("pool"),
        "rule": gettext_lazy("rule"),
        "reasons": gettext_lazy("reasons"),
        "notes": gettext_lazy("notes"),
        "excluded": gettext_lazy("excluded"),
        "ranked": gettext_lazy("ranking"),
    }
)


def version_title(version: RuleSetVersion | None) -> str:
    """Which rules, and in what state they are."""
    if version is None:
        return _("rules that were deleted since")
    state = VersionState(version.state).label
    return _("%(version)s (%(state)s)") % {"version": version, "state": state}


def titles_of(simulation: Simulation) -> list[str]:
    """One for each column of its report, the baseline first."""
    versions = [simulation.version]
    if simulation.baseline is not None:
        versions.insert(0, simulation.baseline)
    return [version_title(version) for version in versions]


def end_text(end: End) -> str:
    """Where a lead would go, in a few words."""
    kind = DecisionKind(end.kind)
    if kind == DecisionKind.ASSIGNED:
        return end.who
    if not end.who:
        return str(kind.label)
    return _("%(kind)s: %(who)s") % {"kind": kind.label, "who": end.who}
