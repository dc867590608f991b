"""What routing goes by at this moment: the policy and the rules in force, in one look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assignment.choices import PartialKind, VersionState
from assignment.engine.rules import CompiledRuleSet
from assignment.models import Policy
from assignment.policies import NoPolicy
from assignment.versions.rule_sets import NO_RULES, compiled
from assignment.versions.trial import Trial, load_reach
from leads.lifecycle import Arrival
from leads.regions import places

_IN_FORCE = f"""
SELECT p.*, v.id AS rules_id, v.published_at AS rules_at, t.id AS trial_id,
  t.published_at AS trial_at, t.partial_kind AS trial_kind, t.partial_team_id AS trial_team,
  t.partial_channel_id AS trial_channel, t.partial_percent AS trial_percent,
  {places.STAMP} AS regions_stamp
FROM assignment_policy p
  LEFT JOIN assignment_rulesetversion v ON v.state = '{VersionState.PUBLISHED}'
  LEFT JOIN assignment_rulesetversion t ON t.state = '{VersionState.PARTIAL}'
WHERE p.is_current
"""


@dataclass(frozen=True, slots=True)
class InForce:
    """The current policy, the published rules, and those published in part, if there are any."""

    policy: Policy
    rules: CompiledRuleSet
    trial: Trial | None = None

    def rules_for(self, arrival: Arrival, facts: Mapping[str, Any]) -> CompiledRuleSet:
        """The rules that decide this lead; no query."""
        lead = arrival.lead
        return self.rules_of(facts, lead_id=lead.pk, channel_id=lead.channel_id)

    def rules_of(
        self, facts: Mapping[str, Any], *, lead_id: int | None, channel_id: int | None
    ) -> CompiledRuleSet:
        """As ``rules_for``, for a lead of which only this much is known."""
        trial = self.trial
        if trial is not None and trial.takes(
            facts, lead_id=lead_id, channel_id=channel_id, published=self.rules
        ):
            return trial.rules
        return self.rules


def in_force() -> InForce:
    """The policy and the rules; one small query, asked anew for every lead.

    So what another process has published holds from the next lead on, and so do regions that
    were changed there, which the facts of a lead are made with. While rules are published for
    one team, three more queries tell what belongs to it. Raises NoPolicy.
    """
    found: Any = Policy.objects.raw(_IN_FORCE)  # with columns that no policy has
    for policy in found:
        places.hold(policy.regions_stamp)
        rules = compiled(policy.rules_id, policy.rules_at) if policy.rules_id else NO_RULES
        return InForce(policy, rules, _trial(policy))
    raise NoPolicy


def _trial(row: Any) -> Trial | None:
    if row.trial_id is None:
        return None
    is_of_team = row.trial_kind == PartialKind.TEAM
    return Trial(
        rules=compiled(row.trial_id, row.trial_at),
        kind=row.trial_kind,
        channel=row.trial_channel,
        percent=row.trial_percent,
        reach=load_reach(row.trial_team) if is_of_team else None,
    )
