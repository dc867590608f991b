"""Claiming from the public pool and answering an offer, in a real browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assignment.choices import Strategy
from assignment.models import Offer
from leads.models import Lead
from reps.models import Rep
from tests.builders import make_lead, make_policy, make_pool, make_rep, make_rules, reread
from tests.journeys.test_desk import PHONE, complaints, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECRET = {"name": "Wei Zhang", "phone": "13800138000", "product": "Servo drive", "country": "CN"}


@pytest.fixture
def ana() -> Rep:
    make_policy()
    return make_rep("Ana", capacity=20)


@pytest.fixture
def sea(ana) -> list[Lead]:
    pool = make_pool(
        ana, strategy=Strategy.CLAIM, name="Sea", claims_a_day=3, push_after=120, claim_interval=0
    )
    make_rules(catch_all=pool)
    then = timezone.now() - timedelta(hours=1)
    return [
        make_lead(company=f"Acme {number}", email=f"{number}@acme.cn", now=then, **extra)
        for number, extra in enumerate((SECRET | {"value": 5000, "currency": "USD"}, {}, {}))
    ]


@pytest.fixture
def offer(ana) -> Offer:
    pool = make_pool(ana, make_rep("Bo"), strategy=Strategy.OFFER, offer_minutes=30)
    make_rules(catch_all=pool)
    lead = make_lead(company="Muster GmbH", email="a@muster.de", now=timezone.now(), **SECRET)
    return Offer.objects.get(lead=lead)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pool_and_an_offer_are_accessible_and_fit_a_phone(
    page, live_server, sea, offer, scheme
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    log_in(page, live_server)
    page.wait_for_selector("text=Offered to you")
    found = {"offer": complaints(page), "pool": []}
    wide = [too_wide(page)]
    page.goto(f"{live_server.url}/pool/")
    found["pool"] = complaints(page)
    wide.append(too_wide(page))

    assert found == {"offer": [], "pool": []}
    assert wide == [0, 0]


def test_a_rep_claims_two_leads_of_three_and_reads_what_became_of_them(page, live_server, ana, sea):
    log_in(page, live_server)
    page.click("text=Public pool")
    assert "Wei Zhang" not in page.content()
    page.check("text=Select all")
    page.uncheck(f"#lead-{sea[2].pk}")
    page.click("text=Claim selected")

    page.wait_for_selector("text=What became of your claim")
    told = page.locator("[role=status] li").all_inner_texts()
    assert [one.strip() for one in told] == [
        "Acme 0: It is your lead now.",
        "Acme 1: It is your lead now.",
    ]
    assert Lead.objects.filter(owner=ana).count() == 2


def test_one_lead_is_claimed_by_keyboard(page, live_server, ana, sea):
    log_in(page, live_server)
    page.goto(f"{live_server.url}/pool/")
    page.focus(f"button[value='{sea[0].pk}']")
    page.keyboard.press("Enter")

    page.wait_for_url(f"{live_server.url}/leads/{sea[0].pk}/")
    page.wait_for_selector("text=13800138000")
    assert reread(sea[0]).owner == ana


def test_an_offer_arrives_by_itself_and_is_taken(page, live_server, ana, offer):
    log_in(page, live_server)
    page.wait_for_selector("text=Muster GmbH")
    assert "138" not in page.inner_text("#offers")
    page.click("text=Take it")

    page.wait_for_url(f"{live_server.url}/leads/{offer.lead_id}/")
    page.wait_for_selector("text=13800138000")


def test_an_offer_is_passed_on(page, live_server, offer):
    log_in(page, live_server)
    page.click("text=Let it pass")

    page.wait_for_selector("text=somebody else is asked")
    assert page.locator("#offers").count() == 0
    assert Offer.objects.filter(lead=offer.lead, rep__name="Bo", state="open").exists()


def too_wide(page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
