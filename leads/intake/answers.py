"""What a channel is told about its submission, and is told again when it repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leads.choices import Outcome
from leads.draft import Problem
from leads.lifecycle import Routed
from leads.models import InboxMessage


def answer(
    message: InboxMessage,
    outcome: Outcome,
    *,
    routed: Routed | None = None,
    reasons: Sequence[str] = (),
    problems: Sequence[Problem] = (),
    updated: bool = False,
) -> dict[str, Any]:
    """The stored answer to one message: codes and ids only, so it can be shown in any language."""
    return {
        "outcome": str(outcome),
        "message": message.pk,
        "lead": _lead(routed),
        "decision": _decision(routed),
        "reasons": list(reasons),
        "errors": [
            {"field": problem.field, "code": str(problem.code), "detail": problem.detail}
            for problem in problems
        ],
    } | ({"updated": True} if updated else {})


def _lead(routed: Routed | None) -> dict[str, Any] | None:
    if routed is None:
        return None
    owner = {"id": routed.owner_id, "name": routed.owner_name} if routed.owner_id else None
    return {"id": routed.lead_id, "status": str(routed.status), "owner": owner}


def _decision(routed: Routed | None) -> dict[str, Any] | None:
    if routed is None or routed.decision_id is None:
        return None
    return {
        "id": routed.decision_id,
        "rule": routed.rule,
        "reasons": [str(reason) for reason in routed.reasons],
    }
