"""Leads that are being nurtured get another owner: they stay so, count no load and run no clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from assignment.choices import AssignmentKind, EndReason
from assignment.models import Assignment
from assignment.ownership import write_leads
from assignment.together.worklist import take_over_tasks
from leads.choices import EventKind
from leads.models import Lead
from leads.timeline import event, record
from reps.bulk import insert_many
from reps.choices import NoticeKind
from reps.models import Rep
from reps.notices import notice, send

CHANGED = ("owner",)


@transaction.atomic
def hand_nurtured_over(heirs: Mapping[Lead, Rep], *, by: int, now: datetime) -> None:
    """Give nurtured leads to others. Raises LostRace when one is no longer as its object says."""
    previous = {lead.pk: lead.owner_id for lead in heirs}
    write_leads([(lead, {"owner_id": rep.pk}) for lead, rep in heirs.items()], CHANGED)
    ids = sorted(previous)
    running = Assignment.objects.filter(lead__in=ids, ended_at__isnull=True)
    running.update(ended_at=now, end_reason=EndReason.HANDOVER)
    periods = insert_many(
        Assignment(
            lead_id=lead.pk,
            rep_id=rep.pk,
            cycle=lead.cycle,
            kind=AssignmentKind.HANDOVER,
            by_id=by,
            starts_at=now,
        )
        for lead, rep in heirs.items()
    )
    take_over_tasks(ids)
    record(
        event(lead.pk, EventKind.HANDED_OVER, at=now, by=by, rep=previous[lead.pk])
        for lead in heirs
    )
    send(
        notice(
            rep.user_id,
            NoticeKind.LEAD_ASSIGNED,
            key=f"assigned:{period.pk}",
            at=now,
            lead=lead.pk,
            who=lead.company or lead.name,
            is_key=lead.is_key,
        )
        for (lead, rep), period in zip(heirs.items(), periods, strict=True)
        if rep.user_id
    )
