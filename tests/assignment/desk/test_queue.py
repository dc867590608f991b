"""My leads: the page, the list that polls, and who may see what."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignment.handling import close_lead, give_by_hand
from leads.followup import FollowUp, log_follow_up
from tests.builders import (
    MONDAY,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def ana(client):
    rep = make_rep("Ana")
    make_rules(catch_all=make_pool(rep))
    client.force_login(rep.user)
    return rep


def queries_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_queue_shows_the_most_urgent_first(client, ana):
    late = make_lead(company="Late", email="a@b.de", now=MONDAY)
    early = make_lead(company="Early", email="b@b.de", now=MONDAY - timedelta(hours=3))
    planned = make_lead(company="Planned", email="c@b.de", now=MONDAY)
    plan = FollowUp(kind="call", next_contact_at=MONDAY + timedelta(hours=2))
    log_follow_up(lead=planned, rep=ana, follow_up=plan, by=None, now=MONDAY)

    page = client.get("/").context["page"]

    assert page.rows == [early, late, planned]


def test_queue_holds_neither_closed_leads_nor_those_of_others(client, ana):
    mine = make_lead(email="a@b.de")
    closed, given = make_lead(email="b@b.de"), make_lead(email="c@b.de")
    close_lead(lead=closed, status="lost", reason="no_budget", by=None, now=MONDAY)
    give_by_hand(lead=given, rep=make_rep("Bo"), by=ana.user_id, now=MONDAY)

    page = client.get("/").context["page"]

    assert page.rows == [mine]


def test_queue_names_what_is_overdue(client, ana):
    make_lead(email="a@b.de", now=MONDAY - timedelta(hours=24))

    html = client.get("/").content.decode()

    assert "Overdue" in html
    assert "overdue by 1\xa0hour" in html


@pytest.mark.parametrize("words", ["müller", "13800138000", "138 0013 8000", "@m.de", "#{pk}"])
def test_search_finds_a_lead_by_whatever_is_known_of_it(client, ana, words):
    lead = make_lead(company="Müller GmbH".lower(), phone="+86 138 0013 8000", email="a@m.de")
    make_lead(company="Other", email="b@x.com")

    page = client.get("/", {"q": words.format(pk=lead.pk)}).context["page"]

    assert page.rows == [lead]


def test_search_for_nonsense_is_an_empty_list(client, ana):
    make_lead(email="a@b.de")

    response = client.get("/", {"q": "x\x00" * 200, "status": "none", "page": "-1"})

    assert response.status_code == 200


def test_poll_gets_only_the_list(client, ana):
    make_lead(company="Acme", email="a@b.de")

    html = client.get("/", headers=HTMX).content.decode()

    assert "Acme" in html
    assert "<html" not in html


def test_poll_gets_nothing_while_nothing_has_changed(client, ana):
    make_lead(email="a@b.de")
    seen = client.get("/").context["seen"]

    unchanged = client.get("/", {"seen": seen}, headers=HTMX)
    make_lead(email="b@b.de")
    changed = client.get("/", {"seen": seen}, headers=HTMX)

    assert (unchanged.status_code, changed.status_code) == (204, 200)


def test_poll_after_the_session_ended_leads_to_the_login(client, ana):
    client.logout()

    response = client.get("/", headers=HTMX)

    assert response["HX-Redirect"].startswith("/accounts/login/")


def test_queue_costs_the_same_for_one_lead_and_for_five(client, ana):
    make_lead(email="a@b.de")
    one = queries_of(client, "/")
    for number in range(4):
        make_lead(email=f"b{number}@b.de")

    assert queries_of(client, "/") == one


def test_empty_queue_says_so(client, ana):
    assert "Nothing to do" in client.get("/").content.decode()


def test_manager_without_leads_goes_to_the_administration(client):
    client.force_login(make_user("chen", is_staff=True))

    assert client.get("/").url == reverse("admin:index")


def test_pages_ask_strangers_to_log_in(client):
    for path in ("/", "/leads/", "/leads/1/", "/notices/", "/settings/", "/leads/1/return/"):
        assert client.get(path).url.startswith("/accounts/login/")


def test_all_leads_shows_a_rep_only_his_own(client, ana):
    mine, given = make_lead(email="a@b.de"), make_lead(email="c@b.de")
    give_by_hand(lead=given, rep=make_rep("Bo"), by=ana.user_id, now=MONDAY)

    context = client.get("/leads/").context

    assert context["page"].rows == [mine]
    assert "owner" not in context["form"].fields


def test_all_leads_can_be_narrowed_by_owner_and_status(client, ana):
    bo = make_rep("Bo")
    make_lead(email="a@b.de")
    given, lost = make_lead(email="c@b.de"), make_lead(email="d@b.de")
    for lead in (given, lost):
        give_by_hand(lead=lead, rep=bo, by=ana.user_id, now=MONDAY)
    close_lead(lead=lost, status="lost", reason="no_budget", by=None, now=MONDAY)
    client.force_login(make_user("chen", sees_all=True))

    page = client.get("/leads/", {"owner": bo.pk, "status": "assigned"}).context["page"]

    assert page.rows == [given]


def test_all_leads_costs_the_same_for_one_lead_and_for_five(client, ana):
    client.force_login(make_user("chen", sees_all=True))
    make_lead(email="a@b.de")
    one = queries_of(client, "/leads/")
    for number in range(4):
        make_lead(email=f"b{number}@b.de")

    assert queries_of(client, "/leads/") == one


def test_long_lists_have_pages(client, ana, monkeypatch):
    monkeypatch.setattr("assignment.desk.selectors.PAGE_LENGTH", 2)
    make_channel()
    make_policy()
    for number in range(3):
        make_lead(email=f"b{number}@b.de", now=MONDAY + timedelta(minutes=number))

    first, second = (client.get("/leads/", {"page": n}).context["page"] for n in (1, 2))

    assert [len(first.rows), len(second.rows)] == [2, 1]
    assert (first.next, second.next, second.previous) == (2, 0, 1)
