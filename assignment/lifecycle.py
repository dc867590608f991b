"""The answer to ``leads.lifecycle``: what assignment does when leads arrive or change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assignment import attaching, clocks, moving_in
from assignment.cases import Wish
from assignment.ownership import OWNER_CLOCKS
from assignment.routing import route
from assignment.wishes import sticky_of
from leads.lifecycle import Arrival, Attachment, GivenHistory, Routed
from leads.models import Activity, Lead


class Lifecycle:
    def arrived(self, arrivals: Sequence[Arrival], *, now: datetime) -> list[Routed]:
        return route([Wish(one, sticky=sticky_of(one.lead)) for one in arrivals], now=now)

    def attached(self, attachments: Sequence[Attachment], *, now: datetime) -> list[Routed]:
        return attaching.attach(attachments, now=now)

    def followed_up(self, activity: Activity, *, now: datetime) -> None:
        clocks.keep(activity.lead_id, kinds=OWNER_CLOCKS, now=now)
        due_at = clocks.earliest_due(activity.lead_id)
        Lead.objects.filter(pk=activity.lead_id).update(due_at=due_at)
        activity.lead.due_at = due_at

    def moved_in(self, leads: Sequence[GivenHistory], *, now: datetime) -> None:
        moving_in.move_in(leads, now=now)
