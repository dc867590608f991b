import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import make_channel, make_lead, make_user

REPORTS = "/api/v1/reports/"
MARCH = f"{REPORTS}?since=2026-03-01&until=2026-03-31"


def leads_in(response) -> int:
    assert response.status_code == 200, response.content
    return next(one["value"] for one in response.json()["figures"] if one["code"] == "leads")


@pytest.mark.parametrize(
    ("who", "leads"), [("ana", 2), ("bo", 0), ("chen", 2), ("dan", 0), ("eve", 2), ("read", 1)]
)
def test_the_report_counts_the_leads_that_one_may_see(company, who, leads):
    make_user("eve", sees_all=True)
    make_lead(company.channel)
    make_lead(make_channel("other"))

    assert leads_in(company.client(who).get(MARCH)) == leads


def test_a_key_reads_the_deadlines_of_its_channel_only(company):
    make_lead(make_channel("other"))

    report = company.client("read").get(MARCH).json()

    assert report["tables"]["follow_up"] == []
    assert report["tables"]["deadlines"] == []


def test_what_one_may_not_see_is_absent(company):
    assert "intake" not in company.client("ana").get(MARCH).json()["tables"]


def test_without_days_it_is_the_last_thirty(company):
    report = company.client("ana").get(REPORTS).json()

    assert len(report["tables"]["days"]) == 30


@pytest.mark.parametrize(
    ("query", "field"),
    [("since=soon&until=2026-03-31", "since"), ("days=8", "days"), ("since=2026-03-01", "")],
)
def test_a_period_that_cannot_be_used_is_named(company, query, field):
    response = company.client("ana").get(f"{REPORTS}?{query}")

    assert response.status_code == 400
    assert field in {error["field"] for error in response.json()["errors"]}


def test_strangers_and_submit_keys_read_no_report(company):
    assert Client().get(REPORTS).status_code == 401
    assert company.client("submit").get(REPORTS).status_code == 403


def test_five_leads_cost_no_more_queries_than_one(company):
    client = company.client("read")
    make_lead(company.channel)
    client.get(MARCH)  # the use of a key is noted now and then
    with CaptureQueriesContext(connection) as one:
        client.get(MARCH)
    for _ in range(4):
        make_lead(company.channel)

    with CaptureQueriesContext(connection) as five:
        assert leads_in(client.get(MARCH)) == 5
    assert len(five) == len(one)
