"""From the facts of a lead to the request that the engine plans by: one way for all drivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assignment.engine.codes import Exclusion
from assignment.engine.gates import NOBODY
from assignment.engine.route import Request, Sticky
from assignment.engine.rules import CompiledRuleSet
from assignment.facts import key_reasons
from assignment.models import Policy
from assignment.policies import first_follow_up_within


def request_for(
    facts: dict[str, Any],
    *,
    rules: CompiledRuleSet,
    policy: Policy,
    thresholds: dict[str, int],
    sticky: Sticky | None,
    back: Mapping[int, datetime],
    now: datetime,
    barred: Mapping[int, Exclusion] = NOBODY,
    review_done: bool = False,
) -> Request:
    """What is asked for one lead; ``facts`` learn whether it is a key one.

    ``back`` tells when those who are on leave now come back. No query.
    """
    reasons = key_reasons(
        facts, rules=rules, value_minor=policy.key_value_minor, thresholds=thresholds
    )
    facts["is_key"] = bool(reasons)
    due_at = now + first_follow_up_within(policy, is_key=bool(reasons))
    return Request(
        facts=facts,
        sticky=_usable(sticky, barred, back=back, due_at=due_at),
        key_reasons=reasons,
        barred=barred,
        review_done=review_done or not policy.reviews_key_leads,
    )


def _usable(
    sticky: Sticky | None,
    barred: Mapping[int, Exclusion],
    *,
    back: Mapping[int, datetime],
    due_at: datetime,
) -> Sticky | None:
    """Who has returned the lead himself does not get it back because it was his."""
    if sticky is None or barred.get(sticky.rep) == Exclusion.PREVIOUS_OWNER:
        return None
    is_away = sticky.rep in back and back[sticky.rep] > due_at
    return replace(sticky, is_away=is_away)
