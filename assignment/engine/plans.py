"""Where a lead is to go, before any roster is loaded: its owner, or the target of a rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assignment.engine.codes import Exclusion, Note, TargetKind
from assignment.engine.fields import Facts
from assignment.engine.match import match
from assignment.engine.requirements import Requirement
from assignment.engine.rules import CompiledRuleSet, Flaw, Rule, Target


@dataclass(frozen=True, slots=True)
class Sticky:
    """Whom the lead belongs to already; ``is_away``: past the deadline that the lead would have.

    ``source`` is "customer", "company" or "previous_owner".
    """

    rep: int
    is_active: bool
    source: str
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One lead to route.

    ``key_reasons`` are the codes of ``is_key`` and of the policy; none means an ordinary lead.
    ``barred`` is by rep. ``review_done``: a manager has approved, or the policy asks for no review.
    """

    facts: Facts
    sticky: Sticky | None
    key_reasons: tuple[str, ...]
    barred: Mapping[int, Exclusion]
    review_done: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a lead is to go. ``rule`` and ``target`` are None for a sticky lead or without a match.

    ``is_review``: a manager decides, with the engine's choice as a suggestion. ``requirements``
    are what the rule asks of the rep.
    """

    step: Literal["sticky", "rules"]
    rule: Rule | None
    target: Target | None
    sticky_rep: int | None
    is_review: bool
    notes: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    key_reasons: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()


def plan(rules: CompiledRuleSet, request: Request) -> Plan:
    """The step, the rule and the target for a lead, before any roster is loaded.

    A sticky owner takes the lead whatever his capacity, and without a review even if it is key;
    the notes keep the key reasons, so that flag and deadline still apply.
    """
    obstacle = _obstacle(request)
    if request.sticky is not None and obstacle is None:
        return _sticky_plan(request.sticky, request.key_reasons)
    found = match(rules, request.facts)
    target = found.rule.target if found.rule is not None else None
    is_review_target = target is not None and target.kind == TargetKind.REVIEW
    return Plan(
        step="rules",
        rule=found.rule,
        target=target,
        sticky_rep=None,
        is_review=is_review_target or bool(request.key_reasons and not request.review_done),
        notes=_notes(obstacle, request.key_reasons, found.flaws),
        flaws=found.flaws,
        key_reasons=request.key_reasons,
        requirements=found.requirements,
    )


def to_pool(pool: int, key_reasons: tuple[str, ...] = ()) -> Plan:
    """Straight to a pool, past sticky owner, review and rules, because somebody decided so."""
    return Plan(
        step="rules",
        rule=None,
        target=Target(kind=TargetKind.POOL, pool=pool),
        sticky_rep=None,
        is_review=False,
        notes=key_reasons,
        flaws=(),
        key_reasons=key_reasons,
    )


def _obstacle(request: Request) -> Note | None:
    """What keeps a lead from its sticky owner; None if nothing does, or if there is none."""
    sticky = request.sticky
    if sticky is None:
        return None
    if not sticky.is_active:
        return Note.STICKY_INACTIVE
    if sticky.is_away:
        return Note.STICKY_AWAY
    if request.barred.get(sticky.rep) == Exclusion.LOST_IN_CYCLE:
        return Note.STICKY_LOST_IN_CYCLE
    if request.barred.get(sticky.rep) == Exclusion.NO_PERMISSION:
        return Note.STICKY_NO_PERMISSION
    return None


def _sticky_plan(sticky: Sticky, key_reasons: tuple[str, ...]) -> Plan:
    return Plan(
        step="sticky",
        rule=None,
        target=None,
        sticky_rep=sticky.rep,
        is_review=False,
        notes=(Note.STICKY_OWNER, *key_reasons),
        flaws=(),
        key_reasons=key_reasons,
    )


def _notes(
    obstacle: Note | None, key_reasons: tuple[str, ...], flaws: tuple[Flaw, ...]
) -> tuple[str, ...]:
    before = (obstacle,) if obstacle is not None else ()
    after = (Note.RULE_FLAWED,) if flaws else ()
    return (*before, *key_reasons, *after)
