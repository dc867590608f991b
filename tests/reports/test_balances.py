from math import inf

import pytest

from assignment.fairness.ledger import reverse
from assignment.models import LedgerEntry, PoolMember
from tests.builders import MONDAY, make_channel, make_policy, make_pool, make_rep, make_rules, send
from tests.reports.cast import DAY, figure, report_of, table

pytestmark = pytest.mark.django_db


def _deal(pool, *, count):
    make_policy()
    make_rules(catch_all=pool)
    channel = make_channel()
    for _ in range(count):
        send(channel)


def test_the_table_shows_fair_shares_and_leads_received():
    _deal(make_pool((make_rep("Ana"), "2"), make_rep("Bo"), name="P", strategy="weighted"), count=9)

    report = report_of()

    rows = table(report, "balance", "pool", "name", "fair_share", "received")
    assert rows == [("P", "Ana", pytest.approx(6), 6), ("P", "Bo", pytest.approx(3), 3)]


def test_the_balance_rate_is_that_of_the_best_and_the_worst_served():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    _deal(make_pool(ana, bo), count=12)
    for entry in LedgerEntry.objects.filter(winner=bo)[:3]:
        _move_to(entry, ana)

    report = report_of()

    # Fair share 6 each; Ana received 9 and Bo 3: 1.5 ÷ 0.5.
    balance = figure(report, "balance")
    assert (balance.value, balance.is_alert) == (pytest.approx(3.0), True)


def _move_to(entry, rep):
    """As if the deal had gone to somebody else."""
    unit = 10**9
    entry.lines[str(entry.winner_id)] += unit
    entry.lines[str(rep.pk)] = entry.lines.get(str(rep.pk), 0) - unit
    entry.winner = rep
    entry.save()


def test_who_received_nothing_of_a_fair_share_of_five_makes_it_infinite():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    _deal(make_pool(ana, bo), count=10)
    for entry in LedgerEntry.objects.filter(winner=bo):
        _move_to(entry, ana)

    report = report_of()

    assert figure(report, "balance").value == inf
    assert report.as_data()["tables"]["balance"][0]["rate"] is None


def test_a_reversed_deal_is_taken_back_from_share_and_received():
    _deal(make_pool(make_rep("Ana"), name="P"), count=3)
    reverse(LedgerEntry.objects.first(), now=MONDAY + DAY)

    report = report_of()

    assert table(report, "balance", "fair_share", "received") == [(2.0, 2)]


def test_who_could_not_take_part_is_owed_nothing():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, bo)
    PoolMember.objects.filter(rep=bo).update(is_active=False)
    _deal(pool, count=6)

    report = report_of()

    assert table(report, "balance", "name", "fair_share", "received") == [("Ana", 6.0, 6)]


def test_deals_of_other_days_do_not_count():
    _deal(make_pool(make_rep("Ana")), count=2)

    report = report_of(since=MONDAY + DAY)

    assert table(report, "balance", "name") == []
