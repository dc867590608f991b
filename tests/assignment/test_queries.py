"""Routing asks the same number of questions however many members, rules and leads there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment.versions.in_force import in_force
from tests.builders import (
    after,
    make_channel,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    send,
)

pytestmark = pytest.mark.django_db
BUDGET = 24  # with the savepoint that only a test needs; see benchmarks/intake.py for the time


def set_up(*, members: int, rules: int):
    make_policy()
    pools = [
        make_pool(*[make_rep(f"m{members}-{rules}-{pool}-{n}") for n in range(members)])
        for pool in range(rules)
    ]
    conditions = [(pool, ("industry", "is", f"industry {n}")) for n, pool in enumerate(pools)]
    make_rules(*conditions, catch_all=pools[-1])
    channel = make_channel(f"c{members}-{rules}")
    send(channel)  # rules are compiled, ledgers are opened
    in_force()
    return channel


def statements(channel, **fields) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        send(channel, **fields)
    return len(asked)


def test_one_arrival_costs_the_same_with_one_and_with_five_members_and_rules():
    small, large = set_up(members=1, rules=1), set_up(members=5, rules=5)

    costs = [statements(c, email=f"{c.slug}@acme.cn", industry="x") for c in (small, large)]

    assert costs[0] == costs[1]


def test_a_further_inquiry_costs_the_same_however_many_came_before():
    channel = set_up(members=2, rules=1)
    send(channel, email="wei@acme.cn")
    first = statements(channel, email="wei@acme.cn", now=after(1))
    for hour in range(2, 6):
        send(channel, email="wei@acme.cn", now=after(hour))

    assert statements(channel, email="wei@acme.cn", now=after(7)) == first


def test_an_arrival_keeps_within_its_budget_of_statements():
    channel = set_up(members=5, rules=5)

    cost = statements(channel, email="wei@acme.cn", phone="13800138000", product="Pump", quantity=5)

    assert cost <= BUDGET
