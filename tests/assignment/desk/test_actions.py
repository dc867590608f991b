"""What an owner or his manager does with a lead from its page."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from assignment import handling
from assignment.choices import EndReason
from leads.choices import LeadStatus
from leads.models import Activity
from reps.models import Notice, Team
from tests.builders import MONDAY, make_lead, make_pool, make_rep, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def chen():
    return make_user("chen")


@pytest.fixture
def ana(chen):
    return make_rep("Ana", team=Team.objects.create(name="North", manager=chen))


@pytest.fixture
def lead(client, ana):
    make_rules(catch_all=make_pool(ana))
    client.force_login(ana.user)
    return make_lead(email="a@b.de")


def post(client, lead, action: str, **given):
    return client.post(f"/leads/{lead.pk}/{action}/", given, follow=True)


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_follow_up_is_logged_and_answers_the_deadline(client, lead, ana):
    plan = "2026-03-03T09:00"  # in Shanghai

    post(client, lead, "follow-up", kind="call", outcome="reached", next_contact_at=plan)

    lead.refresh_from_db()
    assert (lead.status, lead.due_at) == (LeadStatus.WORKING, None)
    assert lead.next_contact_at == MONDAY + timedelta(hours=23)
    assert Activity.objects.get().rep == ana


def test_next_contact_in_the_past_is_asked_for_again(client, lead):
    response = post(client, lead, "follow-up", kind="call", next_contact_at="2026-03-01T09:00")

    assert response.status_code == 422
    assert "must lie in the future" in response.content.decode()
    assert not Activity.objects.exists()


def test_empty_note_is_asked_for_again(client, lead):
    assert post(client, lead, "follow-up", kind="note").status_code == 422


def test_returned_lead_goes_to_somebody_else(client, lead, ana):
    bo = make_rep("Bo")
    make_rules(catch_all=make_pool(ana, bo))

    response = post(client, lead, "return", reason="language", note="French")

    lead.refresh_from_db()
    assert lead.owner == bo
    assert lead.assignments.get(rep=ana).end_reason == EndReason.RELEASED
    assert response.redirect_chain == [("/", 302)]


def test_return_without_a_reason_is_asked_for_again(client, lead, ana):
    assert post(client, lead, "return").status_code == 422
    lead.refresh_from_db()
    assert lead.owner == ana


@pytest.mark.parametrize(
    ("action", "reason", "status"),
    [("convert", "", "converted"), ("lost", "no_budget", "lost"), ("invalid", "spam", "invalid")],
)
def test_lead_is_closed_with_its_reason(client, lead, action, reason, status):
    post(client, lead, action, reason=reason)

    lead.refresh_from_db()
    assert lead.status == status
    assert lead.close_reason == (reason or "won")


def test_reason_must_fit_the_way_of_closing(client, lead):
    assert post(client, lead, "invalid", reason="no_budget").status_code == 422


@pytest.mark.parametrize("action", ["follow-up", "return", "convert", "lost", "invalid"])
def test_nobody_else_can_act_on_a_lead(client, lead, action):
    client.force_login(make_rep("Dan").user)

    response = post(client, lead, action, kind="call", reason="other")

    assert response.status_code == 404
    lead.refresh_from_db()
    assert lead.status == LeadStatus.ASSIGNED


@pytest.mark.parametrize("action", ["follow-up", "return", "convert", "lost", "invalid"])
def test_closed_lead_is_left_alone(client, lead, action):
    handling.close_lead(lead=lead, status="lost", reason="no_budget", by=None, now=MONDAY)

    response = post(client, lead, action, kind="call", reason="other")

    lead.refresh_from_db()
    assert lead.status == LeadStatus.LOST
    assert "Somebody was faster" in said(response)


def test_who_has_just_lost_a_lead_is_told_so(client, lead):
    handling.give_by_hand(lead=lead, rep=make_rep("Bo"), by=lead.owner.user_id, now=MONDAY)

    response = post(client, lead, "convert")

    lead.refresh_from_db()
    assert lead.status == LeadStatus.ASSIGNED
    assert "Somebody was faster" in said(response)
    assert response.redirect_chain[-1] == ("/", 302)


def test_manager_takes_back_and_the_owner_is_told(client, lead, ana, chen):
    bo = make_rep("Bo", team=ana.team)
    make_rules(catch_all=make_pool(ana, bo))
    client.force_login(chen)

    post(client, lead, "take-back", note="On holiday")

    lead.refresh_from_db()
    assert lead.owner == bo
    assert Notice.objects.filter(user=ana.user, kind="lead_taken_back").count() == 1


def test_owner_cannot_take_back_nor_the_manager_return(client, lead, ana, chen):
    post(client, lead, "take-back")
    client.force_login(chen)
    post(client, lead, "return", reason="other")

    lead.refresh_from_db()
    assert lead.owner == ana


def test_actions_have_pages_for_browsers_without_scripts(client, lead):
    for action in ("follow-up", "return", "convert", "lost", "invalid"):
        response = client.get(f"/leads/{lead.pk}/{action}/")
        assert response.templates[0].name == "desk/action.html"


def test_actions_need_the_token_of_the_page(lead, ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana.user)

    assert client.post(f"/leads/{lead.pk}/convert/").status_code == 403
