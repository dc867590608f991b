"""The order in which a lead is decided: sticky owner, key-lead review, rules, pool, fallback.

Two phases, so that the caller loads and locks only the roster it needs: ``plan`` names the target,
``settle`` chooses from its roster. Neither ever raises for anything in facts, rules or roster.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assignment.engine.codes import Exclusion, Note, Reason, TargetKind, Unassigned
from assignment.engine.fields import Facts
from assignment.engine.match import match
from assignment.engine.pick import NO_LINES, pick
from assignment.engine.roster import Choice, Roster
from assignment.engine.rules import CompiledRuleSet, Flaw, Rule, Target


@dataclass(frozen=True, slots=True)
class Sticky:
    """Whom the lead belongs to already; ``is_active`` is false too for one away past the deadline.

    ``source`` is "customer", "company" or "previous_owner".
    """

    rep: int
    is_active: bool
    source: str


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

    ``is_review``: a manager decides, with the engine's choice as a suggestion.
    """

    step: Literal["sticky", "rules"]
    rule: Rule | None
    target: Target | None
    sticky_rep: int | None
    is_review: bool
    notes: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    key_reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be done. ``rep`` is the owner, or in a review the suggestion, if there is one.

    ``reasons`` is never empty: sticky_owner or rule if assigned; in a review the key reasons,
    review_target, exhausted; while waiting an ``Unassigned`` code.
    """

    kind: Literal["assigned", "review", "waiting"]
    rep: int | None
    plan: Plan
    choice: Choice | None
    reasons: tuple[str, ...]

    @property
    def lines(self) -> Mapping[int, int]:
        """The ledger entry to book now: none for a suggestion, a sticky owner or named reps."""
        if self.kind != "assigned" or self.choice is None:
            return NO_LINES
        return self.choice.lines


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
    )


def settle(
    plan: Plan,
    roster: Roster | None,
    *,
    barred: Mapping[int, Exclusion],
    draw: float,
) -> Outcome:
    """The end of the road for this attempt: assigned, to be reviewed, or waiting; with a reason.

    ``roster`` is that of the target's pool, or one of pool ``NO_POOL`` with the reps named; None
    where the plan needs none. None where it does need one, as for a pool that is gone, counts as
    a pool without members.
    """
    if plan.step == "sticky":
        return Outcome(
            kind="assigned",
            rep=plan.sticky_rep,
            plan=plan,
            choice=None,
            reasons=(Note.STICKY_OWNER,),
        )
    if plan.target is None:
        return _without_winner(plan, None, (Unassigned.NO_RULE,))
    if plan.target.kind == TargetKind.REVIEW:
        reasons = (Reason.REVIEW_TARGET, *plan.key_reasons)
        return Outcome(kind="review", rep=None, plan=plan, choice=None, reasons=reasons)
    if roster is None:
        return _without_winner(plan, None, (Unassigned.NO_CANDIDATE,))
    return _from_choice(plan, pick(roster, barred=barred, draw=draw))


def _from_choice(plan: Plan, choice: Choice) -> Outcome:
    if choice.winner is None:
        return _without_winner(plan, choice, choice.reasons)
    if plan.is_review:
        return Outcome(
            kind="review", rep=choice.winner, plan=plan, choice=choice, reasons=plan.key_reasons
        )
    return Outcome(
        kind="assigned", rep=choice.winner, plan=plan, choice=choice, reasons=(Reason.RULE,)
    )


def _obstacle(request: Request) -> Note | None:
    """What keeps a lead from its sticky owner; None if nothing does, or if there is none."""
    sticky = request.sticky
    if sticky is None:
        return None
    if not sticky.is_active:
        return Note.STICKY_INACTIVE
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


def _without_winner(plan: Plan, choice: Choice | None, reasons: tuple[str, ...]) -> Outcome:
    """Waiting helps only if somebody may come; a key lead is a manager's business either way."""
    if plan.is_review:
        return Outcome(
            kind="review", rep=None, plan=plan, choice=choice, reasons=(*plan.key_reasons, *reasons)
        )
    if Unassigned.EXHAUSTED in reasons:
        return Outcome(kind="review", rep=None, plan=plan, choice=choice, reasons=reasons)
    return Outcome(kind="waiting", rep=None, plan=plan, choice=choice, reasons=reasons)
