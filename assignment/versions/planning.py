"""Publications planned for a moment: made, called off, and carried out by a periodic job."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assignment.choices import VersionState
from assignment.models import RuleSetVersion
from assignment.versions.rule_sets import NotPublishable, lock_draft, lock_rule_sets, publish
from reps.choices import NoticeKind
from reps.notices import notice, send


class NotInFuture(Exception):
    """A publication can be planned for later only."""


@transaction.atomic
def plan_publication(
    draft: RuleSetVersion, *, at: datetime, by: int, now: datetime
) -> RuleSetVersion:
    """Have a draft published at a moment to come, as it will be by then; replaces another plan.

    Raises NotADraft when it is none any more, and NotInFuture.
    """
    if at <= now:
        raise NotInFuture
    locked = lock_draft(draft.pk)
    locked.publish_at, locked.publish_by_id = at, by
    locked.save(update_fields=["publish_at", "publish_by"])
    return locked


@transaction.atomic
def call_off(draft: RuleSetVersion) -> RuleSetVersion:
    """Forget a planned publication. Raises NotADraft when the draft is none any more."""
    locked = lock_draft(draft.pk)
    locked.publish_at = locked.publish_by = None
    locked.save(update_fields=["publish_at", "publish_by"])
    return locked


def due_publications(*, now: datetime) -> list[int]:
    """Drafts whose moment has come, in the order of their moments."""
    due = RuleSetVersion.objects.filter(state=VersionState.DRAFT, publish_at__lte=now)
    return list(due.order_by("publish_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def publish_as_planned(version_id: int, *, now: datetime) -> bool:
    """Publish one due draft and tell who planned it; False when it is no longer due.

    A draft with faults by now is not published, and is not tried again: who planned it is
    told which faults. Safe to repeat and to run twice at once.
    """
    lock_rule_sets()  # first, as everybody who publishes does
    due = RuleSetVersion.objects.select_for_update().filter(state=VersionState.DRAFT)
    draft = due.filter(pk=version_id, publish_at__lte=now).first()
    if draft is None:
        return False
    user_id, at = draft.publish_by_id, draft.publish_at
    key = f"rules:{draft.pk}:{at:%Y%m%d%H%M%S}"
    try:
        with transaction.atomic():
            publish(draft, by=user_id, now=now)
    except NotPublishable as error:
        call_off(draft)
        faults = [fault.to_data() for fault in error.faults]
        kind = NoticeKind.RULES_NOT_PUBLISHED
    else:
        faults, kind = [], NoticeKind.RULES_PUBLISHED
    if user_id is not None:
        told = notice(user_id, kind, key=key, at=now, version=str(draft), faults=faults)
        send([told])
    return kind == NoticeKind.RULES_PUBLISHED
