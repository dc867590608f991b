"""A draft in force for some leads only: one channel, one team or a share of all leads.

What was published stays so for the others. Later the trial ends, or is published for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assignment.choices import PartialKind, VersionState
from assignment.models import RuleSetVersion
from assignment.versions.rule_sets import (
    NotPublishable,
    lock_rule_sets,
    new_draft,
    retire_all,
    sound_draft,
)

MOST_PERCENT = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Which leads a version published in part decides: just what its kind asks for is given."""

    kind: str
    channel_id: int | None = None
    team_id: int | None = None
    percent: int | None = None

    @property
    def is_complete(self) -> bool:
        if self.kind == PartialKind.CHANNEL:
            return self.channel_id is not None
        if self.kind == PartialKind.TEAM:
            return self.team_id is not None
        return self.percent is not None and 1 <= self.percent <= MOST_PERCENT


class NotPartial(Exception):
    """The version is not published in part, or not any more."""


@transaction.atomic
def publish_in_part(
    draft: RuleSetVersion, share: Share, *, by: int | None, now: datetime
) -> RuleSetVersion:
    """Put a draft in force for a share of the leads, and open the next draft as its copy.

    Raises NotPublishable when the draft has faults or is none any more, when another version
    is published in part already, or when none is published for the leads outside the share.
    """
    if not share.is_complete:
        raise NotPublishable([_("Say for which leads the draft is to be published.")])
    draft = sound_draft(draft.pk)
    states = set(RuleSetVersion.objects.values_list("state", flat=True))
    if VersionState.PARTIAL in states:
        raise NotPublishable([_("Another version is published in part. End that first.")])
    if VersionState.PUBLISHED not in states:
        raise NotPublishable([_("Publish a version for all leads first.")])
    draft.state = VersionState.PARTIAL
    draft.published_at, draft.published_by_id = now, by
    draft.partial_from, draft.partial_until, draft.partial_kind = now, None, share.kind
    draft.partial_channel_id = share.channel_id
    draft.partial_team_id = share.team_id
    draft.partial_percent = share.percent
    draft.save()
    new_draft(draft, rule_set=draft.rule_set)
    return draft


@transaction.atomic
def end_partial(version: RuleSetVersion, *, now: datetime) -> RuleSetVersion:
    """End a trial: the published version decides its leads again. Raises NotPartial."""
    trial = _lock_trial(version.pk)
    trial.state, trial.partial_until = VersionState.RETIRED, now
    trial.save(update_fields=["state", "partial_until"])
    return trial


@transaction.atomic
def promote(version: RuleSetVersion, *, by: int | None, now: datetime) -> RuleSetVersion:
    """Put a trial in force for all leads, and retire what was published. Raises NotPartial.

    Its rules are not checked again: they are in force already, and cannot be edited.
    """
    trial = _lock_trial(version.pk)
    retire_all(VersionState.PUBLISHED)
    trial.state, trial.partial_until = VersionState.PUBLISHED, now
    trial.published_at, trial.published_by_id = now, by
    trial.save(update_fields=["state", "partial_until", "published_at", "published_by"])
    return trial


def _lock_trial(version_id: int) -> RuleSetVersion:
    lock_rule_sets()
    trials = RuleSetVersion.objects.select_for_update().filter(state=VersionState.PARTIAL)
    trial = trials.filter(pk=version_id).first()
    if trial is None:
        raise NotPartial
    return trial
