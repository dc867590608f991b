"""A rep asks why, objects, and reads the manager's answer, in a real browser."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from assignment.models import Decision, Objection
from tests.builders import (
    make_lead,
    make_operations,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
PAGES = ("/statement/", "/decisions/")


@pytest.fixture
def dealt() -> Decision:
    """Ana got a lead that Bo might have had."""
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules(catch_all=make_pool(ana, bo, make_rep("Cai", is_paused=True), name="Europe"))
    make_policy()
    make_lead(
        company="Hidden Ltd", country="DE", product="Pumps", email="a@b.de", now=timezone.now()
    )
    make_operations("chen")
    return Decision.objects.get()


def log_in(page: Page, server, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}/accounts/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "a long password")
    page.click("main button")
    page.wait_for_url(lambda url: "login" not in url)


def complaints(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:150]}" for one in found["violations"] for node in one["nodes"]
    ]


def test_a_rep_objects_and_reads_the_answer(page, live_server, dealt):
    log_in(page, live_server, "bo")
    page.click("nav >> text=My share")
    page.click("main >> text=Leads dealt in my pools")
    page.click(f"text=#{dealt.lead_id}")
    page.wait_for_selector("text=You were number 2 of the 2")
    page.fill("#id_text", "I had waited longer.")
    page.click("button:has-text('Object')")
    page.wait_for_selector("text=Your objection is with your manager.")

    log_in(page, live_server, "chen")
    page.goto(f"{live_server.url}/admin/")
    page.click("text=Objections of reps")
    page.click("a:text-is('Answer')")
    page.click("a:has-text('Answer')")
    page.check("input[value=refused]")
    page.fill("textarea", "She was level with you and first by name.")
    page.click("button:has-text('Answer')")
    page.wait_for_selector("text=Bo is told.")

    log_in(page, live_server, "bo")
    page.goto(f"{live_server.url}/notices/")
    page.click("text=was answered")
    page.wait_for_selector("text=She was level with you")
    assert Objection.objects.get().state == "refused"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(page, live_server, dealt, scheme):
    page.emulate_media(color_scheme=scheme)
    log_in(page, live_server, "bo")
    found = {}
    for path in (*PAGES, f"/pools/{dealt.pool_id}/", f"/decisions/{dealt.pk}/"):
        page.goto(live_server.url + path)
        found[path] = complaints(page)

    assert {name: what for name, what in found.items() if what} == {}


def test_nothing_is_wider_than_a_phone(page, live_server, dealt):
    page.set_viewport_size(PHONE)
    log_in(page, live_server, "bo")
    wide = {}
    for path in (*PAGES, f"/pools/{dealt.pool_id}/", f"/decisions/{dealt.pk}/"):
        page.goto(live_server.url + path)
        wide[path] = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    assert set(wide.values()) == {0}
