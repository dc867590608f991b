"""Reassigning many leads and the handover of a leaver, through the pages of the admin."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assignment.models import Reassignment
from leads.models import Lead
from reps.models import Rep, Team
from tests.builders import (
    MONDAY,
    make_customer,
    make_lead,
    make_manager,
    make_operations,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db
NEW = "/admin/assignment/reassignment/new/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chen() -> Client:
    return client_of(make_operations("chen"))


@pytest.fixture
def team():
    return Team.objects.create(name="East")


@pytest.fixture
def ana(team):
    return make_rep("Ana", team=team)


@pytest.fixture
def bo(team):
    return make_rep("Bo", team=team)


@pytest.fixture
def leads(ana):
    make_rules(catch_all=make_pool(ana))
    return [make_lead(company="Acme", email="a@b.de"), make_lead()]


def handover(rep: Rep) -> str:
    return f"/admin/assignment/reassignment/handover/{rep.pk}/"


def confirm(client: Client, path: str, given: dict):
    """Look first, and then have done what was shown."""
    shown = client.post(path, given | {"_look": "1"}).context["shown"]
    return client.post(path, given | {"_sure": "1", "_shown": shown}, follow=True)


def test_leads_that_were_ticked_are_previewed_and_then_moved(chen, leads, bo):
    ticked = {"action": "reassign", "_selected_action": [lead.pk for lead in leads]}
    asked = chen.post("/admin/leads/lead/", ticked)
    ids = ",".join(str(lead.pk) for lead in sorted(leads, key=lambda lead: -lead.pk))
    given = {"ids": ids, "where": f"rep:{bo.pk}"}

    looked = chen.post(NEW, given | {"_look": "1"})
    before = Lead.objects.filter(owner=bo).count()
    done = confirm(chen, NEW, given)

    assert f'name="ids" value="{ids}"' in asked.content.decode()
    assert "2 leads that were ticked in the list" in asked.content.decode()
    assert "Lead by lead" in looked.content.decode()
    assert before == 0
    assert Lead.objects.filter(owner=bo).count() == 2
    assert "State: Done" in done.content.decode()
    assert "Acme" in done.content.decode()


def test_leads_can_be_chosen_by_criteria_and_dealt_by_a_pool(chen, leads, ana, bo):
    pool = make_pool(bo)
    given = {"owner": ana.pk, "status": "assigned", "where": f"pool:{pool.pk}"}

    looked = chen.post(NEW, given | {"_look": "1"}).content.decode()
    confirm(chen, NEW, given)

    assert looked.count("Bo</td>") or looked.count("Bo")
    assert set(Lead.objects.values_list("owner", flat=True)) == {bo.pk}


def test_what_was_not_shown_is_not_done(chen, leads, ana, bo):
    given = {"status": "assigned", "where": f"rep:{bo.pk}"}
    shown = chen.post(NEW, given | {"_look": "1"}).context["shown"]
    changed = given | {"where": "rules", "_sure": "1", "_shown": shown}

    response = chen.post(NEW, changed)

    assert "Lead by lead" in response.content.decode()
    assert not Reassignment.objects.exists()


def test_it_must_be_said_which_leads_and_where_to(chen, leads, bo):
    nothing = chen.post(NEW, {"where": "rules", "_sure": "1"}).content.decode()
    nowhere = chen.post(NEW, {"status": "assigned", "where": "rep:0", "_sure": "1"})

    assert "at least one of these must be chosen" in nothing
    assert nowhere.status_code == 200
    assert not Reassignment.objects.exists()


def test_that_nothing_fits_is_said(chen, leads, bo):
    given = {"owner": bo.pk, "where": "rules", "_look": "1"}

    assert "No open lead of yours fits this." in chen.post(NEW, given).content.decode()


def test_a_manager_moves_and_sees_what_is_his(leads, team, ana, bo):
    dan = make_rep("Dan", team=Team.objects.create(name="West"))
    mei = client_of(make_manager("mei", team=team))
    other = client_of(make_manager("lin", team=dan.team))
    ids = ",".join(str(lead.pk) for lead in leads)

    outside = confirm(mei, NEW, {"ids": ids, "where": f"rep:{dan.pk}"})
    confirm(mei, NEW, {"ids": ids, "where": f"rep:{bo.pk}"})
    page = reverse("admin:assignment_reassignment_change", args=[Reassignment.objects.get().pk])
    confirm(other, NEW, {"ids": ids, "where": f"rep:{dan.pk}"})

    assert outside.status_code == 200
    assert mei.get(page).status_code == 200
    assert other.get(page).status_code == 404
    assert set(Lead.objects.values_list("owner", flat=True)) == {bo.pk}


@pytest.mark.parametrize("who", ["rep", "manager of others"])
def test_what_one_may_not_do_is_not_there(leads, ana, who):
    if who == "rep":
        client = client_of(ana.user)
        expected = {302}  # the login of the admin
    else:
        client = client_of(make_manager("lin", team=Team.objects.create(name="West")))
        expected = {404}

    assert client.get(handover(ana)).status_code in expected


def test_a_leaver_hands_everything_over(chen, leads, ana, bo):
    make_customer("Acme", owner=ana)
    link = chen.get(f"/admin/reps/rep/{ana.pk}/change/").content.decode()
    form = chen.get(handover(ana)).content.decode()
    given = dict.fromkeys(("leads", "nurturing", "reviews"), "rules")
    given |= {"tasks": "owner", "collaborations": "nobody", "pools": "nobody"}
    given |= {"leads": f"rep:{bo.pk}", "customers": f"rep:{bo.pk}"}

    looked = chen.post(handover(ana), given | {"_look": "1"}).content.decode()
    before = reread(ana).is_active
    done = confirm(chen, handover(ana), given).content.decode()

    assert handover(ana) in link
    assert "Open leads (2)" in form
    assert "Lead by lead" in looked
    assert (before, reread(ana).is_active) == (True, False)
    assert Lead.objects.filter(owner=bo).count() == 2
    assert "State: Done" in done
    assert "Handed over besides" in done


def test_a_handover_on_its_way_is_not_begun_again(chen, leads, ana):
    given = dict.fromkeys(("leads", "nurturing", "reviews"), "rules")
    given |= {"tasks": "owner", "collaborations": "nobody", "pools": "nobody"}
    given |= {"customers": "nobody"}
    user = Rep.objects.get(pk=ana.pk).user
    Reassignment.objects.create(leaver=ana, wishes={}, asked_by=user, asked_at=MONDAY)

    response = confirm(chen, handover(ana), given)

    assert "is on its way already" in response.content.decode()
    assert Reassignment.objects.count() == 1


def test_the_pages_cost_no_more_for_five_leads_than_for_one(chen, leads, ana):
    make_pool(make_rep("Bo"), make_rep("Fay"), name="others")
    make_rules(catch_all=make_pool(ana, *Rep.objects.exclude(pk=ana.pk)))
    look = {"status": "assigned", "where": "rules", "_look": "1"}
    form = {"customers": "nobody", "tasks": "owner", "collaborations": "nobody"}
    form |= {"leads": "rules", "nurturing": "rules", "reviews": "rules", "pools": "nobody"}
    Lead.objects.filter(pk=leads[0].pk).update(status="nurturing")
    cost = {}
    for path, given in ((NEW, look), (handover(ana), form)):
        chen.post(path, given)
        with CaptureQueriesContext(connection) as one:
            chen.post(path, given)
        cost[path] = len(one)
    make_rules(catch_all=make_pool(ana))
    for _ in range(4):
        make_lead()
    make_rules(catch_all=make_pool(ana, *Rep.objects.exclude(pk=ana.pk)))

    for path, given in ((NEW, look), (handover(ana), form)):
        chen.post(path, given)
        with CaptureQueriesContext(connection) as five:
            assert chen.post(path, given).status_code == 200
        assert len(five) == cost[path], path


def test_the_list_of_reassignments_shows_what_was_done(chen, leads, bo):
    confirm(chen, NEW, {"status": "assigned", "where": f"rep:{bo.pk}"})

    page = chen.get("/admin/assignment/reassignment/").content.decode()

    assert "Reassignment 1" in page or "Reassignment" in page
    assert "Bo" in page
