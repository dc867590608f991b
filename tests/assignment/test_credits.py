"""A deal is taken back from the ledger for the reasons that its pool lists, if a manager agrees."""

import pytest

from assignment.choices import EntryKind, RequestState
from assignment.fairness.credits import grant_credit, refuse_credit
from assignment.fairness.ledger import differences, reverse
from assignment.handling import close_lead, return_lead
from assignment.models import Credit, LedgerEntry
from assignment.recycling import expire
from leads.choices import EventKind
from leads.lifecycle import LostRace
from leads.models import Event
from reps.models import Notice
from tests.builders import MONDAY, after, make_lead, make_pool, make_rep, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_user("boss")


@pytest.fixture
def pool():
    pool = make_pool(make_rep("Ana"), make_rep("Bo"), credit_reasons=["not_my_area", "spam"])
    make_rules(catch_all=pool)
    return pool


def give_back(lead, reason: str) -> None:
    return_lead(lead=lead, reason=reason, note="", by=lead.owner.user_id, now=after(1))


def test_returning_for_a_listed_reason_asks_for_a_credit(pool):
    lead = make_lead()
    first = LedgerEntry.objects.get()

    give_back(lead, "not_my_area")

    asked = Credit.objects.get()
    assert (asked.entry, asked.assignment.rep.name) == (first, "Ana")
    assert (asked.reason, asked.state) == ("not_my_area", RequestState.OPEN)


def test_returning_for_any_other_reason_asks_for_nothing(pool):
    give_back(make_lead(), "no_time")

    assert not Credit.objects.exists()


def test_marking_as_invalid_for_a_listed_reason_asks_for_a_credit(pool, boss):
    lead = make_lead()

    close_lead(lead=lead, status="invalid", reason="spam", by=boss.pk, now=after(1))

    assert Credit.objects.get().reason == "spam"


def test_a_missed_deadline_is_never_credited(pool):
    pool.credit_reasons = ["recycled", "not_my_area"]
    pool.save()
    lead = make_lead()

    expire(clock_id=lead.clocks.get().pk, now=after(25))

    assert not Credit.objects.exists()


def test_a_deal_that_was_reversed_already_is_not_credited(pool):
    lead = make_lead()
    reverse(LedgerEntry.objects.get(), now=MONDAY)

    give_back(lead, "not_my_area")

    assert not Credit.objects.exists()


def test_a_granted_credit_reverses_the_deal_and_tells_the_rep(pool, boss):
    lead = make_lead()
    rep = lead.owner
    give_back(lead, "not_my_area")

    grant_credit(credit=Credit.objects.get(), by=boss.pk, now=after(2))

    asked = Credit.objects.get()
    assert (asked.state, asked.reversal.kind) == (RequestState.GRANTED, EntryKind.REVERSAL)
    assert asked.reversal.reverses == asked.entry
    assert pool.ledger.accounts[str(rep.pk)][2] == 0
    assert differences(pool) == {}
    line = Event.objects.get(kind=EventKind.CREDITED)
    assert (line.data["rep"], line.data["pool"]) == (rep.pk, pool.pk)
    assert Notice.objects.filter(user=rep.user, kind="credit_decided").count() == 1


def test_a_refused_credit_leaves_the_debit_and_tells_the_rep(pool, boss):
    lead = make_lead()
    rep = lead.owner
    give_back(lead, "not_my_area")

    refuse_credit(credit=Credit.objects.get(), by=boss.pk, now=after(2))

    assert Credit.objects.get().state == RequestState.REFUSED
    assert not LedgerEntry.objects.filter(kind=EntryKind.REVERSAL).exists()
    assert Notice.objects.filter(user=rep.user, kind="credit_decided").count() == 1


@pytest.mark.parametrize("second", [grant_credit, refuse_credit])
@pytest.mark.parametrize("first", [grant_credit, refuse_credit])
def test_a_credit_is_decided_once(pool, boss, first, second):
    give_back(make_lead(), "not_my_area")
    credit = Credit.objects.get()
    first(credit=credit, by=boss.pk, now=after(2))
    entries = LedgerEntry.objects.count()

    with pytest.raises(LostRace):
        second(credit=credit, by=boss.pk, now=after(3))

    assert LedgerEntry.objects.count() == entries
