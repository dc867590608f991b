"""To whom a lead may be passed on, and what stands against it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from assignment.bars import bars_of
from assignment.engine.codes import Exclusion, TargetKind
from assignment.engine.gates import Gates
from assignment.engine.rules import Target
from assignment.rosters import load_rosters
from leads.models import Lead
from reps.models import Rep


def colleagues_for(user: Any, lead: Lead) -> QuerySet[Rep]:
    """To whom a user may pass a lead on: an owner within his team, a manager below him, or all."""
    others = Rep.objects.active().exclude(pk=lead.owner_id or 0).order_by("name", "pk")
    if user.has_perm("leads.see_all_leads"):
        return others
    near = Q(pk__in=Rep.objects.under(user).values("pk"))
    if lead.owner is not None and lead.owner.user_id == user.pk:
        near |= Q(team=lead.owner.team_id) if lead.owner.team_id else Q(team__isnull=True)
    return others.filter(near)


def obstacle(lead: Lead, rep: Rep, *, now: datetime) -> Exclusion | None:
    """What would keep the rules from giving a lead to a rep now; a person may do it all the same.

    The first of what lies in the rep and his limits; working hours are no obstacle.
    """
    target = Target(kind=TargetKind.REPS, reps=(rep.pk,))
    roster = load_rosters([], targets=[target], now=now).of(target)
    if roster is None or not roster.candidates:
        return Exclusion.INACTIVE
    gates = Gates(barred=bars_of([lead]).get(lead.pk, {}))
    return gates.exclusion(roster.candidates[0])
