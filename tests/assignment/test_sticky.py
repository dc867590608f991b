"""A lead of somebody's customer goes to him, before any rule."""

import pytest

from assignment.handling import return_lead
from assignment.models import LedgerEntry
from assignment.tasks import recycle_due
from leads.models import CustomerPoint
from reps.models import Rep
from tests.builders import (
    after,
    make_channel,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db
WEI = {"name": "Wei", "email": "wei@acme.cn"}


@pytest.fixture
def ana():
    """The customer's owner, in no pool and with no room at all."""
    ana = make_rep("Ana", capacity=0, daily_cap=0)
    customer = make_customer("Acme", owner=ana, domain="acme.cn")
    CustomerPoint.objects.create(customer=customer, namespace="email", value="wei@acme.cn")
    return ana


@pytest.fixture
def bo():
    bo = make_rep("Bo")
    make_rules(catch_all=make_pool(bo))
    return bo


@pytest.mark.usefixtures("bo")
def test_a_customers_lead_goes_to_its_owner_whatever_his_capacity(ana):
    lead = make_lead(**WEI)

    assert lead.owner == ana
    assert reread(ana).open_leads == 1
    assert not LedgerEntry.objects.exists()


@pytest.mark.usefixtures("bo")
def test_a_colleague_of_the_customer_is_known_by_the_domain(ana):
    assert make_lead(email="other@acme.cn").owner == ana


@pytest.mark.usefixtures("bo")
def test_a_customers_key_lead_needs_no_review_but_keeps_flag_and_deadline(ana):
    lead = make_lead(**WEI, value=2_000_000)

    assert (lead.owner, lead.is_key, lead.due_at) == (ana, True, after(12))


def test_an_owner_who_has_left_is_passed_over_with_a_note(ana, bo):
    Rep.objects.filter(pk=ana.pk).update(is_active=False)

    lead = make_lead(**WEI)

    assert lead.owner == bo
    assert lead.decisions.get().record["notes"] == ["sticky_inactive"]


@pytest.mark.usefixtures("ana")
def test_an_owner_who_lost_the_lead_in_this_cycle_does_not_get_it_back(bo):
    lead = make_lead(make_channel(), **WEI)

    recycle_due(after(24))

    assert reread(lead).owner == bo
    assert lead.decisions.latest("pk").record["notes"] == ["sticky_lost_in_cycle"]


def test_an_owner_who_returned_the_lead_does_not_get_it_back(ana, bo):
    lead = make_lead(make_channel(), **WEI)

    return_lead(lead=lead, reason="no_time", note="", by=ana.user_id, now=after(1))

    assert reread(lead).owner == bo
