"""One lead's story as people live it: form, owner, reminder, recycled, other owner, converted."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from assignment.tasks import recycle_due, remind_due
from leads.choices import ChannelKind, LeadStatus
from leads.models import Lead
from reports.report import build_report
from reps.models import Rep
from tests.builders import MONDAY, make_channel, make_policy, make_pool, make_rep, make_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long password"


@pytest.fixture
def cast() -> tuple[Rep, Rep]:
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_policy()
    make_rules(catch_all=make_pool(ana, bo))
    make_channel("contact", ChannelKind.FORM)
    return ana, bo


def log_in(page: Page, base: str, rep: Rep) -> None:
    page.context.clear_cookies()
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("Username").fill(rep.user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="My leads")).to_be_visible()


def write_to_us(page: Page, base: str) -> None:
    page.goto(f"{base}/f/contact/?utm_source=fair")
    page.get_by_label("Name", exact=True).fill("Erika Muster")
    page.get_by_label("Company").fill("Muster GmbH")
    page.get_by_label("E-mail").fill("erika@muster.example")
    page.locator("textarea").fill("Please quote 20 pumps.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def follow_up(page: Page) -> None:
    page.get_by_role("link", name="Muster GmbH").first.click()
    page.get_by_text("Reached", exact=True).click()
    page.get_by_role("button", name="Save follow-up").click()
    expect(page.get_by_text("Working").first).to_be_visible()


def convert(page: Page) -> None:
    page.get_by_role("link", name="Convert").click()
    page.get_by_role("dialog").get_by_role("button", name="Convert").click()
    expect(page.get_by_text("Converted").first).to_be_visible()


def conversions_by_source(rep: Rep) -> list[tuple[str, int]]:
    until = MONDAY + timedelta(days=2)
    report = build_report(user=rep.user, since=MONDAY - timedelta(days=1), until=until, now=until)
    return [(row.name, row.converted) for row in report.tables["sources"]]


def test_a_neglected_lead_finds_its_way_to_a_customer(live_server, page, cast):
    ana, bo = cast
    base = live_server.url
    with time_machine.travel(MONDAY) as clock:
        write_to_us(page, base)
        log_in(page, base, ana)
        expect(page.get_by_role("link", name="Muster GmbH")).to_be_visible()

        clock.move_to(MONDAY + timedelta(hours=13))
        remind_due(MONDAY + timedelta(hours=13))
        page.goto(f"{base}/notices/")
        expect(page.get_by_role("main")).to_contain_text("deadline")

        clock.move_to(MONDAY + timedelta(hours=25))
        recycle_due(MONDAY + timedelta(hours=25))
        page.goto(f"{base}/")
        expect(page.get_by_role("link", name="Muster GmbH")).to_have_count(0)

        log_in(page, base, bo)
        follow_up(page)
        clock.move_to(MONDAY + timedelta(hours=27))
        convert(page)
        page.goto(f"{base}/reports/")
        expect(page.get_by_role("main")).to_contain_text("fair")

    lead = Lead.objects.get()
    assert (lead.status, lead.owner, lead.recycles) == (LeadStatus.CONVERTED, bo, 1)
    assert conversions_by_source(bo) == [("fair", 1)]
