"""One lead: contacts, timeline, why; seen only by those who may."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment import handling
from assignment.desk.timeline import timeline_of
from assignment.recycling import expire
from leads.choices import EventKind
from leads.followup import FollowUp, log_follow_up
from leads.models import Event
from reps.models import Preferences, Team
from tests.builders import MONDAY, make_lead, make_pool, make_rep, make_rules, make_user, send

pytestmark = pytest.mark.django_db


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


def page_of(client, lead) -> str:
    response = client.get(f"/leads/{lead.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_contacts_are_one_tap_away(client, ana):
    lead = make_lead(email="a@b.de", phone="13800138000")

    html = page_of(client, lead)

    for link in ("mailto:a@b.de", "tel:+8613800138000", "https://wa.me/8613800138000"):
        assert f'href="{link}"' in html


def test_a_value_without_exchange_rate_is_flagged_on_page_and_list(client, ana):
    lead = make_lead(email="a@b.de", value=5000, currency="EUR", grade="A", score=70)

    html = page_of(client, lead)

    assert "No exchange rate of EUR was known" in html
    assert "A: high value" in html
    assert "No exchange rate" in client.get("/leads/").content.decode()


def test_text_of_strangers_is_shown_as_text(client, ana):
    lead = make_lead(company="<b>Acme</b>", email="a@b.de", message="<script>x</script>")

    html = page_of(client, lead)

    assert "&lt;b&gt;Acme&lt;/b&gt;" in html
    assert "<script>x" not in html


def test_lead_of_somebody_else_is_not_there(client, ana):
    lead = make_lead(email="a@b.de")
    client.force_login(make_rep("Dan").user)

    assert client.get(f"/leads/{lead.pk}/").status_code == 404


def test_manager_of_the_team_sees_its_leads(client):
    chen = make_user("chen")
    ana = make_rep("Ana", team=Team.objects.create(name="North", manager=chen))
    make_rules(catch_all=make_pool(ana))
    lead = make_lead(email="a@b.de")
    client.force_login(chen)

    html = page_of(client, lead)

    assert "Take back" in html


def test_timeline_tells_messages_and_follow_ups_with_their_words(client, ana):
    lead = make_lead(email="a@b.de", message="A quote, please")
    send(lead.channel, email="a@b.de", message="Any news?", now=MONDAY + timedelta(minutes=5))
    done = FollowUp(kind="call", outcome="reached", note="Calls back")
    log_follow_up(lead=lead, rep=ana, follow_up=done, by=ana.user_id, now=MONDAY)

    told = {entry.kind: entry for entry in timeline_of(lead)}

    assert told[EventKind.CAPTURED].text == "A quote, please"
    assert told[EventKind.INQUIRED_AGAIN].text == "Any news?"
    assert told[EventKind.FOLLOWED_UP].text == "Calls back"
    assert told[EventKind.FOLLOWED_UP].by == "Ana"


def test_timeline_is_in_the_language_of_its_reader(client, ana):
    lead = make_lead(email="a@b.de")
    Preferences.objects.create(user=ana.user, language="zh-hans")

    response = client.get(f"/leads/{lead.pk}/")

    assert response["Content-Language"] == "zh-hans"
    assert '<html lang="zh-hans"' in response.content.decode()


def test_times_are_in_the_zone_of_the_reader(client, ana):
    lead = make_lead(email="a@b.de")
    Preferences.objects.create(user=ana.user, time_zone="America/New_York")

    assert "1 Mar 2026, 21:00" in page_of(client, lead)


@pytest.mark.parametrize("kind", EventKind.values)
def test_every_kind_of_event_can_be_told_without_its_details(client, ana, kind):
    lead = make_lead(email="a@b.de")
    Event.objects.create(lead=lead, kind=kind, at=MONDAY)

    page_of(client, lead)


def test_lead_page_costs_the_same_with_one_event_and_with_five(client, ana):
    lead = make_lead(email="a@b.de")
    done = FollowUp(kind="call")
    log_follow_up(lead=lead, rep=ana, follow_up=done, by=ana.user_id, now=MONDAY)
    costs = []
    for _ in range(2):
        client.get(f"/leads/{lead.pk}/")
        with CaptureQueriesContext(connection) as caught:
            page_of(client, lead)
        costs.append(len(caught))
        for minute in range(4):
            now = MONDAY + timedelta(minutes=minute)
            log_follow_up(lead=lead, rep=ana, follow_up=done, by=ana.user_id, now=now)
            send(lead.channel, email="a@b.de", message=f"Again {minute}", now=now)

    assert costs[0] == costs[1]


def test_rep_reads_why_without_his_colleagues(client):
    ana, bo = make_rep("Ana"), make_rep("Bartholomew")
    pool = make_pool(ana, bo, name="North")
    make_rules((pool, ("industry", "is", "Machinery")), catch_all=pool)
    lead = make_lead(email="a@b.de", industry="Machinery")
    client.force_login(lead.owner.user)

    html = page_of(client, lead)

    assert "Why me?" in html
    assert "industry is Machinery" in html
    assert "1 other could have taken it." in html
    assert "Bartholomew" not in html


def test_rep_reads_that_he_was_the_only_candidate(client):
    ana = make_rep("Ana")
    pool = make_pool(ana, name="North")
    make_rules(catch_all=pool)
    lead = make_lead(email="a@b.de")
    client.force_login(ana.user)

    assert "Nobody else could have taken it." in page_of(client, lead)


def test_manager_reads_why_with_every_candidate(client):
    ana, bo = make_rep("Ana"), make_rep("Bo", is_paused=True)
    make_rules(catch_all=make_pool(ana, bo))
    lead = make_lead(email="a@b.de")
    client.force_login(make_user("chen", sees_all=True))

    html = page_of(client, lead)

    assert "owed +1.00" in html
    assert "paused" in html


def test_waiting_lead_says_why_nobody_has_it(client):
    make_rules(catch_all=make_pool(make_rep("Ana", is_paused=True)))
    lead = make_lead(email="a@b.de")
    client.force_login(make_user("chen", sees_all=True))

    html = page_of(client, lead)

    assert "Why nobody yet?" in html
    assert "Everybody is unavailable now" in html


def test_lead_given_by_hand_names_who_did_it(client, ana):
    lead, bo = make_lead(email="a@b.de"), make_rep("Bo")
    chen = make_user("chen", first_name="Chen")
    handling.give_by_hand(lead=lead, rep=bo, by=chen.pk, now=MONDAY)
    client.force_login(bo.user)

    assert "Chen gave this lead by hand." in page_of(client, lead)


def test_recycled_lead_stays_in_the_notices_of_who_lost_it(client, ana):
    lead = make_lead(company="Acme", email="a@b.de")
    expire(clock_id=lead.clocks.get().pk, now=MONDAY + timedelta(hours=24))

    html = client.get("/notices/").content.decode()

    assert "Acme was recycled" in html
    assert f"/leads/{lead.pk}/" not in html
