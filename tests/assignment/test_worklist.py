"""Tasks: for oneself or somebody on the lead, done, undone, and reminded of once."""

import pytest

from assignment.choices import CollaboratorRole
from assignment.handling import give_by_hand, return_lead
from assignment.models import Task
from assignment.tasks import remind_of_due_tasks
from assignment.together.collaboration import add_collaborator
from assignment.together.worklist import (
    NotOnLead,
    add_task,
    done_tasks_of,
    mark_done,
    mark_undone,
    open_tasks_of,
    remind_of_task,
    tasks_on,
)
from leads.lifecycle import LostRace
from leads.models import Event, Lead
from reps.choices import NoticeKind
from reps.models import Notice
from tests.builders import after, make_lead, make_pool, make_rep, make_rules, reread

pytestmark = pytest.mark.django_db
SOON = after(5)


@pytest.fixture
def ana():
    return make_rep("Ana")


@pytest.fixture
def bo():
    return make_rep("Bo")


@pytest.fixture
def lead(ana):
    make_rules(catch_all=make_pool(ana))
    return make_lead(company="Acme", email="wei@acme.cn")


def add(lead, rep, title="Call back", *, by=None, due=SOON) -> Task:
    by = by or rep.user_id
    return add_task(lead=lead, rep=rep, title=title, due_at=due, by=by, now=after(1))


def told(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("user__username", flat=True))


def test_a_task_for_oneself_stands_in_list_and_timeline_and_tells_nobody(lead, ana):
    task = add(lead, ana)

    assert list(open_tasks_of(ana.user)) == [task]
    assert Event.objects.get(kind="task_added").data == {"rep": ana.pk, "title": "Call back"}
    assert told(NoticeKind.TASK_GIVEN) == []


def test_who_is_given_a_task_is_told(lead, ana, bo):
    role = CollaboratorRole.TECHNICAL
    add_collaborator(lead=lead, rep=bo, role=role, by=ana.user_id, now=after(1))

    add(lead, bo, by=ana.user_id)

    assert told(NoticeKind.TASK_GIVEN) == ["bo"]
    assert Notice.objects.get(kind="task_given").data == {"who": "Acme", "title": "Call back"}


def test_nobody_gets_a_task_on_a_lead_that_he_is_not_on(lead, bo):
    with pytest.raises(NotOnLead):
        add(lead, bo)


def test_done_and_undone(lead, ana):
    task = add(lead, ana)

    mark_done(task=task, by=ana.user_id, now=after(2))
    done = list(done_tasks_of(ana.user)), list(open_tasks_of(ana.user))
    mark_undone(task=task, by=ana.user_id, now=after(3))

    assert done == ([task], [])
    assert list(open_tasks_of(ana.user)) == [task]
    kinds = Event.objects.filter(kind__startswith="task").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["task_added", "task_done", "task_added"]


def test_a_task_is_done_once(lead, ana):
    task = add(lead, ana)
    mark_done(task=task, by=ana.user_id, now=after(2))

    with pytest.raises(LostRace):
        mark_done(task=task, by=ana.user_id, now=after(2))


def test_the_most_overdue_comes_first_and_what_is_done_last(lead, ana):
    late = add(lead, ana, "late", due=after(3))
    later = add(lead, ana, "later", due=after(8))
    latest = add(lead, ana, "most late", due=after(2))
    done = add(lead, ana, "done", due=after(1.5))
    mark_done(task=done, by=ana.user_id, now=after(2))

    assert list(open_tasks_of(ana.user)) == [latest, late, later]
    assert list(tasks_on(lead)) == [latest, late, later, done]


def test_a_due_task_reminds_its_rep_once(lead, ana):
    add(lead, ana, due=after(5))

    early = remind_of_due_tasks(after(4)).done
    first = remind_of_due_tasks(after(5)).done
    second = remind_of_due_tasks(after(6)).done

    assert (early, first, second) == (0, 1, 0)
    assert told(NoticeKind.TASK_DUE) == ["ana"]


def test_a_task_that_is_done_reminds_nobody(lead, ana):
    task = add(lead, ana)
    mark_done(task=task, by=ana.user_id, now=after(2))

    assert remind_of_due_tasks(after(9)).done == 0
    assert remind_of_task(task_id=task.pk, now=after(9)) is False


def test_with_the_lead_its_tasks_pass_to_the_new_owner(lead, ana, bo):
    task = add(lead, ana)

    give_by_hand(lead=lead, rep=bo, by=ana.user_id, now=after(2))

    assert reread(task).rep == bo


def test_the_tasks_of_a_collaborator_stay_his(lead, ana, bo):
    role = CollaboratorRole.TECHNICAL
    add_collaborator(lead=lead, rep=bo, role=role, by=ana.user_id, now=after(1))
    task = add(lead, bo)

    give_by_hand(lead=lead, rep=make_rep("Chen"), by=ana.user_id, now=after(2))

    assert reread(task).rep == bo


def test_tasks_wait_with_a_returned_lead_for_its_next_owner(lead, ana, bo):
    task = add(lead, ana)
    lead = Lead.objects.select_related("owner", "channel", "customer").get()
    return_lead(lead=lead, reason="no_time", note="", by=ana.user_id, now=after(2))
    lead = Lead.objects.get()

    give_by_hand(lead=lead, rep=bo, by=ana.user_id, now=after(3))

    assert reread(task).rep == bo
