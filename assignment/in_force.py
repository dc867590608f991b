"""What routing goes by at this moment: the policy and the published rules, in one look."""

from __future__ import annotations

from typing import Any

from assignment.engine.rules import CompiledRuleSet
from assignment.models import Policy
from assignment.policies import NoPolicy
from assignment.rule_sets import NO_RULES, compiled

_IN_FORCE = """
SELECT p.*, v.id AS rules_id, v.published_at AS rules_at
FROM assignment_policy p LEFT JOIN assignment_rulesetversion v ON v.state = 'published'
WHERE p.is_current
"""


def in_force() -> tuple[Policy, CompiledRuleSet]:
    """The current policy and the published rules; one small query, asked anew for every lead.

    So what another process has published holds from the next lead on. Raises NoPolicy.
    """
    found: Any = Policy.objects.raw(_IN_FORCE)  # with two columns that no policy has
    for policy in found:
        rules = compiled(policy.rules_id, policy.rules_at) if policy.rules_id else NO_RULES
        return policy, rules
    raise NoPolicy
