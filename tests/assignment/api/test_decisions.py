import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment.handling import take_back
from leads.models import Lead
from tests.builders import MONDAY, make_lead, make_pool, make_rules, make_user


def url_of(lead: Lead) -> str:
    return f"/api/v1/leads/{lead.pk}/decisions/"


def test_a_decision_names_rule_pool_and_rep(company):
    lead = make_lead(company.channel)

    decision = company.client("read").get(url_of(lead)).json()["results"][0]

    assert (decision["event"], decision["kind"]) == ("arrived", "assigned")
    assert (decision["rule_name"], decision["reasons"]) == ("everything else", ["rule"])
    assert decision["rep"] == {"id": company.ana.pk, "name": "Ana"}
    assert decision["pool"]["name"] == "everybody"
    assert decision["version"] == 1


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("chen", 200), ("read", 200), ("bo", 404), ("dan", 404)]
)
def test_decisions_are_read_by_those_who_see_the_lead(company, who, status):
    lead = make_lead(company.channel)

    assert company.client(who).get(url_of(lead)).status_code == status


@pytest.mark.parametrize(
    ("who", "reads"), [("chen", True), ("eve", True), ("ana", False), ("read", False)]
)
def test_only_managers_read_the_candidates(company, who, reads):
    make_user("eve", sees_all=True)
    company.bo.is_paused = True
    company.bo.save()
    make_rules(catch_all=make_pool(company.ana, company.bo))
    lead = make_lead(company.channel)

    decision = company.client(who).get(url_of(lead)).json()["results"][0]

    ana, bo = company.ana.pk, company.bo.pk
    codes = {one["rep"]["id"]: one["code"] for one in decision["candidates"] or ()}
    assert codes == ({ana: None, bo: "paused"} if reads else {})


def test_two_decisions_cost_no_more_queries_than_one(company):
    make_rules(catch_all=make_pool(company.ana, company.bo))
    lead = make_lead(company.channel)
    client = company.client("chen")
    with CaptureQueriesContext(connection) as one:
        client.get(url_of(lead))
    take_back(lead=lead, note="", by=None, now=MONDAY)

    with CaptureQueriesContext(connection) as more:
        assert len(client.get(url_of(lead)).json()["results"]) == 2
    assert len(more) == len(one)
