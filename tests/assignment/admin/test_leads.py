from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from leads.choices import LeadStatus
from leads.models import Lead
from reps.models import Team
from tests.builders import (
    MONDAY,
    make_lead,
    make_manager,
    make_operations,
    make_pool,
    make_rep,
    make_rules,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/leads/lead/"


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def act(client: Client, action: str, *leads: Lead, **fields: object):
    data = {"action": action, "_selected_action": [lead.pk for lead in leads]}
    return client.post(LIST, data | fields, follow=True)


def test_giving_leads_asks_to_whom_and_then_gives_them(chen):
    make_rules(catch_all=make_pool(make_rep("Ana")))
    lead, bo = make_lead(), make_rep("Bo")

    asked = act(chen, "give", lead)
    act(chen, "give", lead, rep=bo.pk, _sure="1")

    lead.refresh_from_db()
    assert "Give these leads to a rep" in asked.content.decode()
    assert lead.owner == bo


def test_taking_back_routes_to_another_rep(chen):
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules(catch_all=make_pool(ana, bo))
    lead = make_lead()

    act(chen, "take_back", lead, note="on leave", _sure="1")

    lead.refresh_from_db()
    assert {ana, bo} - {lead.owner} == {ana}


def test_leads_that_an_action_does_not_fit_are_left_and_counted(chen):
    lead = make_lead()

    answer = act(chen, "take_back", lead, _sure="1")

    assert "1 lead was left as it is" in answer.content.decode()


def test_the_archive_shows_what_is_quiet_and_then_puts_it_away(chen):
    make_rules(catch_all=make_pool(make_rep("Ana")))
    lead = make_lead(company="Acme", email="a@acme.de")
    url = reverse("admin:leads_lead_archive_quiet")

    with time_machine.travel(MONDAY + timedelta(days=100), tick=False):
        chen.force_login(make_operations("dana"))
        shown = chen.get(url).content.decode()
        chen.post(url)

    lead.refresh_from_db()
    assert "Acme" in shown
    assert lead.status == LeadStatus.ARCHIVED


@pytest.mark.parametrize("words", ["acme", "+86 138 0013 8000", "a@acme.de"])
def test_leads_are_found_by_company_phone_or_mail(chen, words):
    found = make_lead(company="Acme", phone="13800138000", email="a@acme.de")
    make_lead(company="Other", email="b@other.de")

    answer = chen.get(LIST, {"q": words})

    assert list(answer.context["cl"].queryset) == [found]


def test_waiting_leads_are_filtered_by_their_reason(chen):
    waiting = make_lead()

    none = chen.get(LIST, {"reason": "all_unavailable"}).context["cl"].queryset
    those = chen.get(LIST, {"reason": "no_rule"}).context["cl"].queryset

    assert (list(none), list(those)) == ([], [waiting])


def test_a_team_manager_lists_the_leads_of_his_team():
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    ana = make_rep("Ana", team=north)
    make_rules(catch_all=make_pool(ana))
    lead = make_lead()
    clients = []
    for name, team in (("mei", north), ("max", south)):
        client = Client()
        client.force_login(make_manager(name, team=team))
        clients.append(client)

    lists = [list(client.get(LIST).context["cl"].queryset) for client in clients]

    assert lists == [[lead], []]


def test_the_list_asks_the_same_questions_of_many_leads(chen, django_assert_max_num_queries):
    make_rules(catch_all=make_pool(make_rep("Ana")))
    make_lead()
    with django_assert_max_num_queries(40) as few:
        chen.get(LIST)
    for _ in range(4):
        make_lead()

    with django_assert_max_num_queries(len(few)):
        chen.get(LIST)


def test_leads_without_exchange_rate_are_flagged_and_found(chen):
    make_lead(company="Known", email="known@acme.cn", value=100)
    flagged = make_lead(company="Flagged", email="f@acme.cn", value=100, currency="EUR")

    page = chen.get(LIST, {"rate": "none"})

    assert [lead.pk for lead in page.context["cl"].result_list] == [flagged.pk]
    assert "no exchange rate" in page.content.decode()
