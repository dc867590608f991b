"""Working on a lead together on a phone, and the handover of a leaver in the admin."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page

from assignment.models import Task
from leads.models import Lead
from reps.models import Rep, Team
from tests.builders import (
    make_customer,
    make_lead,
    make_operations,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)
from tests.journeys.test_desk import PHONE, complaints

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ana():
    rep = make_rep("Ana", team=Team.objects.create(name="East"))
    make_rules(catch_all=make_pool(rep))
    make_policy()
    return rep


def log_in(page: Page, server, name: str) -> None:
    page.goto(f"{server.url}/accounts/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "a long password")
    page.click("main button")
    page.wait_for_url(lambda url: "/login" not in url)


def is_too_wide(page: Page) -> bool:
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth > {root}.clientWidth")


def ask_for_help(page: Page, rep: Rep) -> dict[str, list[str]]:
    """From the page of a lead and back; what axe finds wrong."""
    page.click("section:has(#collaborators-title) >> text=Add")
    found = {"add": complaints(page)}
    page.select_option("#id_rep", str(rep.pk))
    page.click("label:has-text('Technical support')")
    page.click("button:has-text('Add')")
    page.wait_for_selector("text=The colleague sees the lead now")
    return found


def give_task(page: Page, rep: Rep) -> dict[str, list[str]]:
    page.click("a:has-text('Add task')")
    page.fill("dialog[open] #add_task_title", "Send the drawing of the pump")
    page.click("dialog[open] button:has-text('Tomorrow')")
    page.select_option("dialog[open] #add_task_rep", str(rep.pk))
    page.click("dialog[open] button:has-text('Add task')")
    page.wait_for_selector("text=The task is added.")
    assert not is_too_wide(page)
    return {"lead": complaints(page)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_helper_and_his_task_on_a_phone(page, live_server, ana, scheme):
    dan = make_rep("Dan", team=Team.objects.create(name="A team with a rather long name"))
    lead = make_lead(company="Acme", email="a@b.de", now=timezone.now())
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)
    log_in(page, live_server, "ana")
    page.goto(f"{live_server.url}/leads/{lead.pk}/")

    found = ask_for_help(page, dan) | give_task(page, dan)
    Task.objects.update(due_at=timezone.now() - timedelta(hours=1))
    page.click("button[aria-label='Menu']")
    page.click("text=Log out")
    log_in(page, live_server, "dan")
    page.wait_for_selector("text=(overdue)")
    found["queue"], wide = complaints(page), is_too_wide(page)
    page.click("button[aria-label^='Done']")
    page.wait_for_selector("#tasks-title", state="detached")
    page.goto(f"{live_server.url}/tasks/?show=done")
    page.wait_for_selector("text=Send the drawing of the pump")
    found["tasks"], wide = complaints(page), wide or is_too_wide(page)

    assert Task.objects.get().done_at is not None
    assert found == {"add": [], "lead": [], "queue": [], "tasks": []}
    assert not wide


def test_a_lead_is_passed_on_with_the_keyboard_and_a_second_thought(page, live_server, ana):
    bo = make_rep("Bo", team=ana.team, capacity=0)
    lead = make_lead(company="Acme", email="a@b.de", now=timezone.now())
    page.set_viewport_size(PHONE)
    log_in(page, live_server, "ana")
    page.goto(f"{live_server.url}/leads/{lead.pk}/")

    page.focus("a:has-text('Transfer')")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Pass the lead on to a colleague")
    page.select_option("#id_rep", str(bo.pk))
    page.click("label:has-text('No time')")
    page.click("button:has-text('Transfer')")
    page.wait_for_selector("text=Bo: at capacity.")
    page.click("button:has-text('Transfer')")
    page.wait_for_selector("text=The lead is passed on.")

    assert Lead.objects.get().owner == bo


def test_everything_of_a_leaver_is_handed_over(page, live_server, ana):
    make_operations("chen")
    bo = make_rep("Bo", team=ana.team)
    for _ in range(3):
        make_lead(now=timezone.now())
    customer = make_customer("Acme", owner=ana)
    log_in(page, live_server, "chen")
    page.goto(f"{live_server.url}/admin/reps/rep/{ana.pk}/change/")

    page.click("a:has-text('Hand over and switch off')")
    page.select_option("select[name=leads]", f"rep:{bo.pk}")
    page.select_option("select[name=customers]", f"rep:{bo.pk}")
    page.click("button:has-text('Show what would happen')")
    page.wait_for_selector("text=Lead by lead")
    before = Lead.objects.filter(owner=bo).count()
    page.click("button:has-text('Hand over as shown below')")
    page.wait_for_selector("text=State: Done")

    assert before == 0
    assert Lead.objects.filter(owner=bo).count() == 3
    assert reread(customer).owner == bo
    assert Rep.objects.get(pk=ana.pk).is_active is False
    assert User.objects.get(username="ana").is_active  # logins are the administrator's
