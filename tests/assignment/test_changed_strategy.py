"""A pool that gets another strategy pays nobody back for what the one before did not owe."""

import pytest

from assignment.fairness.ledger import differences, start_anew
from assignment.models import LedgerEntry
from leads.models import Lead
from tests.assignment.admin.test_pools import saved
from tests.builders import (
    MONDAY,
    after,
    make_lead,
    make_operations,
    make_pool,
    make_rep,
    make_rules,
)

pytestmark = pytest.mark.django_db


def make_lopsided_pool():
    """Bo has far more room, so Ana has had nothing under load balance."""
    ana, bo = make_rep("Ana", capacity=50, open_leads=45), make_rep("Bo", capacity=100)
    pool = make_pool(ana, bo, strategy="load_balance")
    make_rules(catch_all=pool)
    for _ in range(12):
        make_lead()
    return pool


def test_all_begin_anew_when_balances_begin_to_decide():
    pool = make_lopsided_pool()

    start_anew(pool=pool, by=None, now=MONDAY)

    pool.strategy = "weighted"
    pool.save()
    leads = [make_lead(now=after(hour)) for hour in range(4)]
    assert [Lead.objects.get(pk=one.pk).owner.name for one in leads].count("Bo") == 2
    assert differences(pool) == {}


def test_beginning_anew_twice_books_once():
    pool = make_lopsided_pool()

    entries = [start_anew(pool=pool, by=None, now=MONDAY) for _ in range(2)]

    assert (entries[0].kind, entries[1]) == ("anew", None)


@pytest.mark.parametrize(
    ("before", "to", "entries"),
    [("load_balance", "weighted", 1), ("load_balance", "best_match", 0), ("weighted", "offer", 0)],
)
def test_saving_another_strategy_in_the_admin_begins_anew_where_it_must(
    client, before, to, entries
):
    pool = make_lopsided_pool()
    pool.strategy = before
    pool.save()
    client.force_login(make_operations())

    pool = saved(client, pool, strategy=to)

    assert pool.strategy == to
    assert LedgerEntry.objects.filter(kind="anew").count() == entries
