"""Reps who work on a colleague's lead: who they are, and how they come and go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from assignment.models import Collaborator
from assignment.together.worklist import take_over_tasks
from leads.choices import CLOSED, EventKind
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record
from reps.bulk import insert_once
from reps.choices import NoticeKind
from reps.models import Notice, Rep
from reps.notices import notice, send


class AlreadyOnLead(Exception):
    """The rep owns the lead, or works on it already."""


def collaborators_of(lead: Lead) -> QuerySet[Collaborator]:
    """Who works on a lead beside its owner; should the owner be one of them, he is left out."""
    present = Collaborator.objects.filter(lead=lead, ended_at__isnull=True)
    others = present.exclude(rep=lead.owner_id) if lead.owner_id else present
    return others.select_related("rep__team").order_by("added_at", "pk")


def workers_on(lead: Lead) -> QuerySet[Rep]:
    """Its owner and his collaborators, as far as they are active: who may be given a task."""
    helping = Collaborator.objects.filter(lead=lead, ended_at__isnull=True).values("rep")
    reps = Rep.objects.filter(pk=lead.owner_id or 0) | Rep.objects.filter(pk__in=helping)
    return reps.active().order_by("name", "pk")


def newcomers_for(lead: Lead) -> QuerySet[Rep]:
    """The active reps who could be asked to help: of any team, but not on the lead yet."""
    helping = Collaborator.objects.filter(lead=lead, ended_at__isnull=True).values("rep")
    others = Rep.objects.active().exclude(pk__in=helping).exclude(pk=lead.owner_id or 0)
    return others.select_related("team").order_by("team__name", "name", "pk")


@transaction.atomic
def add_collaborator(*, lead: Lead, rep: Rep, role: str, by: int, now: datetime) -> Collaborator:
    """Let a rep see a lead and work on it; its owner stays. Both are told.

    Raises AlreadyOnLead, or LostRace when the lead has another owner by now or is closed.
    """
    _require_as_seen(lead)
    if rep.pk == lead.owner_id:
        raise AlreadyOnLead
    row = Collaborator(lead_id=lead.pk, rep_id=rep.pk, role=role, added_by_id=by, added_at=now)
    if not insert_once(row):
        raise AlreadyOnLead
    _announce(row, lead=lead, rep=rep, by=by, now=now)
    return row


@transaction.atomic
def remove_collaborator(*, collaborator: Collaborator, by: int, now: datetime) -> None:
    """End a collaboration; what the rep had left to do passes to the lead's owner. Both are told.

    Raises LostRace when it has ended already.
    """
    lead, rep = collaborator.lead, collaborator.rep
    end_collaborations([collaborator.pk], by=by, now=now)
    take_over_tasks([lead.pk])
    key = f"helped:{collaborator.pk}"
    send(_notices(lead, rep, change="left", key=key, by=by, now=now))


def end_collaborations(ids: Collection[int], *, by: int | None, now: datetime) -> None:
    """End collaborations with their lines in the timelines. Raises LostRace if one is over."""
    rows = Collaborator.objects.filter(pk__in=ids, ended_at__isnull=True)
    ended = list(rows.order_by("pk").values_list("lead_id", "rep_id"))
    if rows.update(ended_at=now) != len(ids):
        raise LostRace
    record(
        event(lead_id, EventKind.COLLABORATOR_LEFT, at=now, by=by, rep=rep_id)
        for lead_id, rep_id in ended
    )


def pass_on_collaboration(*, collaborator: Collaborator, rep: Rep, by: int, now: datetime) -> bool:
    """Let somebody else help in a rep's place; False if he is on the lead anyway."""
    end_collaborations([collaborator.pk], by=by, now=now)
    lead = collaborator.lead
    if rep.pk == lead.owner_id:
        return False
    row = Collaborator(
        lead_id=lead.pk, rep_id=rep.pk, role=collaborator.role, added_by_id=by, added_at=now
    )
    if not insert_once(row):
        return False
    _announce(row, lead=lead, rep=rep, by=by, now=now)
    return True


def _require_as_seen(lead: Lead) -> None:
    same = Lead.objects.filter(pk=lead.pk, owner=lead.owner_id).exclude(status__in=CLOSED)
    if lead.owner_id is None or same.select_for_update(no_key=True).first() is None:
        raise LostRace


def _announce(row: Collaborator, *, lead: Lead, rep: Rep, by: int, now: datetime) -> None:
    line = {"rep": rep.pk, "role": str(row.role)}
    record([event(lead.pk, EventKind.COLLABORATOR_ADDED, at=now, by=by, **line)])
    send(_notices(lead, rep, change="added", key=f"helps:{row.pk}", by=by, now=now))


def _notices(
    lead: Lead, rep: Rep, *, change: str, key: str, by: int, now: datetime
) -> list[Notice]:
    """To the rep and to the owner, but not to whoever did it."""
    owner = lead.owner.user_id if lead.owner else None
    told = [user_id for user_id in (rep.user_id, owner) if user_id and user_id != by]
    said = {"who": lead.company or lead.name, "change": change}
    return [
        notice(
            user_id,
            NoticeKind.COLLABORATION,
            key=key,
            at=now,
            lead=lead.pk,
            **said,
            **({"rep": rep.name} if user_id == owner else {}),
        )
        for user_id in told
    ]
