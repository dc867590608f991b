"""What a rep may know of a decision that he had a part in, though the lead is another's.

Its number, time and segment, and his own code or place: nothing of the customer, and nobody
else's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assignment.engine.codes import Note
from assignment.engine.strategies import Unit
from assignment.explain import strategy_of, unit_of
from assignment.fairness.statement import GAVE
from assignment.models import Decision, Objection, PoolMember
from reps.models import Rep

PAGE_LENGTH = 50
BATCH = 100
MOST_READ = 5 * BATCH  # decisions looked through for one page
COMPARED = (Unit.LEADS, Unit.ROOM, Unit.POINTS)  # where a difference of numbers says something


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One rep's part in one decision.

    ``code`` is what kept him out; without one ``rank`` is his place, 1 for the first, and
    ``behind`` what he was short of, if that says anything. ``objection`` is his, if he has
    objected.
    """

    decision_id: int
    lead_id: int
    at: datetime
    kind: str
    country: str
    product: str
    pool: str
    rule: str
    strategy: str
    unit: Unit
    is_winner: bool
    is_sticky: bool
    code: str
    rank: int
    candidates: int
    behind: float | None
    objection: Objection | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """A page of parts, the newest first; ``before`` is where the next page begins, 0 for none."""

    rows: list[Part]
    before: int


def part_of(decision: Decision, rep: Rep, *, objection: Objection | None = None) -> Part | None:
    """A rep's part in a decision; None if he had none. One query for the pool if need be."""
    record = decision.record
    ranked = {one: place for place, (one, _) in enumerate(record.get("ranked", ()), 1)}
    code = _code(decision, rep.pk)
    is_winner = decision.rep_id == rep.pk
    if not is_winner and rep.pk not in ranked and not code:
        return None
    facts, unit = record.get("facts", {}), unit_of(decision)
    return Part(
        decision_id=decision.pk,
        lead_id=decision.lead_id,
        at=decision.at,
        kind=decision.kind,
        country=facts.get("country", ""),
        product=facts.get("product", ""),
        pool=decision.pool.name if decision.pool else "",
        rule=decision.rule_name,
        strategy=strategy_of(decision),
        unit=unit,
        is_winner=is_winner,
        is_sticky=Note.STICKY_OWNER in record.get("notes", ()),
        code="" if is_winner else code,
        rank=ranked.get(rep.pk, 0),
        candidates=len(ranked),
        behind=_behind(decision, rep.pk) if unit in COMPARED and not is_winner else None,
        objection=objection,
    )


def parts_of(rep: Rep, *, before: int = 0) -> Parts:
    """The leads that the rep's pools gave to somebody, the newest first; three queries mostly.

    Decisions of a time when he was no member are not his to see.
    """
    pool_ids = _pools_of(rep)
    found: list[Part] = []
    last, read = before, 0
    while read < MOST_READ:
        batch = _dealt(pool_ids, before=last)
        for decision in batch:
            if len(found) == PAGE_LENGTH:
                return Parts(_with_objections(found, rep), last)
            last, read = decision.pk, read + 1
            part = part_of(decision, rep)
            found += [part] if part else []
        if len(batch) < BATCH:
            return Parts(_with_objections(found, rep), 0)
    return Parts(_with_objections(found, rep), last)


def decision_for(rep: Rep, decision_id: int) -> tuple[Decision, Part] | None:
    """A decision that a rep had a part in, with that part; None for any other."""
    related = Decision.objects.select_related("version", "pool", "rep", "lead")
    decision = related.defer("version__content").filter(pk=decision_id).first()
    if decision is None:
        return None
    objection = Objection.objects.filter(decision=decision, rep=rep).first()
    part = part_of(decision, rep, objection=objection)
    return (decision, part) if part else None


def _dealt(pool_ids: Sequence[int], *, before: int) -> list[Decision]:
    dealt = Decision.objects.filter(pool__in=pool_ids, kind__in=GAVE)
    if before:
        dealt = dealt.filter(pk__lt=before)
    return list(dealt.select_related("pool").order_by("-pk")[:BATCH])


def _pools_of(rep: Rep) -> list[int]:
    members = PoolMember.objects.filter(rep=rep, is_active=True)
    return list(members.order_by("pool").values_list("pool", flat=True))


def _code(decision: Decision, rep_id: int) -> str:
    """Why a rep was left out, in the pool that gave the lead or in one that had nobody."""
    record = decision.record
    chain = [record.get("excluded", {}), *(codes for _, codes in record.get("passed", ()))]
    codes = [code for one in chain for code, reps in one.items() if rep_id in reps]
    return codes[0] if codes else ""


def _behind(decision: Decision, rep_id: int) -> float | None:
    numbers = dict(decision.record.get("ranked", ()))
    if rep_id not in numbers or decision.rep_id not in numbers:
        return None
    return max(0.0, numbers[decision.rep_id] - numbers[rep_id])


def _with_objections(parts: list[Part], rep: Rep) -> list[Part]:
    ids = [part.decision_id for part in parts]
    asked = Objection.objects.filter(rep=rep, decision__in=ids)
    by_decision = {one.decision_id: one for one in asked}
    return [replace(part, objection=by_decision.get(part.decision_id)) for part in parts]
