"""A known person writes again: what follows, by the status of his lead."""

import pytest

from assignment.choices import ClockKind, ClockState, EndReason
from assignment.handling import close_lead
from assignment.models import Assignment, Clock, Review
from assignment.tasks import recycle_due, settle_due
from leads.choices import LeadStatus
from leads.models import Event, Inquiry, Lead
from reps.choices import NoticeKind
from reps.models import Notice, Rep
from tests.builders import (
    after,
    follow_up,
    make_channel,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    reread,
    send,
)

pytestmark = pytest.mark.django_db
WEI = {"name": "Wei", "email": "wei@acme.cn"}
KEY = {"value": 2_000_000, "currency": "CNY"}


@pytest.fixture
def channel():
    return make_channel()


@pytest.fixture
def ana():
    return make_rep("Ana")


@pytest.fixture
def bo():
    return make_rep("Bo")


@pytest.fixture
def by_industry(ana, bo):
    """Machinery is Bo's, everything else Ana's."""
    make_rules((make_pool(bo), ("industry", "is", "Machinery")), catch_all=make_pool(ana))


@pytest.mark.usefixtures("by_industry")
def test_a_further_inquiry_is_attached_and_its_owner_is_told(channel, ana):
    lead = make_lead(channel, **WEI)

    receipt = send(channel, now=after(1), **WEI, message="and the price?")

    assert receipt.outcome == "attached"
    assert receipt.answer["lead"] == {
        "id": lead.pk,
        "status": "assigned",
        "owner": {"id": ana.pk, "name": "Ana"},
    }
    assert Inquiry.objects.filter(lead=lead).count() == 2
    assert Notice.objects.get(kind=NoticeKind.LEAD_INQUIRED_AGAIN).user == ana.user


@pytest.mark.usefixtures("by_industry")
def test_gaps_are_filled_and_nothing_known_is_overwritten(channel):
    lead = make_lead(channel, **WEI, city="Shanghai")

    send(channel, now=after(1), email="wei@acme.cn", name="W. Chen", city="Beijing", company="Acme")

    lead = reread(lead)
    assert (lead.name, lead.city, lead.company) == ("Wei", "Shanghai", "Acme")
    assert Event.objects.get(kind="updated").data == {"changes": {"company": ["", "Acme"]}}


@pytest.mark.usefixtures("by_industry")
def test_a_late_delivery_does_not_turn_the_last_activity_back(channel):
    lead = make_lead(channel, now=after(5), **WEI)

    send(channel, now=after(1), **WEI)

    assert reread(lead).touched_at == after(5)


def test_a_waiting_lead_is_routed_again_with_its_new_facts(channel, ana, bo):
    make_rules((make_pool(bo), ("industry", "is", "Machinery")), catch_all=make_pool(ana))
    Rep.objects.filter(pk=ana.pk).update(is_paused=True)
    lead = make_lead(channel, **WEI)

    send(channel, now=after(1), **WEI, industry="Machinery")

    lead = reread(lead)
    assert (lead.status, lead.owner, lead.industry) == (LeadStatus.ASSIGNED, bo, "Machinery")


@pytest.mark.usefixtures("by_industry")
def test_a_lead_in_review_gets_a_suggestion_from_its_new_facts(channel, ana, bo):
    lead = make_lead(channel, **WEI, **KEY)
    assert Review.objects.get().suggestion == ana

    send(channel, now=after(1), **WEI, industry="Machinery")

    assert Review.objects.get().suggestion == bo
    assert reread(lead).status == LeadStatus.REVIEW


@pytest.mark.usefixtures("by_industry")
def test_a_review_keeps_its_suggestion_while_nobody_else_can_be_named(channel, ana):
    lead = make_lead(channel, **WEI, **KEY)
    Rep.objects.update(is_paused=True)

    send(channel, now=after(1), **WEI)

    assert Review.objects.get().suggestion == ana
    assert settle_due(after(4)).failed == 0
    assert reread(lead).status == LeadStatus.WAITING


@pytest.mark.usefixtures("by_industry")
def test_an_assigned_lead_keeps_its_clock(channel):
    lead = make_lead(channel, **WEI)

    send(channel, now=after(10), **WEI)

    assert reread(lead).due_at == after(24)
    assert Clock.objects.get().due_at == after(24)


@pytest.mark.usefixtures("by_industry")
def test_an_assigned_lead_that_has_become_key_is_hurried(channel):
    lead = make_lead(channel, **WEI)

    send(channel, now=after(2), **WEI, **KEY)

    lead = reread(lead)
    assert (lead.due_at, lead.is_key, lead.key_reasons) == (after(14), True, ["key_value"])
    clock = Clock.objects.get()
    assert (clock.due_at, clock.expires_at, clock.remind_at) == (after(14), after(14), after(7))


@pytest.mark.usefixtures("by_industry")
def test_becoming_key_never_gives_more_time(channel):
    lead = make_lead(channel, **WEI)

    send(channel, now=after(20), **WEI, **KEY)

    assert reread(lead).due_at == after(24)


@pytest.mark.usefixtures("by_industry")
def test_a_lead_that_is_worked_on_gets_a_response_clock(channel):
    lead = make_lead(channel, **WEI)
    follow_up(lead, now=after(1))

    send(channel, now=after(10), **WEI)
    send(channel, now=after(11), **WEI)

    clock = Clock.objects.get(kind=ClockKind.RESPONSE)
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, after(34))
    assert reread(lead).due_at == after(34)


@pytest.mark.usefixtures("by_industry")
def test_a_nurtured_lead_stays_with_its_owner_who_is_told(channel, ana):
    lead = make_lead(channel, **WEI)
    Lead.objects.filter(pk=lead.pk).update(status=LeadStatus.NURTURING, due_at=None)

    send(channel, now=after(10), **WEI)

    assert reread(lead).status == LeadStatus.NURTURING
    assert Notice.objects.filter(user=ana.user, kind=NoticeKind.LEAD_INQUIRED_AGAIN).exists()


@pytest.mark.usefixtures("by_industry")
@pytest.mark.parametrize("status", [LeadStatus.ASSIGNED, LeadStatus.WORKING, LeadStatus.NURTURING])
def test_a_lead_of_somebody_who_has_left_is_released_and_routed(channel, ana, bo, status):
    lead = make_lead(channel, **WEI)
    Lead.objects.filter(pk=lead.pk).update(status=status)
    if status == LeadStatus.NURTURING:
        Rep.objects.filter(pk=ana.pk).update(open_leads=0)
    Rep.objects.filter(pk=ana.pk).update(is_active=False)

    send(channel, now=after(1), **WEI, industry="Machinery")

    lead = reread(lead)
    assert (lead.status, lead.owner) == (LeadStatus.ASSIGNED, bo)
    assert Assignment.objects.get(rep=ana).end_reason == EndReason.OWNER_LEFT
    assert (reread(ana).open_leads, reread(bo).open_leads) == (0, 1)


@pytest.mark.usefixtures("by_industry")
@pytest.mark.parametrize(
    ("status", "reason"),
    [("lost", "competitor"), ("archived", "no_demand"), ("invalid", "spam")],
)
def test_a_closed_lead_opens_a_new_cycle_with_its_last_owner(channel, ana, status, reason):
    lead = make_lead(channel, **WEI)
    close_lead(lead=lead, status=status, reason=reason, by=None, now=after(1))

    send(channel, now=after(100), **WEI, industry="Machinery")

    lead = reread(lead)
    assert (lead.status, lead.owner, lead.cycle) == (LeadStatus.ASSIGNED, ana, 2)
    assert (lead.opened_at, lead.due_at) == (after(100), after(124))
    assert (lead.closed_at, lead.close_reason, lead.first_response_at) == (None, "", None)
    assert Assignment.objects.get(cycle=2).kind == "sticky"
    assert reread(ana).open_leads == 1


@pytest.mark.usefixtures("by_industry")
def test_a_closed_lead_of_an_owner_who_has_left_goes_by_the_rules(channel, ana, bo):
    lead = make_lead(channel, **WEI)
    close_lead(lead=lead, status="lost", reason="competitor", by=None, now=after(1))
    Rep.objects.filter(pk=ana.pk).update(is_active=False)

    send(channel, now=after(100), **WEI, industry="Machinery")

    assert reread(lead).owner == bo


def test_who_lost_it_by_recycling_is_not_the_last_owner(channel, ana, bo):
    make_rules(catch_all=make_pool(ana, bo))
    lead = make_lead(channel, **WEI)
    recycle_due(after(24))
    lead = Lead.objects.select_related("owner").get(pk=lead.pk)
    assert lead.owner == bo
    close_lead(lead=lead, status="lost", reason="competitor", by=None, now=after(25))

    send(channel, now=after(100), **WEI)

    assert reread(lead).owner == bo


@pytest.mark.usefixtures("by_industry")
def test_a_customer_who_writes_again_becomes_a_new_lead_of_the_customers_owner(channel, ana):
    lead = make_lead(channel, **WEI, company="Acme")
    close_lead(lead=lead, status="converted", reason="won", by=None, now=after(1))

    receipt = send(channel, now=after(100), **WEI, industry="Machinery")

    assert receipt.outcome == "created"
    new = Lead.objects.get(pk=receipt.answer["lead"]["id"])
    assert (new.owner, new.customer) == (ana, reread(lead).customer)
    assert new.decisions.get().record["step"] == "sticky"
