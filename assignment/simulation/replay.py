"""A stored decision computed again, exactly, from its version, its facts and its rosters.

``recomputed`` is pure; golden decisions under ``tests`` go through it, so that a change of the
engine that would decide otherwise is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from assignment.engine.codes import Exclusion, Note
from assignment.engine.pick import draw_for
from assignment.engine.plans import to_pool
from assignment.engine.roster import NO_POOL
from assignment.engine.route import Outcome, Plan, Request, Sticky, plan, settle
from assignment.engine.rules import CompiledRuleSet
from assignment.models import Decision
from assignment.records import Seen, by_code, ranked_of, seen_by
from assignment.versions.rule_sets import NO_RULES, compiled
from leads.models import Inquiry

NOBODY: Final = 0
_KEYS: Final = (Note.KEY_VALUE, Note.KEY_QUANTITY, Note.KEY_CONDITION)
# What stood between a lead and its owner then; who he was does not matter any more.
_OBSTACLES: Final[Mapping[str, Sticky]] = {
    Note.STICKY_INACTIVE: Sticky(rep=NOBODY, is_active=False, source="customer"),
    Note.STICKY_AWAY: Sticky(rep=NOBODY, is_active=True, source="customer", is_away=True),
    Note.STICKY_LOST_IN_CYCLE: Sticky(rep=NOBODY, is_active=True, source="customer"),
    Note.STICKY_NO_PERMISSION: Sticky(rep=NOBODY, is_active=True, source="customer"),
}
_BARS: Final = {
    Note.STICKY_LOST_IN_CYCLE: Exclusion.LOST_IN_CYCLE,
    Note.STICKY_NO_PERMISSION: Exclusion.NO_PERMISSION,
}


class RosterNotKept(Exception):
    """The decision was stored before decisions kept their rosters; only its rules can be shown."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A decision as it was written down; ``text`` are the words of the inquiry."""

    kind: str
    rep: int | None
    pool: int | None
    rule: str
    reasons: tuple[str, ...]
    record: Mapping[str, Any]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise; ``what`` names it as the fields of ``Stored`` do."""

    what: str
    stored: Any
    computed: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the engine decides today of the same input; no differences mean that all is equal."""

    outcome: Outcome
    differences: tuple[Difference, ...]

    @property
    def is_equal(self) -> bool:
        return not self.differences


def replay(decision: Decision) -> Replayed:
    """Compute a stored decision anew; two queries at most. Raises RosterNotKept."""
    texts = Inquiry.objects.filter(message=decision.record.get("message"))
    stored = Stored(
        kind=decision.kind,
        rep=decision.rep_id,
        pool=decision.pool_id,
        rule=decision.rule_key,
        reasons=tuple(decision.reasons),
        record=decision.record,
        text=texts.values_list("text", flat=True).first() or "",
    )
    version = decision.version
    known = version is not None and version.published_at is not None
    rules = compiled(version.pk, version.published_at) if known else NO_RULES
    return recomputed(stored, rules)


def recomputed(stored: Stored, rules: CompiledRuleSet) -> Replayed:
    """Plan and settle again with what was seen then. Raises RosterNotKept."""
    seen = seen_by(stored.record)
    if seen is None:
        raise RosterNotKept
    facts = {**stored.record["facts"], "message": stored.text}
    planned = _plan(stored, rules, facts, seen)
    target = planned.target.pool if planned.target else None
    outcome = settle(
        planned,
        seen.rosters[0] if seen.rosters else None,
        barred=seen.barred,
        draw=draw_for(stored.record["message"], target or NO_POOL),
        facts=facts,
        overflow={roster.pool: roster for roster in seen.rosters},
        age_hours=seen.age_hours,
        push=seen.push,
    )
    return Replayed(outcome, tuple(_differences(stored, outcome)))


def _plan(stored: Stored, rules: CompiledRuleSet, facts: dict[str, Any], seen: Seen) -> Plan:
    notes = stored.record["notes"]
    keys = tuple(note for note in notes if note in _KEYS)
    straight_to = stored.record.get("to")
    if straight_to is not None:
        return to_pool(straight_to, keys)
    bars = [(NOBODY, _BARS[note]) for note in notes if note in _BARS]
    request = Request(
        facts=facts,
        sticky=_sticky(stored, notes),
        key_reasons=keys,
        barred={**seen.barred, **dict(bars)},
        review_done=not set(keys) & set(stored.reasons),  # a review gives them as its reasons
    )
    return plan(rules, request)


def _sticky(stored: Stored, notes: list[str]) -> Sticky | None:
    if stored.record["step"] == "sticky" and stored.rep is not None:
        return Sticky(rep=stored.rep, is_active=True, source="customer")
    return next((_OBSTACLES[note] for note in notes if note in _OBSTACLES), None)


def _differences(stored: Stored, outcome: Outcome) -> list[Difference]:
    choice, rule, record = outcome.choice, outcome.plan.rule, stored.record
    pairs: dict[str, tuple[Any, Any]] = {
        "kind": (stored.kind, outcome.kind),
        "rep": (stored.rep, outcome.rep),
        "rule": (stored.rule, rule.key if rule else ""),
        "reasons": (list(stored.reasons), [str(reason) for reason in outcome.reasons]),
        "notes": (record["notes"], [str(note) for note in outcome.plan.notes]),
        "excluded": (record["excluded"], by_code(choice.excluded) if choice else {}),
        "ranked": (record["ranked"], ranked_of(choice)),
    }
    if outcome.pool is not None:
        pairs["pool"] = (stored.pool, outcome.pool)
    return [Difference(what, before, now) for what, (before, now) in pairs.items() if before != now]
