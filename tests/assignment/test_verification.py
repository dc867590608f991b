"""Reading a ledger again finds whatever disagrees, and mends what follows from the entries."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assignment.fairness.ledger import differences, give_credit, reverse
from assignment.fairness.verification import repair, verify
from assignment.models import Assignment, LedgerEntry, PoolLedger
from tests.builders import MONDAY, make_lead, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool():
    """A pool whose book has two deals, a reversal and a credit."""
    ana = make_rep("Ana")
    pool = make_pool(ana, make_rep("Bo"), name="North")
    make_rules(catch_all=pool)
    make_lead()
    make_lead()
    reverse(LedgerEntry.objects.get(number=2), now=MONDAY)
    give_credit(pool=pool, rep=ana, amount=1, note="", by=None, now=MONDAY)
    return pool


def codes(pool) -> list[str]:
    return [fault.code for fault in verify(pool).faults]


def run(*options: str) -> str:
    out = StringIO()
    call_command("verify_ledger", *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_sound_book_has_no_faults(pool):
    assert (codes(pool), verify(pool).entries) == ([], 4)
    assert run() == "North: 4 entries, all agrees.\n"


def test_a_wrong_account_is_found_and_repaired(pool):
    ledger = PoolLedger.objects.get()
    rep = next(iter(ledger.accounts))
    ledger.accounts[rep][0] += 5
    ledger.save()

    assert codes(pool) == ["account"]
    repair(pool)

    assert (codes(pool), differences(pool)) == ([], {})


def test_a_wrong_last_number_is_found_and_repaired(pool):
    PoolLedger.objects.update(last_number=9)

    assert codes(pool) == ["last_number"]
    assert "all agrees" in run("--repair")


def test_a_missing_entry_is_found(pool):
    LedgerEntry.objects.filter(number=4).update(number=7)

    assert "gap" in codes(pool)


def test_lines_that_do_not_sum_to_nought_are_found(pool):
    entry = LedgerEntry.objects.get(number=4)
    entry.lines = {**entry.lines, "1": 3}
    entry.save()

    assert "sum" in codes(pool)


def test_a_reversal_of_something_else_is_found(pool):
    entry = LedgerEntry.objects.get(number=3)
    entry.lines = dict.fromkeys(entry.lines, 0)
    entry.save()

    assert "reversal" in codes(pool)


def test_a_deal_that_made_nobody_an_owner_is_found(pool):
    Assignment.objects.filter(entry__number=1).update(entry=None)

    assert codes(pool) == ["no_owner"]


def test_the_command_fails_when_anything_differs(pool, capsys):
    Assignment.objects.filter(entry__number=1).update(entry=None)

    with pytest.raises(SystemExit, match="1"):
        run()


def test_the_command_answers_in_json(pool):
    PoolLedger.objects.update(last_number=9)
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("verify_ledger", "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert told == [
        {
            "pool": pool.pk,
            "name": "North",
            "entries": 4,
            "faults": [{"code": "last_number", "kept": 9, "expected": 4}],
        }
    ]


def test_the_command_reads_one_pool_only(pool):
    other = make_pool(name="South")

    assert run("--pool", str(other.pk)) == "South: 0 entries, all agrees.\n"
    with pytest.raises(CommandError):
        run("--pool", "99999")
