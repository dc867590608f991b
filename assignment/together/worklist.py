"""Tasks: what somebody on a lead is to do by when, and the reminder when it is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from assignment.models import Collaborator, Task
from leads.choices import EventKind
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.models import Notice, Rep
from reps.notices import notice, send


class NotOnLead(Exception):
    """A task is for the owner of its lead, or for somebody who works on it with him."""


def open_tasks_of(user: Any) -> QuerySet[Task]:
    """What a user has to do as a rep, the overdue first and then by the day it is due."""
    mine = Task.objects.filter(rep__user=user, done_at__isnull=True)
    return mine.select_related("lead", "rep", "created_by__rep").order_by("due_at", "pk")


def done_tasks_of(user: Any) -> QuerySet[Task]:
    """What a user has done, the newest first."""
    mine = Task.objects.filter(rep__user=user, done_at__isnull=False)
    return mine.select_related("lead", "rep", "created_by__rep").order_by("-done_at", "-pk")


def tasks_on(lead: Lead) -> QuerySet[Task]:
    """The tasks of a lead: open ones by urgency, then those that are done."""
    of_lead = Task.objects.filter(lead=lead).select_related("rep", "created_by__rep")
    return of_lead.order_by(F("done_at").desc(nulls_first=True), "due_at", "pk")


def may_tick(user: Any, task: Task, *, decides: bool) -> bool:
    """Whether a user may say that a task is done: its rep, who gave it, who has the lead."""
    return decides or user.pk in (task.rep.user_id, task.created_by_id)


@transaction.atomic
def add_task(*, lead: Lead, rep: Rep, title: str, due_at: datetime, by: int, now: datetime) -> Task:
    """Give a task to somebody on a lead, who is told unless it is himself. Raises NotOnLead."""
    helps = Collaborator.objects.filter(lead=lead, rep=rep, ended_at__isnull=True)
    if rep.pk != lead.owner_id and not helps.exists():
        raise NotOnLead
    task = Task.objects.create(
        lead=lead, rep=rep, title=title, due_at=due_at, created_by_id=by, created_at=now
    )
    _note(task, EventKind.TASK_ADDED, by=by, now=now)
    if rep.user_id and rep.user_id != by:
        send([_told(task, NoticeKind.TASK_GIVEN, key=f"task:{task.pk}", now=now)])
    return task


@transaction.atomic
def mark_done(*, task: Task, by: int, now: datetime) -> None:
    """A task is done. Raises LostRace when it was already."""
    if not Task.objects.filter(pk=task.pk, done_at__isnull=True).update(done_at=now):
        raise LostRace
    Lead.objects.filter(pk=task.lead_id, touched_at__lt=now).update(touched_at=now)
    _note(task, EventKind.TASK_DONE, by=by, now=now)


@transaction.atomic
def mark_undone(*, task: Task, by: int, now: datetime) -> None:
    """A task is to be done after all. Raises LostRace when it was open already."""
    if not Task.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None):
        raise LostRace
    _note(task, EventKind.TASK_ADDED, by=by, now=now)


def due_tasks(*, now: datetime, limit: int) -> list[int]:
    """Open tasks whose time has come and of which nobody has been reminded, oldest first."""
    due = Task.objects.filter(done_at__isnull=True, reminded_at__isnull=True, due_at__lte=now)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def remind_of_task(*, task_id: int, now: datetime) -> bool:
    """Tell a rep that his task is due, once; False when it is done or somebody was quicker."""
    waiting = Task.objects.filter(pk=task_id, done_at__isnull=True, reminded_at__isnull=True)
    if not waiting.update(reminded_at=now):
        return False
    task = Task.objects.select_related("lead", "rep").get(pk=task_id)
    if task.rep.user_id:
        send([_told(task, NoticeKind.TASK_DUE, key=f"task-due:{task.pk}", now=now)])
    return True


def take_over_tasks(lead_ids: Collection[int] | QuerySet) -> int:
    """What people who are no longer on a lead had left to do for it passes to its owner of now.

    One statement, within the caller's transaction.
    """
    helping = Collaborator.objects.filter(
        lead=OuterRef("lead"), rep=OuterRef("rep"), ended_at__isnull=True
    )
    left = Task.objects.filter(~Exists(helping), lead__in=lead_ids, done_at__isnull=True)
    left = left.filter(lead__owner__isnull=False).exclude(rep=F("lead__owner"))
    owner = Lead.objects.filter(pk=OuterRef("lead")).values("owner")[:1]
    return left.update(rep=Subquery(owner))


def give_tasks(tasks: QuerySet[Task], *, rep: Rep, now: datetime) -> int:
    """Open tasks pass to another rep, who is told of each."""
    rows = list(tasks.filter(done_at__isnull=True).select_related("lead").order_by("pk"))
    Task.objects.filter(pk__in=[task.pk for task in rows], done_at__isnull=True).update(rep=rep)
    for task in rows:
        task.rep = rep
    if rep.user_id:
        keys = {task.pk: f"task:{task.pk}:{rep.pk}" for task in rows}
        send(_told(task, NoticeKind.TASK_GIVEN, key=keys[task.pk], now=now) for task in rows)
    return len(rows)


def _note(task: Task, kind: str, *, by: int, now: datetime) -> None:
    record([event(task.lead_id, kind, at=now, by=by, rep=task.rep_id, title=task.title)])


def _told(task: Task, kind: str, *, key: str, now: datetime) -> Notice:
    return notice(
        task.rep.user_id or 0,
        kind,
        key=key,
        at=now,
        lead=task.lead_id,
        who=task.lead.company or task.lead.name,
        title=task.title,
    )
