import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assignment.models import Condition, Rule, RuleSetVersion
from reps.models import Rep
from tests.builders import make_lead, make_pool, make_rep, make_rules, make_user

RULES, POOLS = "/api/v1/rules/", "/api/v1/pools/"


def test_rules_are_read_as_data(company):
    pool = make_pool(company.bo, name="Machines")
    make_rules((pool, ("industry", "is", "Machinery")), catch_all=make_pool(company.ana))

    read = company.client("read").get(RULES).json()

    assert [rule["name"] for rule in read["rules"]] == ["rule 0", "everything else"]
    first = read["rules"][0]
    assert first["groups"] == [[{"field": "industry", "operator": "is", "value": "Machinery"}]]
    assert first["target"] == {
        "kind": "pool",
        "pool": {"id": pool.pk, "name": "Machines"},
        "reps": [],
        "team": None,
    }
    assert first["flaw"] is None


def test_the_draft_is_nobody_else_s_business(company):
    draft = RuleSetVersion.objects.get(state="draft")
    Rule.objects.create(version=draft, name="a secret plan", pool=make_pool(company.bo))

    assert "a secret plan" not in company.client("read").get(RULES).content.decode()


def test_a_rule_that_cannot_be_judged_is_flagged(company):
    version = make_rules(catch_all=make_pool(company.ana))
    version.content["rules"][0]["groups"] = [
        [{"field": "no such fact", "operator": "is", "value": 1}]
    ]
    version.save()

    assert company.client("read").get(RULES).json()["rules"][0]["flaw"]


def test_without_published_rules_there_are_none(company):
    RuleSetVersion.objects.filter(state="published").update(state="retired")

    read = company.client("ana").get(RULES)

    assert (read.status_code, read.json()["rules"]) == (200, [])


@pytest.mark.parametrize(("who", "status"), [("ana", 200), ("read", 200), ("submit", 403)])
@pytest.mark.parametrize("path", [RULES, POOLS])
def test_who_may_read_rules_and_pools(company, path, who, status):
    assert company.client(who).get(path).status_code == status


@pytest.mark.parametrize("path", [RULES, POOLS, "/api/v1/leads/1/decisions/"])
def test_strangers_read_nothing(db, path):
    assert Client().get(path).status_code == 401


def test_a_pool_shows_weights_and_where_the_ledger_stands(company):
    pool = make_pool((company.ana, "3"), (company.bo, "1"), strategy="weighted", name="both")
    make_rules(catch_all=pool)
    make_lead(company.channel)

    read = company.client("read").get(f"{POOLS}{pool.pk}/").json()

    assert read["strategy"] == "weighted"
    assert read["members"] == [
        {
            "rep": {"id": company.ana.pk, "name": "Ana"},
            "weight": "3.00",
            "is_active": True,
            "ledger": {"fair_share": 0.75, "received": 1, "balance": -0.25},
        },
        {
            "rep": {"id": company.bo.pk, "name": "Bo"},
            "weight": "1.00",
            "is_active": True,
            "ledger": {"fair_share": 0.25, "received": 0, "balance": 0.25},
        },
    ]


@pytest.mark.parametrize(
    ("who", "pools"),
    [
        ("ana", ["everybody"]),
        ("bo", []),
        ("dan", ["west"]),
        ("chen", ["everybody"]),
        ("read", ["everybody", "west"]),
        ("eve", ["everybody", "west"]),
    ],
)
def test_who_sees_which_pools(company, who, pools):
    make_pool(company.dan, name="west")
    make_user("eve", sees_all=True)

    read = company.client(who).get(POOLS).json()

    assert [pool["name"] for pool in read["results"]] == pools


def test_a_pool_that_one_may_not_see_is_not_there(company):
    pool = make_pool(company.dan)

    assert company.client("ana").get(f"{POOLS}{pool.pk}/").status_code == 404


def test_five_pools_of_five_cost_no_more_queries_than_one(company):
    client = company.client("read")
    client.get(POOLS)  # the use of a key is noted now and then
    with CaptureQueriesContext(connection) as one:
        client.get(POOLS)
    reps = [make_rep() for _ in range(5)]
    for _ in range(4):
        make_pool(*reps)

    with CaptureQueriesContext(connection) as five:
        assert len(client.get(POOLS).json()["results"]) == 5
    assert len(five) == len(one)


def test_five_rules_cost_no_more_queries_than_one(company):
    client = company.client("read")
    client.get(RULES)  # the use of a key is noted now and then, and rules are compiled once
    with CaptureQueriesContext(connection) as one:
        client.get(RULES)
    pools = [make_pool(rep) for rep in Rep.objects.all()] * 2
    make_rules(*[(pool, ("city", "is", "Bonn")) for pool in pools], catch_all=pools[0])
    client.get(RULES)

    with CaptureQueriesContext(connection) as five:
        assert len(client.get(RULES).json()["rules"]) == 7
    assert len(five) == len(one)
    assert Condition.objects.exists()
