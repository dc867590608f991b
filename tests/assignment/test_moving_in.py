"""Leads with a history: owners, dates and outcomes as given; no routing, clocks or notices."""

import json

import pytest

from assignment.models import Assignment, Clock, Decision
from leads.channels.row import RowOptions, parse
from leads.choices import ImportMode, LeadStatus
from leads.intake.finish import finish
from leads.intake.messages import Submission, keep
from leads.intake.readers import as_incoming
from leads.models import ContactPoint, Lead
from reps.models import Notice, Rep
from tests.builders import (
    MONDAY,
    make_channel,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    reread,
    send,
)

pytestmark = pytest.mark.django_db
_lines = iter(range(1, 1000))


@pytest.fixture
def ana():
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(ana))
    return ana


@pytest.fixture
def channel(ana):
    make_lead(email="first@acme.cn")
    return make_channel("files")


def move_in(channel, *, updates: bool = False, **cells) -> Lead:
    body = json.dumps(cells).encode()
    line = f"file:{next(_lines)}"
    kept, _ = keep(
        Submission(channel=channel, body=body, content_hash=line, idempotency_key=line), now=MONDAY
    )
    options = RowOptions(default_region="CN", date_order="ymd", zone="UTC")
    draft = parse(cells, options=options)
    how = {"mode": ImportMode.HISTORY, "accept_without_contact": True, "updates": updates}
    (done,) = finish([as_incoming(kept, draft, channel=channel, **how)], now=MONDAY)
    return reread(done.lead)


def test_owner_dates_and_outcome_are_taken_as_given(channel, ana):
    before = (Clock.objects.count(), Notice.objects.count(), Decision.objects.count())

    lead = move_in(
        channel, email="wei@acme.cn", owner="ana", status="lost", received_at="2025-01-02"
    )

    assert (lead.status, lead.owner, lead.close_reason) == (LeadStatus.LOST, ana, "imported")
    assert (lead.received_at.date().isoformat(), lead.is_history) == ("2025-01-02", True)
    assert lead.assignments.get().kind == "import"
    assert (Clock.objects.count(), Notice.objects.count(), Decision.objects.count()) == before


def test_an_open_lead_counts_as_its_owners_work(channel, ana):
    lead = move_in(channel, email="wei@acme.cn", owner="Ana")

    assert (lead.status, lead.owner) == (LeadStatus.WORKING, ana)
    assert reread(ana).open_leads == 2
    assert Assignment.objects.get(lead=lead).ended_at is None


def test_an_owner_nobody_knows_becomes_a_rep_without_a_login(channel):
    lead = move_in(channel, email="wei@acme.cn", owner="Old Hand")

    assert (lead.owner.name, lead.owner.user) == ("Old Hand", None)


def test_an_open_lead_without_an_owner_is_archived(channel):
    assert move_in(channel, email="wei@acme.cn").status == LeadStatus.ARCHIVED


def test_its_last_follow_up_is_its_last_sign_of_life(channel):
    lead = move_in(
        channel,
        email="wei@acme.cn",
        owner="Ana",
        received_at="2025-01-02",
        last_follow_up_at="2025-06-01",
    )

    assert lead.touched_at.date().isoformat() == "2025-06-01"


def test_a_converted_lead_hands_its_points_to_a_customer(channel, ana):
    lead = move_in(channel, email="wei@acme.cn", owner="Ana", converted_at="2025-02-03")

    assert (lead.status, lead.customer.owner) == (LeadStatus.CONVERTED, ana)
    assert lead.converted_at.date().isoformat() == "2025-02-03"
    assert not ContactPoint.objects.filter(lead=lead, is_live=True).exists()


def test_a_converted_lead_of_a_known_customer_hands_its_points_over_too(channel, ana):
    customer = make_customer("Acme", owner=ana, domain="acme.cn")

    lead = move_in(channel, email="wei@acme.cn", owner="Ana", converted_at="2025-02-03")

    assert lead.customer == customer
    assert not ContactPoint.objects.filter(lead=lead, is_live=True).exists()
    assert send(make_channel("third"), email="wei@acme.cn").outcome == "created"


def test_a_lead_that_lives_here_keeps_its_owner(channel, ana):
    lead = make_lead(email="wei@acme.cn")

    move_in(channel, email="wei@acme.cn", owner="Old Hand")

    lead = reread(lead)
    assert (lead.status, lead.owner, lead.is_history) == (LeadStatus.ASSIGNED, ana, False)


def test_a_later_file_says_how_a_lead_that_lives_here_ended(channel, ana):
    lead = make_lead(email="wei@acme.cn")

    move_in(channel, email="wei@acme.cn", converted_at="2026-03-05")

    lead = reread(lead)
    assert (lead.status, lead.close_reason, lead.owner) == (LeadStatus.CONVERTED, "won", ana)
    assert reread(ana).open_leads == 1  # the channel's first lead
    assert not lead.clocks.filter(state="running").exists()
    assert lead.customer is not None


def test_a_later_file_closes_the_review_of_a_lead_that_waits_for_one(channel):
    lead = make_lead(email="wei@acme.cn", value=2_000_000)

    move_in(channel, email="wei@acme.cn", status="lost")

    assert reread(lead).status == LeadStatus.LOST
    assert lead.reviews.get().resolution == "closed"
    assert not lead.clocks.filter(state="running").exists()


def test_a_row_that_says_the_same_again_changes_nothing(channel):
    lead = move_in(channel, email="wei@acme.cn", external_id="7", converted_at="2025-02-03")
    customers = Lead.objects.filter(pk=lead.pk).values("customer", "converted_at").get()

    again = move_in(channel, external_id="7", converted_at="2025-02-03", updates=True)

    assert again.pk == lead.pk
    assert Lead.objects.filter(pk=lead.pk).values("customer", "converted_at").get() == customers
    assert Rep.objects.filter(open_leads__gt=1).count() == 0
