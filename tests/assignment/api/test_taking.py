"""Public pools and offers for clients: masked until taken, answered lead by lead."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment.choices import Strategy
from assignment.models import Offer, Pool
from leads.models import Lead
from tests.builders import after, make_channel, make_lead, make_pool, make_rules, reread

CLAIMABLE, CLAIMS, OFFERS = (
    "/api/v1/claimable-leads/",
    "/api/v1/claims/",
    "/api/v1/offers/",
)
SECRET = {"name": "Wei Zhang", "email": "wei@acme.cn", "phone": "13800138000", "company": "Acme"}


@pytest.fixture(autouse=True)
def _minutes_later():
    with time_machine.travel(after(0.1), tick=False):
        yield


def public_pool(*members, **fields) -> Pool:
    pool = make_pool(*members, **{"strategy": Strategy.CLAIM, "name": "Sea"} | fields)
    make_rules(catch_all=pool)
    return pool


def offering_pool(*members, **fields) -> Pool:
    pool = make_pool(*members, **{"strategy": Strategy.OFFER} | fields)
    make_rules(catch_all=pool)
    return pool


def read(client, url: str = CLAIMABLE) -> list[dict]:
    return client.get(url).json()["results"]


def claim(client, *leads: Lead) -> list[tuple[int, str]]:
    body = {"leads": [lead.pk for lead in leads]}
    answer = client.post(CLAIMS, body, content_type="application/json")
    return [(one["lead"], one["code"]) for one in answer.json()["answers"]]


def test_claimable_leads_come_without_a_way_to_reach_them(company):
    pool = public_pool(company.ana)
    lead = make_lead(**SECRET, country="CN", value=5000, currency="USD")

    (row,) = read(company.client("ana"))

    assert (row["id"], row["company"], row["country"]) == (lead.pk, "Acme", "CN")
    assert (row["pool"], row["is_masked"]) == ({"id": pool.pk, "name": "Sea"}, True)
    assert (row["name"], row["email"], row["phone"], row["message"]) == ("", "", "", "")


def test_a_pool_that_hides_nothing_tells_how_to_reach_them(company):
    public_pool(company.ana, hides_contacts=False)
    make_lead(**SECRET)

    (row,) = read(company.client("ana"))

    assert (row["name"], row["email"]) == ("Wei Zhang", "wei@acme.cn")


def test_a_claimable_lead_is_no_lead_of_ones_own(company):
    public_pool(company.ana)
    lead = make_lead(**SECRET)
    client = company.client("ana")

    assert client.get(f"/api/v1/leads/{lead.pk}/").status_code == 404
    assert client.get(f"/api/v1/leads/{lead.pk}/decisions/").status_code == 404
    for query in ("", "?email=wei@acme.cn", "?phone=%2B8613800138000", "?status=waiting"):
        assert read(client, f"/api/v1/leads/{query}") == []


def test_other_teams_and_keys_of_other_channels_read_nothing(company):
    public_pool(company.ana)
    make_lead(make_channel("other"), **SECRET)

    assert read(company.client("dan")) == []
    assert read(company.client("read")) == []
    assert company.client("submit").get(CLAIMABLE).status_code == 403


def test_a_key_reads_what_of_its_channel_may_be_claimed(company):
    public_pool(company.ana)
    lead = make_lead(company.channel, **SECRET)

    assert [row["id"] for row in read(company.client("read"))] == [lead.pk]


def test_claimable_leads_are_filtered_and_come_in_pages(company):
    public_pool(company.ana)
    leads = [
        make_lead(email=f"{n}@acme.cn", country=country, product="Pump")
        for n, country in enumerate(("DE", "CN", "CN"))
    ]
    client = company.client("ana")

    assert len(read(client, f"{CLAIMABLE}?country=cn&product=pump&is_key=false")) == 2
    first = client.get(f"{CLAIMABLE}?page_size=2").json()
    second = client.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]] == [x.pk for x in leads]


def test_claims_are_answered_lead_by_lead(company):
    public_pool(company.ana, claims_a_day=1)
    one, other = make_lead(), make_lead()
    client = company.client("ana")

    assert claim(client, one, other) == [(one.pk, "taken"), (other.pk, "daily_limit")]
    assert client.get(f"/api/v1/leads/{one.pk}/").json()["owner"]["id"] == company.ana.pk


def test_an_answer_is_a_code_and_a_sentence_in_the_claimers_language(company):
    public_pool(company.ana)
    lead = make_lead()

    answer = company.client("ana").post(
        CLAIMS, {"leads": [lead.pk]}, content_type="application/json"
    )

    said = {"lead": lead.pk, "code": "taken", "detail": "It is your lead now."}
    assert answer.json() == {"answers": [said]}


@pytest.mark.parametrize("body", [{}, {"leads": []}, {"leads": ["x"]}, {"leads": [1] * 51}])
def test_claims_that_cannot_be_read_are_refused(company, body):
    answer = company.client("ana").post(CLAIMS, body, content_type="application/json")

    assert answer.status_code == 400


def test_who_is_no_rep_claims_nothing(company):
    public_pool(company.ana)
    lead = make_lead(company.channel)

    for name, status in (("chen", 404), ("read", 403), ("submit", 403)):
        answer = company.client(name).post(
            CLAIMS, {"leads": [lead.pk]}, content_type="application/json"
        )
        assert answer.status_code == status
    assert reread(lead).owner is None


def test_a_rep_reads_his_offers_and_no_others(company):
    offering_pool(company.ana, company.bo)
    make_lead(**SECRET)

    (row,) = read(company.client("ana"), OFFERS)

    assert (row["state"], row["rep"]["name"], row["lead"]["company"]) == ("open", "Ana", "Acme")
    assert (row["lead"]["name"], row["lead"]["email"]) == ("", "")
    assert read(company.client("bo"), OFFERS) == []


def test_an_offer_that_has_ended_shows_its_lead_no_longer(company):
    offering_pool(company.ana, company.bo)
    offer = Offer.objects.get(lead=make_lead(**SECRET))
    client = company.client("ana")

    answer = client.post(f"{OFFERS}{offer.pk}/decline/")

    assert (answer.status_code, answer.json()["state"]) == (200, "declined")
    assert [row["lead"] for row in read(client, OFFERS)] == [None]
    assert read(client, f"{OFFERS}?state=open") == []


def test_an_offer_is_accepted_and_then_over(company):
    offering_pool(company.ana, company.bo)
    offer = Offer.objects.get(lead=make_lead(**SECRET))
    client = company.client("ana")

    assert client.post(f"{OFFERS}{offer.pk}/accept/").json()["state"] == "accepted"
    again = client.post(f"{OFFERS}{offer.pk}/accept/")

    assert (again.status_code, again.json()["code"]) == (409, "over")
    assert again["Content-Type"] == "application/problem+json"
    assert reread(offer.lead).owner == company.ana


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_the_offer_of_somebody_else_is_not_there(company, verb):
    offering_pool(company.ana, company.bo)
    offer = Offer.objects.get(lead=make_lead(company.channel, **SECRET))

    for name, status in (("bo", 404), ("chen", 404), ("read", 403)):
        assert company.client(name).post(f"{OFFERS}{offer.pk}/{verb}/").status_code == status
    assert reread(offer).state == "open"


@pytest.mark.parametrize(("url", "pool"), [(CLAIMABLE, public_pool), (OFFERS, offering_pool)])
def test_lists_ask_the_same_questions_of_five_rows_as_of_one(company, url, pool):
    pool(company.ana, hides_contacts=False)
    make_lead(email="a@acme.cn")
    client = company.client("ana")
    read(client, url)
    few = queries_of(client, url)
    for number in range(4):
        make_lead(email=f"{number}@acme.cn")

    assert len(read(client, url)) == 5
    assert queries_of(client, url) == few


def queries_of(client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    return len(caught)
