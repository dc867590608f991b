from collections import defaultdict
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.ledger import deal_lines, reversal
from reports.metrics.balance import UNIT, Account, balance_rate, book, is_uneven

deals = st.lists(
    st.tuples(st.dictionaries(st.integers(1, 5), st.integers(1, 9), min_size=1), st.integers(1, 5))
)


def _lines(weights, winner):
    return {str(rep): amount for rep, amount in deal_lines(weights, winner).items()}


@pytest.mark.parametrize(
    ("accounts", "wanted"),
    [
        ([], None),
        ([(10, 10)], None),
        ([(10, 12), (10, 6)], 2.0),
        ([(5, 5), (20, 10)], 2.0),
        ([(10, 10), (10, 0)], inf),
        ([(10, 10), (4.9, 0)], None),
        ([(10, 10), (10, 10), (4.9, 90)], 1.0),
    ],
)
def test_balance_rate_compares_the_best_and_the_worst_served(accounts, wanted):
    rows = [Account(int(share * UNIT), received) for share, received in accounts]

    assert balance_rate(rows) == wanted


@pytest.mark.parametrize(
    ("rate", "wanted"), [(None, False), (1.0, False), (1.99, False), (2.0, True), (inf, True)]
)
def test_twice_as_much_is_an_alarm(rate, wanted):
    assert is_uneven(rate) is wanted


def test_three_deals_by_weight_give_fair_shares_and_leads_received():
    accounts = defaultdict(Account)

    for winner in (1, 2, 1):
        book(accounts, _lines({1: 3, 2: 1}, winner), winner=winner, is_reversal=False)

    assert accounts[1] == Account(share=2_250_000_000, received=2)
    assert accounts[2] == Account(share=750_000_000, received=1)


@given(deals)
def test_shares_and_leads_received_both_sum_to_the_deals(dealt):
    accounts = defaultdict(Account)

    for weights, winner in dealt:
        book(accounts, _lines(weights, winner), winner=winner, is_reversal=False)

    assert sum(account.received for account in accounts.values()) == len(dealt)
    assert sum(account.share for account in accounts.values()) == len(dealt) * UNIT


@given(deals)
def test_a_reversed_deal_leaves_no_trace(dealt):
    accounts = defaultdict(Account)

    for weights, winner in dealt:
        lines = _lines(weights, winner)
        book(accounts, lines, winner=winner, is_reversal=False)
        book(accounts, reversal(lines), winner=winner, is_reversal=True)

    assert all(account == Account() for account in accounts.values())
