"""A manager tries rules before they are in force: one lead on a phone, then those of the past."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assignment.models import Simulation
from assignment.tasks import run_simulation
from assignment.versions.rule_sets import draft_of
from tests.builders import make_lead, make_operations, make_pool, make_rep, make_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def draft():
    """By the published rules everything is Ana's; by the draft, Germany is Bo's."""
    make_operations("chen")
    ana, bo = make_rep("Ana", capacity=30), make_rep("Bo", languages=["de"])
    everybody = make_pool((ana, "2"), make_rep("Cai", is_paused=True), name="Everybody")
    old = make_rules(catch_all=everybody)
    german = make_pool(bo, name="Germany", strategy="best_match")
    new = make_rules((german, ("area", "within", ["DE"])), catch_all=everybody)
    for number, country in enumerate(["DE", "FR", "DE"]):
        make_lead(email=f"a{number}@b.com", company=f"Mill {number}", country=country, now=NOW)
    draft = draft_of(old.rule_set)
    draft.rules.filter(is_catch_all=False).update(name="Germans to Bo")
    return {"old": old, "new": new, "draft": draft}


NOW = timezone.now()


def log_in(page: Page, server, url: str) -> None:
    page.goto(f"{server.url}/accounts/login/?next={url}")
    page.fill("#id_username", "chen")
    page.fill("#id_password", "a long password")
    page.click("main button")
    page.wait_for_url(server.url + url)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_lead_is_tried_on_a_phone(page, live_server, draft):
    page.set_viewport_size(PHONE)
    log_in(page, live_server, reverse("admin:assignment_simulation_try"))

    page.get_by_label("country", exact=False).first.fill("Germany")
    page.get_by_label("language").fill("German")
    page.get_by_role("button", name="Try").click()

    answers = page.locator("#answers")
    expect(answers).to_contain_text("It would go to Bo.")
    expect(answers).to_contain_text("Germans to Bo")
    assert fits(page)


def test_two_versions_are_compared_over_the_leads_of_the_past(page, live_server, draft):
    url = reverse("admin:assignment_rulesetversion_change", args=[draft["draft"].pk])
    log_in(page, live_server, url)

    page.goto(live_server.url + reverse("admin:assignment_simulation_add"))
    page.select_option("#id_version", str(draft["new"].pk))
    page.select_option("#id_baseline", str(draft["old"].pk))
    page.fill("#id_days", "3")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("#progress")).to_contain_text("0 of 3 leads")
    run_simulation(Simulation.objects.get().pk)

    expect(page.get_by_role("heading", name="2 leads would go to somebody else")).to_be_visible()
    expect(page.get_by_role("link", name="Mill 0")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert fits(page)
