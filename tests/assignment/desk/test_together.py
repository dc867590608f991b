"""Passing a lead on, working on it with others, and tasks, from the desk."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assignment import handling
from assignment.choices import CollaboratorRole
from assignment.models import Task
from assignment.together.collaboration import add_collaborator
from assignment.together.worklist import add_task
from leads.choices import LeadStatus
from leads.models import Event, Lead
from reps.models import Notice, Team
from tests.builders import MONDAY, after, make_lead, make_pool, make_rep, make_rules, make_user

pytestmark = pytest.mark.django_db
SOON = after(2)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def team():
    return Team.objects.create(name="North", manager=make_user("chen"))


@pytest.fixture
def ana(team):
    return make_rep("Ana", team=team)


@pytest.fixture
def bo(team):
    return make_rep("Bo", team=team)


@pytest.fixture
def dan():
    return make_rep("Dan", team=Team.objects.create(name="West"))


@pytest.fixture
def lead(ana):
    make_rules(catch_all=make_pool(ana))
    return make_lead(company="Acme", email="a@b.de")


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(user, path: str, **given):
    return client_of(user).post(path, given, follow=True)


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def help_with(lead, rep, by) -> None:
    role = CollaboratorRole.SERVICE
    add_collaborator(lead=lead, rep=rep, role=role, by=by.user_id, now=after(0.5))


def do(lead, rep, title="Call back", due=SOON) -> Task:
    return add_task(lead=lead, rep=rep, title=title, due_at=due, by=rep.user_id, now=after(0.5))


def test_an_owner_passes_his_lead_on_with_a_reason(lead, ana, bo):
    response = post(
        ana.user, f"/leads/{lead.pk}/transfer/", rep=bo.pk, reason="no_time", note="I am ill"
    )

    lead.refresh_from_db()
    assert (lead.owner, lead.status, lead.due_at) == (bo, LeadStatus.ASSIGNED, after(25))
    line = Event.objects.get(kind="handed_over")
    assert line.data == {"rep": ana.pk, "reason": "no_time", "note": "I am ill"}
    assert "The lead is passed on." in said(response)
    assert response.redirect_chain == [("/", 302)]


def test_both_are_told_unless_it_was_their_own_doing(lead, ana, bo):
    post(ana.user, f"/leads/{lead.pk}/transfer/", rep=bo.pk, reason="no_time")
    told = list(Notice.objects.order_by("pk").values_list("user__username", "kind"))
    chen = ana.team.manager

    post(chen, f"/leads/{lead.pk}/transfer/", rep=ana.pk, reason="other")

    assert told == [("ana", "lead_assigned"), ("bo", "lead_assigned")]
    moved = Notice.objects.get(kind="lead_moved")
    assert (moved.user, moved.data) == (bo.user, {"who": "Acme", "rep": "Ana"})
    page = client_of(bo.user).get("/notices/").content.decode()
    assert "Acme was given to Ana." in page


def test_who_is_full_is_asked_about_first(lead, ana, bo):
    bo.capacity = 0
    bo.save()
    path = f"/leads/{lead.pk}/transfer/"

    first = post(ana.user, path, rep=bo.pk, reason="no_time")
    before = Lead.objects.get().owner
    post(ana.user, path, rep=bo.pk, reason="no_time", sure=bo.pk)

    assert first.status_code == 422
    assert "Bo: at capacity." in first.content.decode()
    assert f'name="sure" value="{bo.pk}"' in first.content.decode()
    assert (before, Lead.objects.get().owner) == (ana, bo)


def test_an_owner_chooses_among_his_team_a_manager_of_all_among_everybody(lead, ana, bo, dan):
    make_rep("Gone", team=ana.team, is_active=False)
    eve = make_user("eve", sees_all=True)
    path = f"/leads/{lead.pk}/transfer/"

    hers = client_of(ana.user).get(path).context["form"].fields["rep"].queryset
    all_of_them = client_of(eve).get(path).context["form"].fields["rep"].queryset

    assert list(hers) == [bo]
    assert list(all_of_them) == [bo, dan]
    assert post(ana.user, path, rep=dan.pk, reason="other").status_code == 422


def test_a_transfer_that_comes_too_late_says_so(lead, ana, bo):
    path = f"/leads/{lead.pk}/transfer/"
    handling.take_back(lead=lead, note="", by=ana.team.manager_id, now=after(1))

    response = post(ana.user, path, rep=bo.pk, reason="other")

    assert "Somebody was faster" in said(response)
    assert Lead.objects.get().owner is None


def test_an_owner_asks_somebody_of_another_team_to_help(lead, ana, dan):
    post(ana.user, f"/leads/{lead.pk}/collaborators/", rep=dan.pk, role="presales")

    page = client_of(dan.user).get(f"/leads/{lead.pk}/").content.decode()
    assert "Presales" in page
    assert "Log a follow-up" in page
    assert "Add task" in page
    for verb in ("Convert", "Transfer", "Return", "Take back", "Remove Dan"):
        assert verb not in page
    told = client_of(dan.user).get("/notices/").content.decode()
    assert "You were asked to work on Acme." in told


def test_a_collaborator_is_removed(lead, ana, dan):
    help_with(lead, dan, ana)
    row = lead.collaborators.get()

    post(ana.user, f"/leads/{lead.pk}/collaborators/{row.pk}/remove/")
    again = post(ana.user, f"/leads/{lead.pk}/collaborators/{row.pk}/remove/")

    assert client_of(dan.user).get(f"/leads/{lead.pk}/").status_code == 404
    assert "Somebody was faster" in said(again)


@pytest.mark.parametrize("action", ["convert", "lost", "return", "take-back", "transfer"])
def test_a_collaborator_gives_nothing_away_and_closes_nothing(lead, ana, bo, dan, action):
    help_with(lead, dan, ana)

    response = post(dan.user, f"/leads/{lead.pk}/{action}/", reason="other", rep=bo.pk)

    assert response.status_code == 404
    assert (Lead.objects.get().owner, Lead.objects.get().status) == (ana, LeadStatus.ASSIGNED)


def test_a_collaborator_logs_a_follow_up_as_himself(lead, ana, dan):
    help_with(lead, dan, ana)

    post(dan.user, f"/leads/{lead.pk}/follow-up/", kind="call", outcome="reached")

    lead.refresh_from_db()
    assert (lead.status, lead.owner, lead.activities.get().rep) == ("working", ana, dan)


def test_a_task_is_added_for_oneself_and_for_a_collaborator(lead, ana, dan):
    help_with(lead, dan, ana)
    path = f"/leads/{lead.pk}/tasks/"

    post(ana.user, path, title="Call back", due_at="2026-03-03T09:00", rep=ana.pk)
    post(ana.user, path, title="Draw it", due_at="2026-03-04T09:00", rep=dan.pk)

    tasks = Task.objects.order_by("due_at").values_list("title", "rep__name", "due_at")
    assert list(tasks) == [("Call back", "Ana", after(23)), ("Draw it", "Dan", after(47))]


def test_nobody_else_can_be_given_a_task(lead, ana, bo):
    path = f"/leads/{lead.pk}/tasks/"

    response = post(ana.user, path, title="X", due_at="2026-03-03T09:00", rep=bo.pk)

    assert response.status_code == 422
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("bo", 404), ("chen", 200), ("dan", 200), ("eve", 404)]
)
def test_who_may_add_a_task_and_who_may_not(lead, ana, bo, dan, who, status):
    make_rep("Eve")
    help_with(lead, dan, ana)
    user = {"ana": ana, "bo": bo, "dan": dan}
    login = user[who].user if who in user else make_login(who)

    response = post(
        login, f"/leads/{lead.pk}/tasks/", title="X", due_at="2026-03-03T09:00", rep=ana.pk
    )

    assert response.status_code == status
    assert Task.objects.count() == (1 if status == 200 else 0)


def make_login(name: str):
    return Notice._meta.get_field("user").related_model.objects.get(username=name)


@pytest.mark.parametrize(
    ("who", "may"), [("ana", True), ("chen", True), ("dan", True), ("eve", False), ("bo", False)]
)
def test_who_may_tick_a_task_of_a_collaborator(lead, ana, bo, dan, who, may):
    eve = make_rep("Eve")
    help_with(lead, dan, ana)
    help_with(lead, eve, ana)
    task = do(lead, dan)

    response = post(make_login(who), f"/tasks/{task.pk}/", back="lead")

    task.refresh_from_db()
    assert (response.status_code == 200, task.done_at is not None) == (may, may)


def test_a_task_is_ticked_and_unticked_and_one_comes_back_to_the_page(lead, ana):
    task = do(lead, ana)

    done = post(ana.user, f"/tasks/{task.pk}/", back="queue")
    twice = post(ana.user, f"/tasks/{task.pk}/", back="tasks")
    undone = post(ana.user, f"/tasks/{task.pk}/", back="lead", undo="1")

    task.refresh_from_db()
    assert task.done_at is None
    assert "Somebody was faster" in said(twice)
    chains = [one.redirect_chain[-1][0] for one in (done, twice, undone)]
    assert chains == ["/", "/tasks/", f"/leads/{lead.pk}/"]


def test_the_queue_shows_the_most_urgent_tasks_overdue_first(lead, ana):
    for hour in (9, 0.6, 7):
        do(lead, ana, f"due {hour}", due=after(hour))

    response = client_of(ana.user).get("/")

    shown = response.context["tasks"]
    assert [task.title for task in shown["rows"]] == ["due 0.6", "due 7", "due 9"]
    assert response.content.decode().count("(overdue)") == 1


def test_the_list_of_tasks_has_two_sides_and_says_when_it_is_empty(lead, ana):
    client = client_of(ana.user)
    empty = client.get("/tasks/").content.decode()
    task = do(lead, ana)
    open_one = client.get("/tasks/").context["page"].rows
    client.post(f"/tasks/{task.pk}/", {"back": "tasks"})

    assert "Nothing to do." in empty
    assert open_one == [task]
    assert client.get("/tasks/?show=done").context["page"].rows == [task]
    assert client.get("/tasks/").context["page"].rows == []


def test_the_task_list_is_for_reps(lead, ana):
    assert client_of(ana.team.manager).get("/tasks/").status_code == 404


def test_the_queue_and_the_lead_cost_no_more_for_five_tasks_and_helpers(lead, ana):
    client = client_of(ana.user)
    paths = ("/", "/tasks/", f"/leads/{lead.pk}/")
    help_with(lead, make_rep(), ana)
    do(lead, ana)
    cost = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as one:
            client.get(path)
        cost[path] = len(one)
    for _ in range(4):
        help_with(lead, make_rep(team=Team.objects.create(name=f"T{_}")), ana)
        do(lead, ana)

    for path in paths:
        with CaptureQueriesContext(connection) as five:
            assert client.get(path).status_code == 200
        assert len(five) == cost[path], path
