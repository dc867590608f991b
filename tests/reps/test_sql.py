"""Updating many rows with their own values, on both databases alike."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assignment.models import PoolMember
from leads.models import Lead
from reps.models import Rep
from reps.sql import read, update_each
from tests.builders import MONDAY, make_channel, make_lead, make_pool, make_rep, make_rules, reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads():
    make_rules(catch_all=make_pool(make_rep("Ana")))
    channel = make_channel()
    return [make_lead(channel, email=f"{n}@acme.cn") for n in range(3)]


def test_every_kind_of_value_arrives_as_it_was_given(leads):
    one, two, three = leads
    moment = MONDAY + timedelta(microseconds=1)
    columns = ["name", "quantity", "is_key", "touched_at", "attributes", "next_contact_at"]
    rows = [
        (one.pk, "O'Neil \\ 王 %s", 2**40, True, moment, {"a": [1, None, "ü"]}, None),
        (two.pk, "", None, False, MONDAY, {}, moment),
    ]

    assert update_each(Lead, rows, key="id", columns=columns) == 2

    for row, lead in zip(rows, (reread(one), reread(two)), strict=True):
        assert (lead.pk, *(getattr(lead, name) for name in columns)) == row
    assert reread(three).name == three.name


def test_a_column_may_be_empty_in_every_row(leads):
    rows = [(lead.pk, None, None) for lead in leads]

    update_each(Lead, rows, key="id", columns=["quantity", "next_contact_at"])

    assert set(Lead.objects.values_list("quantity", "next_contact_at")) == {(None, None)}


def test_decimals_and_foreign_keys_arrive():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana)
    member = PoolMember.objects.get()

    update_each(
        PoolMember, [(member.pk, Decimal("2.25"), bo.pk)], key="id", columns=["weight", "rep"]
    )

    member = reread(member)
    assert (member.weight, member.rep, member.pool) == (Decimal("2.25"), bo, pool)


def test_rows_that_have_changed_meanwhile_are_left_alone(leads):
    two = leads[1]
    Lead.objects.filter(pk=two.pk).update(city="Beijing")
    rows = [(lead.pk, "new") for lead in leads]

    changed = update_each(Lead, rows, key="id", columns=["name"], only_where={"city": ""})

    assert changed == 2
    assert [reread(lead).name for lead in leads] == ["new", two.name, "new"]


def test_a_row_that_must_have_no_owner_is_left_alone_if_it_has_one(leads):
    rows = [(leads[0].pk, "new")]

    assert update_each(Lead, rows, key="id", columns=["name"], only_where={"owner": None}) == 0


def test_nothing_to_do_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert update_each(Rep, [], key="id", columns=["name"]) == 0


def test_read_takes_lists_of_keys_and_of_words(leads):
    by_key = read(
        "SELECT id FROM leads_lead WHERE id IN %s ORDER BY id", [leads[0].pk, leads[2].pk]
    )
    by_word = read("SELECT id FROM leads_lead WHERE email IN %s", ["1@acme.cn", "it's %s"])

    assert by_key == [(leads[0].pk,), (leads[2].pk,)]
    assert by_word == [(leads[1].pk,)]


def test_read_takes_and_gives_moments_as_moments(leads):
    found = read("SELECT id, opened_at FROM leads_lead WHERE opened_at <= %s ORDER BY id", MONDAY)

    assert found == [(lead.pk, MONDAY) for lead in leads]
