"""Offers in the admin: the audit of who was asked, and nothing to change."""

import pytest
from django.urls import reverse

from assignment.choices import Strategy
from assignment.models import Offer
from tests.builders import make_lead, make_operations, make_policy, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db
LIST = "admin:assignment_offer_changelist"


@pytest.fixture
def chen(client):
    make_policy()
    pool = make_pool(make_rep("Ana"), name="Round", strategy=Strategy.OFFER)
    make_rules(catch_all=pool)
    client.force_login(make_operations())
    return client


def test_offers_are_listed_with_rep_pool_and_state(chen):
    make_lead(company="Acme", email="a@acme.cn")

    html = chen.get(reverse(LIST)).content.decode()

    assert all(word in html for word in ("Acme", "Ana", "Round", "Open"))


def test_an_offer_can_be_read_but_not_changed(chen):
    make_lead()
    url = reverse("admin:assignment_offer_change", args=[Offer.objects.get().pk])

    assert chen.get(url).status_code == 200
    assert chen.post(url, {"state": "accepted"}).status_code == 403


def test_the_list_asks_the_same_questions_of_many_offers(chen, django_assert_max_num_queries):
    make_lead()
    chen.get(reverse(LIST))
    with django_assert_max_num_queries(40) as few:
        chen.get(reverse(LIST))
    for _ in range(4):
        make_lead()

    with django_assert_max_num_queries(len(few)):
        chen.get(reverse(LIST))
