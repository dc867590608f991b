"""Leads received outside the rules are owed to those who could have had them."""

import pytest

from assignment.choices import EntryKind
from assignment.engine.ledger import UNIT
from assignment.fairness.ledger import differences
from assignment.handling import give_by_hand
from assignment.models import Assignment, LedgerEntry, Pool
from reps.models import Rep
from tests.builders import (
    MONDAY,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_user("boss")


def waiting_lead(pool: Pool):
    """A lead that found everybody in the pool away, who then come back."""
    make_rules(catch_all=pool)
    Rep.objects.update(is_paused=True)
    lead = make_lead()
    Rep.objects.update(is_paused=False)
    return lead


def outside_lines() -> list[dict[str, int]]:
    return [entry.lines for entry in LedgerEntry.objects.filter(kind=EntryKind.OUTSIDE)]


def test_a_lead_given_by_hand_is_debited_where_the_pool_says_so(boss):
    ana, bo, dan = make_rep("Ana"), make_rep("Bo"), make_rep("Dan")
    pool = make_pool(ana, bo, books_outside=["manual"])
    lead = waiting_lead(pool)

    give_by_hand(lead=lead, rep=dan, by=boss.pk, now=MONDAY)

    assert outside_lines() == [{str(ana.pk): UNIT // 2, str(bo.pk): UNIT // 2, str(dan.pk): -UNIT}]
    assert Assignment.objects.get().entry.kind == EntryKind.OUTSIDE
    assert differences(pool) == {}


def test_a_lead_given_by_hand_books_nothing_by_default(boss):
    ana = make_rep("Ana")
    lead = waiting_lead(make_pool(ana, make_rep("Bo")))

    give_by_hand(lead=lead, rep=ana, by=boss.pk, now=MONDAY)

    assert outside_lines() == []


def test_a_lead_that_its_pool_has_dealt_is_not_counted_again_when_passed_on(boss):
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules(catch_all=make_pool(ana, bo, books_outside=["manual"]))
    lead = make_lead()

    give_by_hand(lead=lead, rep=bo, by=boss.pk, now=MONDAY)

    assert outside_lines() == []


def test_a_member_who_had_lost_the_lead_earns_nothing_by_it(boss):
    ana, bo, cai = make_rep("Ana"), make_rep("Bo"), make_rep("Cai", is_paused=True)
    pool = make_pool(ana, bo, cai, books_outside=["manual"])
    lead = waiting_lead(pool)
    decision = lead.decisions.get()
    decision.record["excluded"] = {"lost_in_cycle": [bo.pk]}
    decision.save()

    give_by_hand(lead=lead, rep=ana, by=boss.pk, now=MONDAY)

    assert outside_lines() == [{str(ana.pk): -UNIT // 2, str(cai.pk): UNIT // 2}]


def test_a_lead_of_the_customers_owner_is_debited_in_the_pool_of_its_rule():
    ana, bo, cai = make_rep("Ana"), make_rep("Bo"), make_rep("Cai")
    make_customer(owner=ana).points.create(namespace="email", value="a@b.de")
    make_rules(catch_all=make_pool(ana, bo, cai, books_outside=["sticky"], name="all"))

    make_lead(email="a@b.de")

    (lines,) = outside_lines()
    assert {int(rep): round(amount / UNIT, 3) for rep, amount in lines.items()} == {
        ana.pk: -0.667,
        bo.pk: 0.333,
        cai.pk: 0.333,
    }
    assert Assignment.objects.get().entry.pool.name == "all"


def test_a_debit_from_outside_moves_its_receiver_to_the_end():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_customer(owner=ana).points.create(namespace="email", value="a@b.de")
    make_rules(catch_all=make_pool(ana, bo, books_outside=["sticky"]))

    make_lead(email="a@b.de")

    assert [make_lead().owner.name for _ in range(2)] == ["Bo", "Ana"]
