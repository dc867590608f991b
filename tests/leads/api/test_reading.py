from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assignment.handling import close_lead
from leads.choices import LeadStatus
from leads.models import Lead
from tests.builders import MONDAY, make_channel, make_lead, make_user, send
from tests.rest import LEADS

SEEN = [("ana", True), ("chen", True), ("read", True), ("bo", False), ("dan", False)]


def found(response) -> list[int]:
    assert response.status_code == 200, response.content
    return [lead["id"] for lead in response.json()["results"]]


@pytest.mark.parametrize(("who", "sees"), SEEN)
def test_who_sees_a_lead_in_the_list(company, who, sees):
    lead = make_lead(company.channel)

    assert found(company.client(who).get(LEADS)) == ([lead.pk] if sees else [])


@pytest.mark.parametrize(("who", "sees"), SEEN)
def test_who_may_read_a_lead(company, who, sees):
    lead = make_lead(company.channel)

    response = company.client(who).get(f"{LEADS}{lead.pk}/")

    assert response.status_code == (200 if sees else 404)


def test_a_key_sees_the_leads_of_its_channel_only(company):
    other = make_lead(make_channel("other"))

    client = company.client("read")

    assert found(client.get(LEADS)) == []
    assert client.get(f"{LEADS}{other.pk}/").status_code == 404


def test_a_submit_key_reads_nothing(company):
    lead = make_lead(company.channel)

    client = company.client("submit")

    assert client.get(LEADS).status_code == 403
    assert client.get(f"{LEADS}{lead.pk}/").status_code == 403


@pytest.mark.parametrize("path", [LEADS, f"{LEADS}1/", "/api/v1/nothing/"])
def test_strangers_read_nothing(company, path):
    response = Client().get(path)

    assert response.status_code == (404 if "nothing" in path else 401)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_lead_shows_its_points_and_inquiries(company):
    lead = make_lead(
        company.channel, email="a@example.com", phone="13800138000", message="Price?", value="99.5"
    )

    read = company.client("read").get(f"{LEADS}{lead.pk}/").json()

    points = {(point["namespace"], point["value"]) for point in read["points"]}
    assert points == {("email", "a@example.com"), ("phone", "+8613800138000")}
    assert [inquiry["text"] for inquiry in read["inquiries"]] == ["Price?"]
    assert read["owner"] == {"id": company.ana.pk, "name": "Ana"}
    assert read["value"] == 99.5


def test_the_newest_lead_comes_first(company):
    older = make_lead(company.channel)
    newer = make_lead(company.channel, now=MONDAY + timedelta(hours=1))

    assert found(company.client("read").get(LEADS)) == [newer.pk, older.pk]


@pytest.mark.parametrize(
    "query",
    [
        "status=assigned",
        "status=assigned&status=working",
        "source=fair",
        "country=de",
        "industry=machinery",
        "is_key=false",
        "channel=api",
        "external_id=A-1",
        "email=ANNA@example.com",
        "phone=%2B8613800138000",
        "phone=+8613800138000",
        "phone=138 0013 8000",
        "received_after=2026-03-02T02:00:00Z",
        "received_before=2026-03-02T02:00:01Z",
        "touched_after=2026-03-02",
    ],
)
def test_a_filter_finds_what_fits(company, query):
    lead = make_lead(
        company.channel,
        email="anna@example.com",
        phone="13800138000",
        source="Fair",
        country="DE",
        industry="Machinery",
        external_id="A-1",
    )

    assert found(company.client("read").get(f"{LEADS}?{query}")) == [lead.pk]


@pytest.mark.parametrize(
    "query",
    [
        "status=lost",
        "owner=9223372036854775807",
        "source=web",
        "country=CN",
        "is_key=true",
        "channel=other",
        "external_id=A-2",
        "email=other@example.com",
        "email=nonsense",
        "phone=nonsense",
        "received_after=2026-03-02T02:00:01Z",
        "received_before=2026-03-02T02:00:00Z",
    ],
)
def test_a_filter_leaves_out_what_does_not_fit(company, query):
    make_lead(company.channel, email="anna@example.com", external_id="A-1", country="DE")

    assert found(company.client("read").get(f"{LEADS}?{query}")) == []


@pytest.mark.parametrize(
    "query",
    [
        "status=unknown",
        "owner=x",
        "owner=99999999999999999999",
        "received_after=yesterday",
        "cursor=nonsense",
        "cursor=W10",
        "page_size=0",
        "page_size=201",
        "page_size=٣",
        "source=%00",
    ],
)
def test_a_value_that_cannot_be_used_is_named(company, query):
    response = company.client("read").get(f"{LEADS}?{query}")

    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == query.partition("=")[0]


def test_owner_and_external_id_filters_work_for_people(company):
    lead = make_lead(company.channel, external_id="A-1", email="a@example.com")

    query = f"owner={company.ana.pk}&external_id=A-1"

    assert found(company.client("ana").get(f"{LEADS}?{query}")) == [lead.pk]


def test_filters_show_nobody_else_s_leads(company):
    make_lead(company.channel, email="a@example.com")

    assert found(company.client("dan").get(f"{LEADS}?email=a@example.com")) == []


def test_a_converted_lead_is_found_by_its_address(company):
    lead = make_lead(company.channel, email="a@example.com")
    close_lead(lead=lead, status=LeadStatus.CONVERTED, reason="won", by=None, now=MONDAY)

    assert found(company.client("read").get(f"{LEADS}?email=a@example.com")) == [lead.pk]


def test_pages_hold_every_lead_once_though_all_arrived_at_the_same_moment(company):
    leads = {make_lead(company.channel).pk for _ in range(5)}
    client = company.client("read")

    pages, url = [], f"{LEADS}?page_size=2"
    while url:
        page = client.get(url)
        pages.append(found(page))
        url = page.json()["next"]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert {pk for page in pages for pk in page} == leads


@pytest.mark.parametrize("who", ["read", "chen"])
def test_five_leads_cost_no_more_queries_than_one(company, who):
    client = company.client(who)
    client.get(LEADS)  # the use of a key is noted now and then
    make_lead(company.channel)
    with CaptureQueriesContext(connection) as one:
        client.get(LEADS)
    for _ in range(4):
        make_lead(company.channel)

    with CaptureQueriesContext(connection) as five:
        assert len(found(client.get(LEADS))) == 5
    assert len(five) == len(one)


def test_five_inquiries_cost_no_more_queries_than_one(company):
    lead = make_lead(company.channel, email="a@example.com")
    url, client = f"{LEADS}{lead.pk}/", company.client("read")
    client.get(LEADS)  # the use of a key is noted now and then
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(4):
        send(company.channel, email="a@example.com", message=f"and {number}")

    with CaptureQueriesContext(connection) as five:
        assert len(client.get(url).json()["inquiries"]) == 5
    assert len(five) == len(one)


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 201), ("chen", 201), ("bo", 404), ("dan", 404)]
)
def test_who_may_log_a_follow_up(company, who, status):
    lead = make_lead(company.channel)

    response = company.client(who).post(
        f"{LEADS}{lead.pk}/follow-ups/", {"kind": "call"}, content_type="application/json"
    )

    assert response.status_code == status


def test_a_follow_up_puts_the_lead_to_work(company):
    lead = make_lead(company.channel)
    follow_up = {"kind": "call", "outcome": "interested", "note": "要报价"}

    response = company.client("ana").post(
        f"{LEADS}{lead.pk}/follow-ups/", follow_up, content_type="application/json"
    )

    lead.refresh_from_db()
    assert response.json()["rep"] == {"id": company.ana.pk, "name": "Ana"}
    assert (lead.status, lead.last_follow_up_at is not None) == (LeadStatus.WORKING, True)


@pytest.mark.parametrize("who", ["read", "submit"])
def test_a_key_logs_no_follow_up(company, who):
    lead = make_lead(company.channel)

    response = company.client(who).post(
        f"{LEADS}{lead.pk}/follow-ups/", {"kind": "call"}, content_type="application/json"
    )

    assert response.status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"kind": "smoke signal"}',
        '{"kind": "call", "note": "\\u0000"}',
        '{"kind": "call", "note": "\\ud800"}',
        '{"kind": "call", "next_contact_at": "soon"}',
        '{"kind": "call", "note": "' + "x" * 5000 + '"}',
        '["kind"]',
        "{",
    ],
)
def test_a_follow_up_that_cannot_be_used_changes_nothing(company, body):
    lead = make_lead(company.channel)

    response = company.client("ana").post(
        f"{LEADS}{lead.pk}/follow-ups/", body, content_type="application/json"
    )

    assert response.status_code == 400
    assert not lead.activities.exists()


def test_a_lead_without_an_owner_takes_no_follow_up(company):
    lead = make_lead(company.channel)
    Lead.objects.filter(pk=lead.pk).update(
        owner=None, status="waiting", waiting_for="routing", try_at=MONDAY
    )
    make_user("eve", sees_all=True)

    response = company.client("eve").post(
        f"{LEADS}{lead.pk}/follow-ups/", {"kind": "call"}, content_type="application/json"
    )

    assert (response.status_code, response.json()["code"]) == (409, "changed")


def test_a_session_without_its_csrf_token_changes_nothing(company):
    lead = make_lead(company.channel)
    client = Client(enforce_csrf_checks=True)
    client.login(username="ana", password="a long password")

    response = client.post(
        f"{LEADS}{lead.pk}/follow-ups/", {"kind": "call"}, content_type="application/json"
    )

    assert response.status_code == 403
    assert not lead.activities.exists()
