"""The order in which a lead is decided: sticky owner, key-lead review, rules, pool, fallback.

Two phases, so that the caller loads and locks only the rosters it needs: ``plan`` names the target,
``settle`` chooses from its roster. Neither ever raises for anything in facts, rules or rosters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from assignment.engine.codes import Exclusion, Note, Reason, TargetKind, Unassigned, WhenNobody
from assignment.engine.fields import Facts
from assignment.engine.pick import NO_LINES, pick
from assignment.engine.plans import Plan, Request, Sticky, plan
from assignment.engine.roster import NO_OPTIONS, NO_POOL, Choice, Roster
from assignment.engine.strategies import Mode, method_of

__all__ = ["Outcome", "Plan", "Request", "Sticky", "plan", "settle"]

MAX_OVERFLOWS: Final = 3
NO_OVERFLOW: Final[Mapping[int, Roster]] = MappingProxyType({})
# Waiting does not help against these; somebody has to decide.
_FOR_THE_MANAGER: Final = frozenset({Unassigned.EXHAUSTED, Unassigned.TOO_OLD})
Kind = Literal["assigned", "review", "waiting", "offered", "pooled"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be done.

    ``rep`` is the owner, in a review the suggestion if there is one, and whom the lead is offered
    to. ``reasons`` is never empty: sticky_owner, or rule and what else there is to tell, if it is
    assigned, offered or put into a public pool; in a review the key reasons, review_target or an
    ``Unassigned`` code; while waiting an ``Unassigned`` code.

    ``pool`` is the one whose members, strategy and ledger counted in the end, None where none did;
    ``passed`` are those before it in a chain of overflow, with the choices that found nobody.
    ``starts_later``: nobody is on duty, so the time runs from the owner's next working hour.
    """

    kind: Kind
    rep: int | None
    plan: Plan
    choice: Choice | None
    reasons: tuple[str, ...]
    pool: int | None = None
    passed: tuple[tuple[int, Choice], ...] = ()
    starts_later: bool = False

    @property
    def lines(self) -> Mapping[int, int]:
        """The entry for the ledger of ``pool``: none but for a lead that a pool assigns now."""
        if self.kind != "assigned" or self.choice is None:
            return NO_LINES
        return self.choice.lines


def settle(
    plan: Plan,
    roster: Roster | None,
    *,
    barred: Mapping[int, Exclusion],
    draw: float,
    facts: Facts = NO_OPTIONS,
    overflow: Mapping[int, Roster] = NO_OVERFLOW,
    age_hours: float = 0.0,
    push: bool = False,
) -> Outcome:
    """The end of the road for this attempt, with a reason.

    ``roster`` is that of the target's pool, or one of pool ``NO_POOL`` with the reps named; None
    where the plan needs none. None where it does need one, as for a pool that is gone, counts as
    a pool without members. ``overflow`` holds the rosters that may take over, by pool. ``push``
    ends offers and claims: whoever is due in their pool gets the lead, at last also if he let it
    pass.
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
        return _nowhere(plan, Unassigned.NO_RULE)
    if plan.target.kind == TargetKind.REVIEW:
        reasons = (Reason.REVIEW_TARGET, *plan.key_reasons)
        return Outcome(kind="review", rep=None, plan=plan, choice=None, reasons=reasons)
    if roster is None:
        return _nowhere(plan, Unassigned.NO_CANDIDATE)
    attempt = _Attempt(
        plan=plan, barred=barred, draw=draw, facts=facts, age_hours=age_hours, push=push
    )
    return _along(attempt, roster, overflow)


def _nowhere(plan: Plan, reason: Unassigned) -> Outcome:
    """A key lead is a manager's business whether anybody could take it or not."""
    reasons = (*plan.key_reasons, reason) if plan.is_review else (reason,)
    kind: Literal["review", "waiting"] = "review" if plan.is_review else "waiting"
    return Outcome(kind=kind, rep=None, plan=plan, choice=None, reasons=reasons)


@dataclass(slots=True, kw_only=True)
class _Attempt:
    """One lead on its way along the pools."""

    plan: Plan
    barred: Mapping[int, Exclusion]
    draw: float
    facts: Facts
    age_hours: float
    push: bool
    passed: list[tuple[int, Choice]] = field(default_factory=list)

    def choose(
        self, roster: Roster, *, is_asked_again: bool = False, ignores_presence: bool = False
    ) -> Choice:
        barred = self.barred
        if is_asked_again:
            barred = {rep: code for rep, code in barred.items() if code != Exclusion.DECLINED}
        return pick(
            roster,
            barred=barred,
            draw=self.draw,
            facts=self.facts,
            requirements=self.plan.requirements,
            age_hours=self.age_hours,
            ignores_presence=ignores_presence,
        )

    def ends(
        self, kind: Kind, roster: Roster, choice: Choice | None, reasons: tuple[str, ...]
    ) -> Outcome:
        return Outcome(
            kind=kind,
            rep=choice.winner if choice is not None else None,
            plan=self.plan,
            choice=choice,
            reasons=reasons,
            pool=roster.pool if roster.pool != NO_POOL else None,
            passed=tuple(self.passed),
            starts_later=choice is not None and choice.is_early,
        )


def _along(attempt: _Attempt, roster: Roster, overflow: Mapping[int, Roster]) -> Outcome:
    """Pool after pool until one has somebody, or the last one says what happens then.

    What cannot be pushed out of a public pool yet stays there to be claimed.
    """
    public: Outcome | None = None
    while True:
        if attempt.push and public is None and _is_public(attempt, roster):
            public = _pooled(attempt, roster)
        ended = _within(attempt, roster)
        if isinstance(ended, Outcome):
            return ended
        following = _following(attempt, roster, overflow)
        if following is None:
            outcome = _with_nobody(attempt, roster, ended)
            return public if public and outcome.kind == "waiting" else outcome
        attempt.passed.append((roster.pool, ended))
        roster = following


def _within(attempt: _Attempt, roster: Roster) -> Outcome | Choice:
    """What one pool makes of the lead; the choice that found nobody if it has nobody for it.

    A suggestion for a manager, and a lead that is pushed, go to whoever is due in any pool.
    """
    mode = method_of(roster.strategy).mode if roster.pool != NO_POOL else Mode.ASSIGN
    asks = mode != Mode.ASSIGN and not (attempt.push or attempt.plan.is_review)
    if asks and _is_public(attempt, roster):
        return _pooled(attempt, roster)
    choice = attempt.choose(roster)
    if choice.winner is None and attempt.push:
        choice = attempt.choose(roster, is_asked_again=True)
    if choice.winner is None:
        if asks and attempt.choose(roster, is_asked_again=True).winner is not None:
            return attempt.ends("waiting", roster, choice, (Unassigned.NOT_ACCEPTED,))
        return choice
    if asks:
        return attempt.ends("offered", roster, choice, _reasons(attempt, choice, Reason.OFFERED))
    is_pushed = attempt.push and mode != Mode.ASSIGN
    return _found(attempt, roster, choice, Reason.PUSHED if is_pushed else None)


def _is_public(attempt: _Attempt, roster: Roster) -> bool:
    """Whether the lead may be claimed there."""
    is_pool = roster.pool != NO_POOL and method_of(roster.strategy).mode == Mode.POOL
    return is_pool and not roster.is_too_old(attempt.age_hours)


def _pooled(attempt: _Attempt, roster: Roster) -> Outcome:
    return attempt.ends("pooled", roster, None, _reasons(attempt, None, Reason.POOLED))


def _following(attempt: _Attempt, roster: Roster, overflow: Mapping[int, Roster]) -> Roster | None:
    """The pool that takes over; none after three of them, or back where the lead has been."""
    been = {roster.pool, *(pool for pool, _ in attempt.passed)}
    if roster.when_nobody != WhenNobody.OVERFLOW or roster.overflow is None:
        return None
    if roster.overflow in been or len(attempt.passed) >= MAX_OVERFLOWS:
        return None
    return overflow.get(roster.overflow)


def _with_nobody(attempt: _Attempt, roster: Roster, choice: Choice) -> Outcome:
    """What the last pool says; waiting helps if somebody may come in any pool of the chain."""
    if roster.when_nobody == WhenNobody.ASSIGN:
        later = attempt.choose(roster, is_asked_again=True, ignores_presence=True)
        if later.winner is not None:
            return _found(attempt, roster, later, None)
    tried = [reason for _, one in attempt.passed for reason in one.reasons]
    may_come = Unassigned.ALL_UNAVAILABLE in tried
    reasons: tuple[str, ...] = (Unassigned.ALL_UNAVAILABLE,) if may_come else choice.reasons
    if attempt.plan.is_review:
        return attempt.ends("review", roster, choice, (*attempt.plan.key_reasons, *reasons))
    asks_manager = roster.when_nobody == WhenNobody.REVIEW
    is_review = asks_manager or not _FOR_THE_MANAGER.isdisjoint(reasons)
    return attempt.ends("review" if is_review else "waiting", roster, choice, reasons)


def _found(attempt: _Attempt, roster: Roster, choice: Choice, why: Reason | None) -> Outcome:
    if attempt.plan.is_review:
        return attempt.ends("review", roster, choice, attempt.plan.key_reasons)
    return attempt.ends("assigned", roster, choice, _reasons(attempt, choice, why))


def _reasons(attempt: _Attempt, choice: Choice | None, why: Reason | None) -> tuple[str, ...]:
    """The rule, and whatever else led here."""
    reasons: list[str] = [Reason.RULE]
    if why is not None:
        reasons.append(why)
    if attempt.passed:
        reasons.append(Reason.OVERFLOWED)
    if choice is not None and choice.is_early:
        reasons.append(Reason.STARTS_LATER)
    return (*reasons, *(choice.notes if choice is not None else ()))
