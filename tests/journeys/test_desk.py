"""The desk and the hosted form in a real browser: usable, readable, and nothing is blocked."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from leads.choices import ChannelKind, LeadStatus
from leads.models import Lead
from tests.builders import make_channel, make_lead, make_policy, make_pool, make_rep, make_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def ana():
    rep = make_rep("Ana")
    make_rules(catch_all=make_pool(rep))
    make_policy()
    return rep


def log_in(page: Page, server) -> None:
    page.goto(f"{server.url}/accounts/login/")
    page.fill("#id_username", "ana")
    page.fill("#id_password", "a long password")
    page.click("main button")
    page.wait_for_url(f"{server.url}/")


def complaints(page: Page) -> list[str]:
    """What axe finds wrong; run outside the page's policy, which forbids foreign scripts."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:150]}" for one in found["violations"] for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(page, live_server, ana, scheme):
    page.emulate_media(color_scheme=scheme)
    make_channel("website", ChannelKind.FORM, consent_text="You may answer me.")
    now = timezone.now()
    lead = make_lead(company="Acme", email="a@b.de", phone="13800138000", now=now)
    make_lead(company="Late", email="b@b.de", now=now - timedelta(hours=25))
    page.goto(f"{live_server.url}/accounts/login/")
    found = {"login": complaints(page)}
    page.goto(f"{live_server.url}/f/website/")
    found["form"] = complaints(page)
    log_in(page, live_server)
    found["queue"] = complaints(page)
    for path in (f"/leads/{lead.pk}/", f"/leads/{lead.pk}/return/", "/leads/", "/notices/"):
        page.goto(live_server.url + path)
        found[path] = complaints(page)

    assert {name: what for name, what in found.items() if what} == {}


def test_nothing_is_wider_than_a_phone(page, live_server, ana):
    page.set_viewport_size(PHONE)
    lead = make_lead(company="Donaudampfschifffahrt" * 5, email="a@b.de", now=timezone.now())
    log_in(page, live_server)
    wide = {}
    for path in ("/", f"/leads/{lead.pk}/", "/leads/", "/notices/", "/settings/"):
        page.goto(live_server.url + path)
        wide[path] = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    assert set(wide.values()) == {0}


def test_new_lead_appears_without_reloading(page, live_server, ana):
    log_in(page, live_server)
    page.wait_for_selector("text=Nothing to do")

    make_lead(company="Acme", email="a@b.de", now=timezone.now())
    page.evaluate("htmx.ajax('GET', '/', {source: '#queue', target: '#queue'})")

    page.wait_for_selector("tr[data-lead] >> text=Acme")
    page.wait_for_selector("#announcer >> text=New in your queue: 1", state="attached")
    page.wait_for_selector("tr time[data-stage='far']")


def test_lost_connection_is_said_and_forgotten(page, live_server, ana):
    log_in(page, live_server)
    poll = "htmx.ajax('GET', '/', {source: '#queue', target: '#queue'}).catch(() => {})"

    page.route("**/*", lambda route: route.abort())
    page.evaluate(poll)
    page.wait_for_selector("#trouble", state="visible")
    page.unroute("**/*")
    page.evaluate(poll)

    page.wait_for_selector("#trouble", state="hidden")


def test_follow_up_takes_two_clicks(page, live_server, ana):
    lead = make_lead(email="a@b.de", now=timezone.now())
    log_in(page, live_server)
    page.goto(f"{live_server.url}/leads/{lead.pk}/")

    page.click("label:has-text('Reached')")
    page.click("button:has-text('Save follow-up')")

    page.wait_for_selector("text=The follow-up is saved.")
    assert Lead.objects.get().status == LeadStatus.WORKING


def test_converting_asks_first(page, live_server, ana):
    lead = make_lead(email="a@b.de", now=timezone.now())
    log_in(page, live_server)
    page.goto(f"{live_server.url}/leads/{lead.pk}/")

    page.click("a:has-text('Convert')")
    page.click("dialog[open] button:has-text('Cancel')")
    page.click("a:has-text('Convert')")
    page.click("dialog[open] button:has-text('Convert')")

    page.wait_for_selector("text=Congratulations")
    assert Lead.objects.get().status == LeadStatus.CONVERTED


def test_embedded_form_makes_a_lead_and_passes_the_campaign_on(page, live_server, ana):
    make_channel("website", ChannelKind.FORM)
    script = f'<script src="{live_server.url}/f/website/embed.js" async></script>'
    html = f"<!doctype html><html lang='zh-CN'><body>{script}</body></html>"
    page.route(
        "http://shop.test/*", lambda route: route.fulfill(body=html, content_type="text/html")
    )

    page.goto("http://shop.test/pumps?utm_source=fair&secret=1")
    frame = page.frame_locator("iframe")
    frame.locator("#id_email").fill("a@b.de")
    frame.locator("button").click()
    frame.locator("h1").wait_for()
    page.wait_for_function("document.querySelector('iframe').offsetHeight < 700")

    lead = Lead.objects.get()
    assert (lead.source, lead.attributes["page_url"]) == ("fair", "http://shop.test/pumps")
