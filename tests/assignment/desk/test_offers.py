"""Offers at the top of one's queue: seen by one rep alone, taken or passed on at a tap."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment.choices import Strategy
from assignment.models import Offer, Pool
from reps.models import Rep
from tests.builders import (
    after,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _minutes_later():
    with time_machine.travel(after(0.1), tick=False):
        yield


@pytest.fixture
def ana(client) -> Rep:
    make_policy()
    rep = make_rep("Ana")
    client.force_login(rep.user)
    return rep


@pytest.fixture
def pool(ana) -> Pool:
    pool = make_pool(ana, make_rep("Bo"), strategy=Strategy.OFFER, offer_minutes=15)
    make_rules(catch_all=pool)
    return pool


def offer(**fields) -> Offer:
    fields = {"email": "wei@acme.cn", "name": "Wei Zhang", "company": "Acme"} | fields
    return Offer.objects.get(lead=make_lead(**fields))


def test_an_offer_stands_above_the_queue_until_its_end(client, pool):
    offer()

    html = client.get("/").content.decode()

    assert "Offered to you" in html
    assert "Acme" in html
    assert "9\xa0minutes left" in html
    assert "wei@acme.cn" not in html


def test_the_list_that_polls_brings_a_new_offer(client, pool):
    seen = client.get("/").context["seen"]
    offer()

    answer = client.get(f"/?seen={seen}", headers={"HX-Request": "true"})

    assert "Offered to you" in answer.content.decode()


def test_an_offer_is_taken_at_a_tap(client, pool, ana):
    one = offer()

    answer = client.post(f"/offers/{one.pk}/accept/", follow=True)

    assert answer.redirect_chain[-1][0] == f"/leads/{one.lead_id}/"
    assert reread(one.lead).owner == ana


def test_an_offer_is_passed_on_at_a_tap(client, pool):
    one = offer()

    answer = client.post(f"/offers/{one.pk}/decline/", follow=True)

    assert "somebody else is asked" in answer.content.decode()
    assert "Offered to you" not in answer.content.decode()
    assert Offer.objects.filter(lead=one.lead, rep__name="Bo", state="open").exists()


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_too_late_is_said_clearly(client, pool, verb):
    one = offer()
    with time_machine.travel(after(1), tick=False):
        answer = client.post(f"/offers/{one.pk}/accept/", follow=True)

    assert "The offer is over: it is gone already." in answer.content.decode()
    assert reread(one.lead).owner is None


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_the_offer_of_somebody_else_is_not_there(client, pool, verb):
    one = offer()
    client.force_login(Rep.objects.get(name="Bo").user)

    assert client.post(f"/offers/{one.pk}/{verb}/").status_code == 404
    assert "Offered to you" not in client.get("/").content.decode()


def test_an_offered_lead_has_no_page_until_it_is_taken(client, pool):
    assert client.get(f"/leads/{offer().lead_id}/").status_code == 404


def test_the_notice_leads_to_the_offer(client, pool):
    offer()

    html = " ".join(client.get("/notices/").content.decode().split())

    assert '<a href="/">Acme is offered to you.' in html


def test_five_offers_cost_as_many_questions_as_one(client, ana):
    pool = make_pool(ana, strategy=Strategy.OFFER, hides_contacts=False)
    make_rules(catch_all=pool)
    offer()
    few = queries_of(client)
    for number in range(4):
        offer(email=f"{number}@acme.cn")

    assert client.get("/").content.decode().count("Take it") == 5
    assert queries_of(client) == few


def queries_of(client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as caught:
        client.get("/")
    return len(caught)
