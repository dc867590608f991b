"""Collaborators, tasks, transfer, reassignment and handover by REST."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment.models import Collaborator, Reassignment, Task
from assignment.together.collaboration import add_collaborator
from assignment.together.worklist import add_task
from leads.models import Lead
from reps.models import Rep
from tests.builders import MONDAY, after, make_lead, make_operations, make_rep, reread

JSON = {"content_type": "application/json"}
REASSIGN = "/api/v1/reassignments/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def lead(company):
    return make_lead(company.channel)


def of_lead(lead: Lead, what: str) -> str:
    return f"/api/v1/leads/{lead.pk}/{what}/"


def help_with(lead: Lead, rep: Rep, by: Rep) -> Collaborator:
    return add_collaborator(lead=lead, rep=rep, role="service", by=by.user_id, now=MONDAY)


def do(lead: Lead, rep: Rep, title: str = "Call back") -> Task:
    return add_task(lead=lead, rep=rep, title=title, due_at=after(5), by=rep.user_id, now=MONDAY)


@pytest.fixture
def operations(company):
    make_operations("eve")
    return company.client("eve")


def test_a_collaborator_comes_and_goes(company, lead):
    path = of_lead(lead, "collaborators")
    ana = company.client("ana")

    added = ana.post(path, {"rep": company.dan.pk, "role": "presales"}, **JSON)
    twice = ana.post(path, {"rep": company.dan.pk, "role": "presales"}, **JSON)
    seen = company.client("dan").get(path).json()["results"]
    gone = ana.delete(f"{path}{added.json()['id']}/")

    assert (added.status_code, twice.status_code, gone.status_code) == (201, 409, 204)
    assert [row["rep"]["name"] for row in seen] == ["Dan"]
    assert company.client("dan").get(path).status_code == 404


def test_tasks_are_added_read_ticked_and_unticked(company, lead):
    ana = company.client("ana")
    given = {"title": "Call back", "due_at": "2026-03-03T01:00:00Z"}

    added = ana.post(of_lead(lead, "tasks"), given, **JSON).json()
    mine = ana.get("/api/v1/tasks/").json()["results"]
    done = ana.post(f"/api/v1/tasks/{added['id']}/done/").json()
    twice = ana.post(f"/api/v1/tasks/{added['id']}/done/")
    undone = ana.post(f"/api/v1/tasks/{added['id']}/undone/").json()

    assert added["rep"] == {"id": company.ana.pk, "name": "Ana"}
    assert [row["id"] for row in mine] == [added["id"]]
    assert done["done_at"] is not None
    assert undone["done_at"] is None
    assert twice.status_code == 409


def test_a_task_for_somebody_who_is_not_on_the_lead_is_refused(company, lead):
    given = {"title": "X", "due_at": "2026-03-03T01:00:00Z", "rep": company.bo.pk}

    response = company.client("ana").post(of_lead(lead, "tasks"), given, **JSON)

    assert (response.status_code, response.json()["code"]) == (409, "changed")


def test_a_lead_is_passed_on_and_who_is_at_a_limit_must_be_wanted(company, lead):
    company.bo.capacity = 0
    company.bo.save()
    given = {"rep": company.bo.pk, "reason": "no_time"}
    ana = company.client("ana")

    asked = ana.post(of_lead(lead, "transfer"), given, **JSON)
    done = ana.post(of_lead(lead, "transfer"), given | {"sure": True}, **JSON)

    assert (asked.status_code, asked.json()["code"]) == (409, "at_capacity")
    assert done.status_code == 204
    assert reread(lead).owner == company.bo


READS = {"collaborators": "get", "tasks": "get"}
WRITES = {
    "collaborators": {"role": "service"},
    "tasks": {"title": "X", "due_at": "2026-03-03T01:00:00Z"},
    "transfer": {"reason": "other"},
}


@pytest.mark.parametrize("what", READS)
@pytest.mark.parametrize(
    ("who", "status"),
    [("ana", 200), ("chen", 200), ("dan", 200), ("read", 200), ("bo", 404), ("submit", 403)],
)
def test_who_reads_what_hangs_on_a_lead(company, lead, what, who, status):
    help_with(lead, company.dan, company.ana)

    assert company.client(who).get(of_lead(lead, what)).status_code == status


@pytest.mark.parametrize(
    ("what", "who", "status"),
    [
        ("collaborators", "ana", 201),
        ("collaborators", "chen", 201),
        ("collaborators", "dan", 404),
        ("collaborators", "bo", 404),
        ("collaborators", "read", 403),
        ("tasks", "ana", 201),
        ("tasks", "chen", 201),
        ("tasks", "dan", 201),
        ("tasks", "bo", 404),
        ("tasks", "read", 403),
        ("transfer", "ana", 204),
        ("transfer", "chen", 204),
        ("transfer", "dan", 404),
        ("transfer", "bo", 404),
        ("transfer", "read", 403),
    ],
)
def test_who_changes_what_hangs_on_a_lead(company, lead, what, who, status):
    fay = make_rep("Fay", team=company.ana.team)
    help_with(lead, company.dan, company.ana)
    rep = {"rep": company.ana.pk} if what == "tasks" else {"rep": fay.pk}

    response = company.client(who).post(of_lead(lead, what), WRITES[what] | rep, **JSON)

    assert response.status_code == status


def test_an_owner_passes_nothing_on_to_another_team(company, lead):
    given = {"rep": company.dan.pk, "reason": "other"}

    assert company.client("ana").post(of_lead(lead, "transfer"), given, **JSON).status_code == 404


def test_leads_are_reassigned_as_was_foreseen(company, lead, operations):
    wanted = {"leads": [lead.pk], "where": f"rep:{company.bo.pk}"}

    looked = operations.post(f"{REASSIGN}preview/", wanted, **JSON).json()["leads"]
    before = reread(lead).owner
    order = operations.post(REASSIGN, wanted, **JSON)
    read = operations.get(f"{REASSIGN}{order.json()['id']}/").json()

    moved = {"lead": lead.pk, "result": "moved", "rep": company.bo.pk}
    assert looked == [moved | {"owner": company.ana.pk, "reasons": []}]
    assert before == company.ana
    assert (order.status_code, read["state"], read["results"]) == (201, "done", [moved])
    assert reread(lead).owner == company.bo


@pytest.mark.parametrize(
    "wanted",
    [{"where": "rules"}, {"status": "assigned"}, {"status": "assigned", "where": "rep:0"}],
)
def test_a_reassignment_that_makes_no_sense_is_refused(company, lead, operations, wanted):
    assert operations.post(REASSIGN, wanted, **JSON).status_code == 400
    assert not Reassignment.objects.exists()


def test_a_leaver_hands_over(company, lead, operations):
    path = f"/api/v1/reps/{company.ana.pk}/handover/"
    wanted = {"leads": f"rep:{company.bo.pk}"}

    looked = operations.post(f"{path}preview/", wanted, **JSON).json()
    before = reread(company.ana).is_active
    order = operations.post(path, wanted, **JSON).json()

    assert looked["counts"]["leads"] == 1
    assert [row["rep"] for row in looked["leads"]] == [company.bo.pk]
    assert (before, order["state"], reread(company.ana).is_active) == (True, "done", False)
    assert reread(lead).owner == company.bo


@pytest.mark.parametrize("who", ["ana", "chen", "dan", "read"])
@pytest.mark.parametrize("path", [REASSIGN, "/api/v1/reps/{ana}/handover/"])
def test_only_managers_with_the_right_reassign_and_hand_over(company, lead, who, path):
    wanted = {"status": "assigned", "where": "rules"} if path == REASSIGN else {}
    status = 403 if who == "read" else 404

    response = company.client(who).post(path.format(ana=company.ana.pk), wanted, **JSON)

    assert response.status_code == status
    assert not Reassignment.objects.exists()


def test_five_of_each_cost_no_more_queries_than_one(company, lead):
    ana = company.client("ana")
    paths = [of_lead(lead, "collaborators"), of_lead(lead, "tasks"), "/api/v1/tasks/"]
    help_with(lead, make_rep(), company.ana)
    do(lead, company.ana)
    cost = []
    for path in paths:
        ana.get(path)
        with CaptureQueriesContext(connection) as one:
            ana.get(path)
        cost.append(len(one))
    for _ in range(4):
        help_with(lead, make_rep(), company.ana)
        do(lead, company.ana)

    for path, before in zip(paths, cost, strict=True):
        with CaptureQueriesContext(connection) as five:
            assert len(ana.get(path).json()["results"]) == 5
        assert len(five) == before, path
