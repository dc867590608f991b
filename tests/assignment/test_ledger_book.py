"""Credits and leavers: carried by the others by weight; the book always adds up."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assignment.choices import EntryKind
from assignment.engine.ledger import UNIT
from assignment.fairness.ledger import (
    AlreadyReversed,
    NobodyToCarry,
    differences,
    give_credit,
    reverse,
    settle_leaver,
    settle_leavers,
)
from assignment.fairness.outside import book_outside
from assignment.models import LedgerEntry, PoolMember
from reps.models import Rep
from tests.builders import MONDAY, make_lead, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


def balances(pool) -> dict[str, float]:
    pool.refresh_from_db()
    names = dict(Rep.objects.values_list("pk", "name"))
    accounts = pool.ledger.accounts
    return {names[int(rep)]: account[0] / UNIT for rep, account in accounts.items()}


def test_a_leavers_balance_is_carried_by_the_others_by_weight():
    ana, bo, cai = make_rep("Ana"), make_rep("Bo"), make_rep("Cai")
    pool = make_pool((ana, "1"), (bo, "3"), (cai, "1"))
    give_credit(pool=pool, rep=ana, amount=Decimal(4), note="", by=None, now=MONDAY)

    settle_leaver(rep=ana, pool=pool, by=None, now=MONDAY)

    assert balances(pool) == {"Ana": 0.0, "Bo": 0.0, "Cai": 0.0}
    assert LedgerEntry.objects.last().kind == EntryKind.LEAVER


def test_settling_a_leaver_twice_books_once():
    ana = make_rep("Ana")
    pool = make_pool(ana, make_rep("Bo"))
    give_credit(pool=pool, rep=ana, amount=Decimal(1), note="", by=None, now=MONDAY)

    booked = [settle_leaver(rep=ana, pool=pool, by=None, now=MONDAY) for _ in range(2)]

    assert (booked[0] is not None, booked[1]) == (True, None)


def test_the_last_member_keeps_his_balance_when_he_leaves():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, bo)
    give_credit(pool=pool, rep=ana, amount=Decimal(1), note="", by=None, now=MONDAY)
    PoolMember.objects.filter(rep=bo).update(is_active=False)
    settle_leavers(pool=pool, rep_ids=[bo.pk], by=None, now=MONDAY)
    PoolMember.objects.filter(rep=ana).update(is_active=False)

    assert settle_leavers(pool=pool, rep_ids=[ana.pk], by=None, now=MONDAY) == []


def test_a_credit_without_anybody_to_carry_it_is_refused():
    ana = make_rep("Ana")

    with pytest.raises(NobodyToCarry):
        give_credit(pool=make_pool(ana), rep=ana, amount=Decimal(1), note="", by=None, now=MONDAY)


def test_a_credit_makes_its_receiver_next_in_line():
    ana, bo, cai = make_rep("Ana"), make_rep("Bo"), make_rep("Cai")
    pool = make_pool(ana, bo, cai)
    make_rules(catch_all=pool)

    give_credit(pool=pool, rep=cai, amount=Decimal("1.5"), note="", by=None, now=MONDAY)

    assert [make_lead().owner.name for _ in range(2)] == ["Cai", "Cai"]


def test_an_entry_is_reversed_once():
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Bo")))
    make_lead()
    entry = LedgerEntry.objects.get()
    reverse(entry, now=MONDAY)

    with pytest.raises(AlreadyReversed):
        reverse(entry, now=MONDAY)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["deal", "deal", "credit", "leave", "join", "outside", "reverse"]),
        st.integers(0, 3),
        st.decimals(-3, 3, places=2),
    ),
    min_size=1,
    max_size=20,
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_whatever_is_booked_the_pool_sums_to_nought_and_can_be_rebuilt(steps):
    reps = [make_rep() for _ in range(4)]
    pool = make_pool(*zip(reps, ["3", "1.5", "1", "0.1"], strict=True), strategy="weighted")
    Rep.objects.filter(pk=reps[3].pk).update(is_paused=True)
    pool.books_outside = ["sticky"]
    pool.save()
    make_rules(catch_all=pool)
    lead = make_lead()
    for what, place, amount in steps:
        act(what, pool, reps[place], amount, lead)

    pool.refresh_from_db()
    entries = list(pool.entries.order_by("number"))
    assert [sum(entry.lines.values()) for entry in entries] == [0] * len(entries)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert differences(pool) == {}
    for balance, share, received, _ in pool.ledger.accounts.values():
        assert balance == share - received * UNIT


def act(what: str, pool, rep: Rep, amount: Decimal, lead) -> None:
    members = PoolMember.objects.filter(pool=pool, rep=rep)
    if what == "deal":
        make_lead()
    elif what == "credit" and amount:
        try:
            give_credit(pool=pool, rep=rep, amount=amount, note="", by=None, now=MONDAY)
        except NobodyToCarry:
            assert not PoolMember.objects.filter(pool=pool, is_active=True).exclude(rep=rep)
    elif what == "leave":
        members.update(is_active=False)
        settle_leaver(rep=rep, pool=pool, by=None, now=MONDAY)
    elif what == "join":
        members.update(is_active=True)
    elif what == "outside":
        book_outside(lead=lead, rep_id=rep.pk, pool_id=pool.pk, kind="sticky", now=MONDAY)
    elif what == "reverse":
        open_ones = pool.entries.filter(ledgerentry__isnull=True).exclude(kind="reversal")
        if open_ones:
            reverse(open_ones[0], now=MONDAY)
