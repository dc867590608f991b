"""Statements, tables, objections and credits for clients: each sees what concerns him."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assignment.handling import return_lead
from assignment.models import Credit, Decision, Objection, Pool
from assignment.roles import MANAGERS, ensure_roles
from tests.builders import make_lead, make_pool, make_rules

OBJECTIONS = "/api/v1/objections/"


@pytest.fixture
def dealt(company):
    """Ana and Bo share a pool; Ana got a lead; Chen has a manager's rights over both."""
    ensure_roles()
    User.objects.get(username="chen").groups.add(Group.objects.get(name=MANAGERS))
    pool = make_pool(company.ana, company.bo, name="shared", credit_reasons=["no_time"])
    make_rules(catch_all=pool)
    make_lead(company.channel, now=timezone.now())
    return Decision.objects.get()


def post(client, path: str, **data):
    return client.post(path, data, content_type="application/json")


def object_as(company, who: str, decision: Decision):
    return post(company.client(who), OBJECTIONS, decision=decision.pk, text="It was my turn.")


def test_a_rep_reads_his_own_statement(company, dealt):
    told = company.client("ana").get("/api/v1/statement/?period=30days").json()

    share = next(one for one in told["shares"] if one["pool"]["name"] == "shared")
    assert (share["rep"]["name"], len(told["shares"])) == ("Ana", 2)
    assert (share["could_have_taken"], share["fair_share"], share["received"]) == (1, 0.5, 1)


@pytest.mark.parametrize("who", ["chen", "read"])
def test_who_is_no_rep_has_no_statement(company, dealt, who):
    assert company.client(who).get("/api/v1/statement/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("bo", 200), ("chen", 200), ("dan", 404)]
)
def test_a_pools_table_is_for_members_and_their_managers(company, dealt, who, status):
    pool = Pool.objects.get(name="shared")

    assert company.client(who).get(f"/api/v1/pools/{pool.pk}/table/").status_code == status


def test_a_member_reads_his_part_in_leads_that_others_got(company, dealt):
    (part,) = company.client("bo").get("/api/v1/dealt-leads/").json()["results"]

    assert (part["decision"], part["is_mine"]) == (dealt.pk, False)
    assert (part["rank"], part["candidates"], part["behind"]) == (2, 2, 0.0)


def test_a_rep_objects_and_his_manager_answers(company, dealt):
    objection = object_as(company, "bo", dealt)
    path = f"{OBJECTIONS}{objection.json()['id']}/answer/"

    answered = post(company.client("chen"), path, granted=False, text="It was hers.")

    assert (objection.status_code, answered.status_code) == (201, 200)
    mine = company.client("bo").get(OBJECTIONS).json()["results"]
    assert [(one["state"], one["answer"]) for one in mine] == [("refused", "It was hers.")]
    again = post(company.client("chen"), path, granted=True, text="Yes.")
    assert again.status_code == 409


def test_nobody_objects_to_what_he_had_no_part_in(company, dealt):
    assert object_as(company, "dan", dealt).status_code == 404
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("bo", 403), ("ana", 404), ("dan", 404), ("read", 404)]
)
def test_only_managers_of_the_rep_answer(company, dealt, who, status):
    objection = object_as(company, "bo", dealt).json()
    path = f"{OBJECTIONS}{objection['id']}/answer/"

    answered = post(company.client(who), path, granted=True, text="Yes.")

    assert answered.status_code in (status, 403)
    assert Objection.objects.get().state == "open"


def test_a_manager_grants_a_credit(company, dealt):
    lead = dealt.lead
    return_lead(lead=lead, reason="no_time", note="", by=company.ana.user_id, now=timezone.now())
    credit = Credit.objects.get()
    paths = [f"/api/v1/credits/{credit.pk}/{verb}/" for verb in ("grant", "refuse")]

    refused = post(company.client("ana"), paths[0])
    answers = [post(company.client("chen"), path) for path in paths]

    assert refused.status_code == 403
    assert [one.status_code for one in answers] == [200, 409]
    (mine,) = company.client("ana").get("/api/v1/credits/").json()["results"]
    assert (mine["state"], mine["reason"]) == ("granted", "no_time")


def test_five_objections_cost_no_more_queries_than_one(company, dealt):
    client = company.client("bo")
    object_as(company, "bo", dealt)
    with CaptureQueriesContext(connection) as one:
        client.get(OBJECTIONS)
    for _ in range(4):
        make_lead(company.channel, now=timezone.now())
    for decision in Decision.objects.all():
        object_as(company, "bo", decision)

    with CaptureQueriesContext(connection) as more:
        assert len(client.get(OBJECTIONS).json()["results"]) == 5
    assert len(more) == len(one)
