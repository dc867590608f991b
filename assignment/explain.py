"""Why a lead went where it went, told from the decision's compact record.

Plain data with the engine's codes; ``assignment.wording.words`` and the templates say them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assignment.engine.codes import Note
from assignment.engine.match import ConditionCheck, RuleCheck
from assignment.engine.match import explain as explain_match
from assignment.engine.roster import Deal
from assignment.engine.strategies import Unit, method_of
from assignment.models import Decision, Pool
from assignment.records import ROSTERS, seen_by
from assignment.versions.rule_sets import compiled
from leads.models import Inquiry
from reps.models import Rep


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could have taken the lead; ``number`` is what his strategy ranked him by.

    ``points`` is what the number consists of, by criterion, where a strategy counts points.
    """

    rep_id: int
    name: str
    number: float
    is_winner: bool
    points: Mapping[str, int] = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class PassedPool:
    """A pool of the chain before the one that took over; nobody in it could take the lead."""

    name: str
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One decision. ``groups`` are the conditions of the rule that held, joined by OR.

    ``version`` is None for a decision that no rules took part in. The conditions are those
    of the version that decided, judged again with the facts of then. ``is_trial``: that
    version decided a part of the leads only. ``unit`` says what the numbers are, ``key_rules``
    which rules marked the lead as a key one, ``passed_pools`` which pools had nobody.
    """

    decision_id: int
    kind: str
    event: str
    at: datetime
    took_us: int
    step: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    version: int | None
    is_trial: bool
    rule: str
    key_rules: tuple[str, ...]
    groups: tuple[tuple[ConditionCheck, ...], ...]
    passed_over: tuple[PassedOver, ...]
    pool: str
    strategy: str
    unit: Unit
    winner: str
    candidates: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]
    passed_pools: tuple[PassedPool, ...]

    def code_of(self, rep_id: int) -> str:
        """Why this rep could not take the lead; empty if he could, or was no candidate."""
        return next((one.code for one in self.excluded if one.rep_id == rep_id), "")


def explain(decision: Decision) -> Explanation:
    """Tell one decision; at most four queries beside the decision's own relations."""
    record, facts = decision.record, _facts(decision)
    checks = _checks(decision, facts)
    held = checks[-1] if checks and checks[-1].rule.key == decision.rule_key else None
    names = _names(record)
    return Explanation(
        decision_id=decision.pk,
        kind=decision.kind,
        event=decision.event,
        at=decision.at,
        took_us=decision.took_us,
        step=record.get("step", ""),
        reasons=tuple(decision.reasons),
        notes=tuple(record.get("notes", ())),
        version=decision.version.number if decision.version else None,
        is_trial=_is_trial(decision),
        rule=decision.rule_name,
        key_rules=_key_rules(decision, facts),
        groups=held.groups if held else (),
        passed_over=_passed_over(checks[:-1] if held else checks),
        pool=decision.pool.name if decision.pool else "",
        strategy=strategy_of(decision),
        unit=unit_of(decision),
        winner=decision.rep.name if decision.rep else "",
        candidates=_candidates(decision, names, facts),
        excluded=_excluded(record.get("excluded", {}), names),
        passed_pools=_passed_pools(record, names),
    )


def strategy_of(decision: Decision) -> str:
    """The strategy that chose; for decisions of earlier releases the pool's own of today."""
    return decision.strategy or (decision.pool.strategy if decision.pool else "")


def unit_of(decision: Decision) -> Unit:
    """What the numbers of a decision's candidates are, by its pool's options of then."""
    rosters = decision.record.get(ROSTERS, ())
    roster = next((one for one in rosters if one["pool"] == decision.pool_id), {})
    return method_of(strategy_of(decision)).unit(roster.get("options", {}))


def _is_trial(decision: Decision) -> bool:
    """Whether the version that decided was published for a part of the leads at that time."""
    version = decision.version
    if version is None or version.partial_from is None or decision.at < version.partial_from:
        return False
    return version.partial_until is None or decision.at < version.partial_until


def _facts(decision: Decision) -> dict[str, Any]:
    """The facts of then, with the words of the message if rules were asked."""
    facts: dict[str, Any] = dict(decision.record.get("facts", {}))
    if _has_rules(decision):
        inquiry = Inquiry.objects.filter(message=decision.record.get("message"))
        facts["message"] = inquiry.values_list("text", flat=True).first()
    return facts


def _has_rules(decision: Decision) -> bool:
    """No rule was asked about a sticky lead."""
    version = decision.version
    if version is None or version.published_at is None:
        return False
    return decision.record.get("step") == "rules"


def _checks(decision: Decision, facts: Mapping[str, Any]) -> tuple[RuleCheck, ...]:
    """The rules of then, judged again."""
    if not _has_rules(decision):
        return ()
    return explain_match(compiled(decision.version_id, decision.version.published_at), facts)


def _key_rules(decision: Decision, facts: Mapping[str, Any]) -> tuple[str, ...]:
    if Note.KEY_CONDITION not in decision.record.get("notes", ()) or not _has_rules(decision):
        return ()
    rules = compiled(decision.version_id, decision.version.published_at)
    return rules.key_names({**facts, "is_key": False})


def _names(record: Mapping[str, Any]) -> dict[int, str]:
    ids = {rep for rep, _ in record.get("ranked", ())}
    chosen = [record.get("excluded", {}), *(codes for _, codes in record.get("passed", ()))]
    ids |= {rep for codes in chosen for reps in codes.values() for rep in reps}
    return dict(Rep.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _passed_over(checks: Sequence[RuleCheck]) -> tuple[PassedOver, ...]:
    return tuple(
        PassedOver(check.rule.name, check.flaw.code if check.flaw else "") for check in checks
    )


def _candidates(
    decision: Decision, names: Mapping[int, str], facts: Mapping[str, Any]
) -> tuple[Candidate, ...]:
    points = _points(decision, facts)
    return tuple(
        Candidate(
            rep_id=rep,
            name=names.get(rep, f"#{rep}"),
            number=number,
            is_winner=rep == decision.rep_id,
            points=points.get(rep, {}),
        )
        for rep, number in decision.record.get("ranked", ())
    )


def _points(decision: Decision, facts: Mapping[str, Any]) -> dict[int, dict[str, int]]:
    """What each candidate's number consists of, counted again from the profiles of then."""
    count = method_of(strategy_of(decision)).points
    seen = seen_by(decision.record) if count else None
    rosters = seen.rosters if seen else ()
    roster = next((one for one in rosters if one.pool == decision.pool_id), None)
    if count is None or roster is None:
        return {}
    deal = Deal(draw=0.0, facts=facts, options=roster.options)
    return {one.rep: count(one, deal) for one in roster.candidates}


def _excluded(codes: Mapping[str, Any], names: Mapping[int, str]) -> tuple[Excluded, ...]:
    return tuple(
        Excluded(rep, names.get(rep, f"#{rep}"), code)
        for code, reps in codes.items()
        for rep in reps
    )


def _passed_pools(record: Mapping[str, Any], names: Mapping[int, str]) -> tuple[PassedPool, ...]:
    passed = record.get("passed", ())
    if not passed:
        return ()
    pools = dict(Pool.objects.filter(pk__in=[pk for pk, _ in passed]).values_list("pk", "name"))
    return tuple(
        PassedPool(pools.get(pk, f"#{pk}"), _excluded(codes, names)) for pk, codes in passed
    )
