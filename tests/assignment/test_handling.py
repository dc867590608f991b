"""What people do with leads: return, take back, give by hand, close."""

import pytest

from assignment.choices import ClockState, EndReason
from assignment.fairness.ledger import differences
from assignment.handling import close_lead, give_by_hand, return_lead, take_back
from assignment.models import Assignment, Clock
from leads.choices import CLOSED, LeadStatus
from leads.lifecycle import LostRace
from leads.models import ContactPoint, CustomerPoint, Event, Lead
from reps.choices import NoticeKind
from reps.models import Notice, Rep
from tests.builders import (
    after,
    follow_up,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    reread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return make_rep("Ana")


@pytest.fixture
def bo():
    return make_rep("Bo")


@pytest.fixture
def boss():
    return make_user("boss")


@pytest.fixture
def pool(ana, bo):
    pool = make_pool(ana, bo)
    make_rules(catch_all=pool)
    return pool


@pytest.fixture
def lead(pool):
    """Ana's."""
    return make_lead(email="wei@acme.cn", company="Acme")


def loads() -> dict[str, int]:
    return dict(Rep.objects.values_list("name", "open_leads"))


def test_a_returned_lead_goes_to_somebody_else_with_the_reason_kept(lead, pool, ana, bo):
    return_lead(lead=lead, reason="language", note="German", by=ana.user_id, now=after(1))

    assert reread(lead).owner == bo
    period = Assignment.objects.get(rep=ana)
    assert (period.end_reason, period.end_note) == (EndReason.RELEASED, "language")
    assert Event.objects.get(kind="released").data == {"reason": "language", "note": "German"}
    assert loads() == {"Ana": 0, "Bo": 1}
    assert differences(pool) == {}


def test_a_returned_lead_goes_to_a_manager_rather_than_back(ana):
    make_rules(catch_all=make_pool(ana))
    lead = make_lead(email="wei@acme.cn")

    return_lead(lead=lead, reason="no_time", note="", by=ana.user_id, now=after(1))

    lead = reread(lead)
    assert (lead.status, lead.owner, lead.due_at) == (LeadStatus.REVIEW, None, None)
    assert lead.decisions.latest("pk").record["excluded"] == {"previous_owner": [ana.pk]}


def test_a_lead_in_work_can_be_returned_too(lead, ana, bo):
    follow_up(lead, now=after(1))

    return_lead(lead=reread(lead), reason="no_time", note="", by=ana.user_id, now=after(2))

    assert (reread(lead).owner, reread(lead).status) == (bo, LeadStatus.ASSIGNED)
    assert loads() == {"Ana": 0, "Bo": 1}


def test_a_lead_is_returned_once(lead, ana):
    twin = reread(lead)
    return_lead(lead=lead, reason="no_time", note="", by=ana.user_id, now=after(1))

    with pytest.raises(LostRace):
        return_lead(lead=twin, reason="no_time", note="", by=ana.user_id, now=after(1))

    assert Event.objects.filter(kind="released").count() == 1


def test_a_manager_takes_a_lead_back_and_it_goes_to_somebody_else(lead, ana, bo, boss):
    take_back(lead=lead, note="too slow", by=boss.pk, now=after(1))

    assert reread(lead).owner == bo
    assert Assignment.objects.get(rep=ana).end_reason == EndReason.TAKEN_BACK
    assert Notice.objects.get(kind=NoticeKind.LEAD_TAKEN_BACK).user == ana.user
    assert loads() == {"Ana": 0, "Bo": 1}


def test_by_hand_limits_do_not_hold_but_clocks_and_notices_do(lead, boss):
    chen = make_rep("Chen", capacity=0, daily_cap=0, is_paused=True)

    give_by_hand(lead=lead, rep=chen, by=boss.pk, now=after(2))

    lead = reread(lead)
    assert (lead.owner, lead.status, lead.due_at) == (chen, LeadStatus.ASSIGNED, after(26))
    kinds = Assignment.objects.order_by("pk").values_list("kind", "end_reason")
    assert list(kinds) == [("automatic", EndReason.TRANSFERRED), ("transfer", "")]
    states = Clock.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ClockState.CANCELLED, ClockState.RUNNING]
    assert Notice.objects.filter(user=chen.user, kind=NoticeKind.LEAD_ASSIGNED).count() == 1
    assert loads() == {"Ana": 0, "Bo": 0, "Chen": 1}


def test_a_waiting_lead_can_be_given_by_hand(ana, boss):
    lead = make_lead(email="wei@acme.cn")

    give_by_hand(lead=lead, rep=ana, by=boss.pk, now=after(1))

    assert (reread(lead).owner, reread(lead).waiting_for) == (ana, "")
    assert Assignment.objects.get().kind == "manual"


@pytest.mark.parametrize(
    ("status", "reason"),
    [("converted", "won"), ("lost", "competitor"), ("invalid", "spam"), ("archived", "no_demand")],
)
def test_closing_stops_the_clock_and_frees_the_load_but_keeps_the_name(lead, ana, status, reason):
    close_lead(lead=lead, status=status, reason=reason, by=ana.user_id, now=after(1))

    lead = reread(lead)
    assert (lead.status, lead.close_reason, lead.closed_at) == (status, reason, after(1))
    assert (lead.owner, lead.due_at) == (ana, None)
    assert not Clock.objects.filter(state=ClockState.RUNNING).exists()
    assert Assignment.objects.get().end_reason == EndReason.CLOSED
    assert loads() == {"Ana": 0, "Bo": 0}


@pytest.mark.parametrize("status", CLOSED)
def test_nothing_is_done_with_a_closed_lead(lead, ana, bo, status):
    close_lead(lead=lead, status=status, reason="no_demand", by=None, now=after(1))
    lead = Lead.objects.select_related("owner").get(pk=lead.pk)

    for act in (
        lambda: return_lead(lead=lead, reason="no_time", note="", by=ana.user_id, now=after(2)),
        lambda: take_back(lead=lead, note="", by=ana.user_id, now=after(2)),
        lambda: give_by_hand(lead=lead, rep=bo, by=ana.user_id, now=after(2)),
        lambda: close_lead(lead=lead, status="lost", reason="competitor", by=None, now=after(2)),
    ):
        with pytest.raises(LostRace):
            act()

    assert reread(lead).status == status


def test_a_status_that_does_not_close_is_refused(lead):
    with pytest.raises(ValueError):
        close_lead(lead=lead, status="working", reason="won", by=None, now=after(1))


def test_converting_hands_the_points_to_a_new_customer(lead, ana):
    close_lead(lead=lead, status="converted", reason="won", by=ana.user_id, now=after(1))

    customer = reread(lead).customer
    assert (customer.name, customer.owner, customer.domain) == ("Acme", ana, "acme.cn")
    assert str(CustomerPoint.objects.get()) == "email:wei@acme.cn"
    assert not ContactPoint.objects.get().is_live


def test_converting_a_lead_of_a_customer_joins_him(pool, ana):
    customer = make_customer("Acme", owner=ana, domain="acme.cn")
    lead = make_lead(email="new@acme.cn")

    close_lead(lead=lead, status="converted", reason="won", by=ana.user_id, now=after(1))

    assert reread(lead).customer == customer
    assert str(CustomerPoint.objects.get(customer=customer)) == "email:new@acme.cn"
