"""Why a lead went where it went, told from the decision's compact record.

Plain data with the engine's codes; ``assignment.words`` and the templates say them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assignment.engine.match import ConditionCheck, RuleCheck
from assignment.engine.match import explain as explain_match
from assignment.models import Decision
from assignment.rule_sets import compiled
from leads.models import Inquiry
from reps.models import Rep


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could have taken the lead; ``number`` is what his strategy ranked him by."""

    rep_id: int
    name: str
    number: float
    is_winner: bool


@dataclass(frozen=True, slots=True)
class Excluded:
    """Somebody who could not, with the code of the gate that kept him out."""

    rep_id: int
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A rule above the one that held; ``flaw`` is a problem's code when it could not be judged."""

    name: str
    flaw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One decision. ``groups`` are the conditions of the rule that held, joined by OR.

    ``version`` is None for a decision that no rules took part in. The conditions are those
    of the version that decided, judged again with the facts of then.
    """

    kind: str
    event: str
    at: datetime
    took_us: int
    step: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    version: int | None
    rule: str
    groups: tuple[tuple[ConditionCheck, ...], ...]
    passed_over: tuple[PassedOver, ...]
    pool: str
    strategy: str
    winner: str
    candidates: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]

    def code_of(self, rep_id: int) -> str:
        """Why this rep could not take the lead; empty if he could, or was no candidate."""
        return next((one.code for one in self.excluded if one.rep_id == rep_id), "")


def explain(decision: Decision) -> Explanation:
    """Tell one decision; at most three queries beside the decision's own relations."""
    record = decision.record
    checks = _checks(decision)
    held = checks[-1] if checks and checks[-1].rule.key == decision.rule_key else None
    names = _names(record)
    return Explanation(
        kind=decision.kind,
        event=decision.event,
        at=decision.at,
        took_us=decision.took_us,
        step=record.get("step", ""),
        reasons=tuple(decision.reasons),
        notes=tuple(record.get("notes", ())),
        version=decision.version.number if decision.version else None,
        rule=decision.rule_name,
        groups=held.groups if held else (),
        passed_over=_passed_over(checks[:-1] if held else checks),
        pool=decision.pool.name if decision.pool else "",
        strategy=decision.pool.strategy if decision.pool else "",
        winner=decision.rep.name if decision.rep else "",
        candidates=_candidates(record, names, decision.rep_id),
        excluded=_excluded(record, names),
    )


def _checks(decision: Decision) -> tuple[RuleCheck, ...]:
    """The rules of then, judged again; none for a sticky lead, which no rule was asked about."""
    version, record = decision.version, decision.record
    if version is None or version.published_at is None or record.get("step") != "rules":
        return ()
    facts: dict[str, Any] = dict(record.get("facts", {}))
    text = Inquiry.objects.filter(message=record.get("message")).values_list("text", flat=True)
    facts["message"] = text.first()
    return explain_match(compiled(version.pk, version.published_at), facts)


def _names(record: Mapping[str, Any]) -> dict[int, str]:
    ids = {rep for rep, _ in record.get("ranked", ())}
    ids |= {rep for reps in record.get("excluded", {}).values() for rep in reps}
    return dict(Rep.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _passed_over(checks: Sequence[RuleCheck]) -> tuple[PassedOver, ...]:
    return tuple(
        PassedOver(check.rule.name, check.flaw.code if check.flaw else "") for check in checks
    )


def _candidates(
    record: Mapping[str, Any], names: Mapping[int, str], winner: int | None
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(rep, names.get(rep, f"#{rep}"), number, is_winner=rep == winner)
        for rep, number in record.get("ranked", ())
    )


def _excluded(record: Mapping[str, Any], names: Mapping[int, str]) -> tuple[Excluded, ...]:
    return tuple(
        Excluded(rep, names.get(rep, f"#{rep}"), code)
        for code, reps in record.get("excluded", {}).items()
        for rep in reps
    )
