"""A pool may debit the leads that a member gets because the customer is his."""

import pytest
from django.db import transaction

from assignment.choices import RoutingEvent
from assignment.fairness.ledger import differences
from assignment.handling import return_lead
from assignment.models import LedgerEntry
from assignment.routing import route
from assignment.wishes import wish_for
from leads.models import Lead
from reps.models import Rep
from tests.builders import after, make_customer, make_lead, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, bo, books_outside=["sticky"])
    make_rules(catch_all=pool)
    make_customer("Acme", owner=ana, domain="acme.cn")
    return pool


def test_the_customer_s_owner_owes_his_lead_to_those_who_could_have_taken_it(pool):
    lead = make_lead(email="a@acme.cn")

    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.winner.name, entry.lead) == ("outside", "Ana", lead)
    assert lead.assignments.get().entry == entry
    assert [make_lead().owner.name for _ in range(3)] == ["Bo", "Ana", "Bo"]
    assert differences(pool) == {}


def test_a_pool_that_is_not_told_to_books_nothing(pool):
    pool.books_outside = ["manual"]
    pool.save()

    make_lead(email="a@acme.cn")

    assert LedgerEntry.objects.count() == 0


def test_in_bulk_each_debt_counts_for_the_next_deal(pool):
    Rep.objects.update(is_paused=True)
    names = ["x@d.de", "a@acme.cn", "b@acme.cn", "y@d.de", "z@d.de"]
    leads = [make_lead(email=name) for name in names]
    waiting = [one for one in leads if one.owner is None]
    Rep.objects.update(is_paused=False)

    with transaction.atomic():
        route([wish_for(one, event_kind=RoutingEvent.RETRIED) for one in waiting], now=after(1))

    assert differences(pool) == {}
    assert sum(pool.ledger.accounts[str(rep.pk)][0] for rep in Rep.objects.all()) == 0


def test_nothing_is_owed_to_who_has_given_the_lead_back(pool):
    owned = make_lead(email="otto@example.de")
    Lead.objects.filter(pk=owned.pk).update(customer=make_customer("Zed", owner=make_rep("Cy")))
    lead = Lead.objects.select_related("owner", "customer__owner", "channel").get(pk=owned.pk)

    return_lead(lead=lead, reason="no_time", note="", by=lead.owner.user_id, now=after(1))

    entry = LedgerEntry.objects.get(kind="outside")
    bo, cy = Rep.objects.get(name="Bo"), Rep.objects.get(name="Cy")
    assert owned.owner.name == "Ana"
    assert entry.lines == {str(bo.pk): 10**9, str(cy.pk): -(10**9)}
