"""Whose lead is it? The exact part of identity, through the real intake."""

import pytest
from django.db import connection

from leads.identity.lookup import find_known
from leads.identity.normalize import Point
from leads.models import ContactPoint, CustomerPoint, Lead
from tests.builders import (
    MONDAY,
    make_channel,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    make_rules(catch_all=make_pool(make_rep("Ana")))
    return make_channel()


def points_of(lead: Lead) -> list[str]:
    return sorted(str(point) for point in ContactPoint.objects.filter(lead=lead))


def lead_after(channel, **fields) -> int:
    return send(channel, **fields).answer["lead"]["id"]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"email": "Wei@Acme.CN"}, {"email": " wei@acme.cn "}),
        ({"phone": "0086 138-0013-8000"}, {"phone": "＋８６ 13800138000"}),
        ({"phone": "13800138000"}, {"email": "x@acme.cn", "phone": "+86 138 0013 8000"}),
    ],
)
def test_one_person_is_known_however_the_point_is_written(channel, first, again):
    lead = make_lead(channel, **first)

    assert lead_after(channel, **again) == lead.pk


def test_the_same_person_through_two_channels_is_one_lead(channel):
    lead = make_lead(channel, email="wei@acme.cn")

    assert lead_after(make_channel("other"), email="wei@acme.cn") == lead.pk


def test_a_new_point_of_a_known_person_joins_his_lead(channel):
    lead = make_lead(channel, email="wei@acme.cn")

    send(channel, email="wei@acme.cn", phone="+8613800138000")

    assert points_of(lead) == ["email:wei@acme.cn", "phone:+8613800138000"]


def test_of_two_leads_the_one_with_the_stronger_point_wins(channel):
    by_phone = make_lead(channel, phone="+8613800138000")
    by_mail = make_lead(channel, email="wei@acme.cn")

    found = lead_after(channel, email="wei@acme.cn", phone="+8613800138000")

    assert found == by_mail.pk
    assert points_of(by_mail) == ["email:wei@acme.cn"]
    assert points_of(by_phone) == ["phone:+8613800138000"]


def test_an_external_id_is_the_strongest_point(channel):
    named = make_lead(channel, email="old@acme.cn", external_id="7")
    make_lead(channel, email="wei@acme.cn")
    ContactPoint.objects.filter(namespace="external").update(value="api:8")

    assert lead_after(channel, email="wei@acme.cn", external_id="8") == named.pk


def test_of_two_leads_with_equal_points_the_older_wins(channel):
    older = make_lead(channel, phone="+8613800138000")
    newer = make_lead(channel, phone="+8613800138001")
    ContactPoint.objects.create(
        lead=newer, namespace="email", value="a@acme.cn", created_at=MONDAY, is_live=False
    )

    found = lead_after(channel, phone="+8613800138000", mobile="+8613800138001")

    assert found == older.pk


def test_a_shared_point_merges_nobody(channel):
    first = make_lead(channel, phone="+8621 5555 0000", email="a@acme.cn")
    ContactPoint.objects.filter(namespace="phone").update(is_shared=True)

    second = make_lead(channel, phone="+8621 5555 0000", email="b@acme.cn")
    third = make_lead(channel, phone="+8621 5555 0000", email="c@acme.cn")

    assert len({first.pk, second.pk, third.pk}) == 3
    assert ContactPoint.objects.filter(namespace="phone", is_shared=True).count() == 3


def test_a_point_that_is_shared_anywhere_merges_nobody(channel):
    private = make_lead(channel, phone="+8621 5555 0000", email="a@acme.cn")
    other = make_lead(channel, email="b@acme.cn")
    ContactPoint.objects.create(
        lead=other, namespace="phone", value="+862155550000", is_shared=True, created_at=MONDAY
    )

    assert lead_after(channel, phone="+8621 5555 0000", email="c@acme.cn") != private.pk


def test_a_customer_is_known_by_his_point_before_his_company(channel):
    by_domain = make_customer("Acme", domain="acme.cn")
    by_point = make_customer("Acme Trading")
    CustomerPoint.objects.create(customer=by_point, namespace="email", value="wei@acme.cn")

    assert make_lead(channel, email="wei@acme.cn").customer == by_point
    assert make_lead(channel, email="other@acme.cn").customer == by_domain


def test_a_free_mail_host_names_no_company(channel):
    make_customer("Somebody", domain="gmail.com")

    assert make_lead(channel, email="wei@gmail.com").customer is None


def test_no_look_up_reads_a_whole_table():
    """With sequential scans made dear, PostgreSQL uses one only where there is no index."""
    plans = []

    def explain(execute, sql, params, many, context):
        how = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
        with connection.cursor() as cursor:
            cursor.cursor.execute(how + sql, params)
            plans.extend(str(row) for row in cursor.cursor.fetchall())
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    with connection.execute_wrapper(explain):
        find_known([(Point("email", "wei@acme.cn"), Point("phone", "+8613800138000"))])

    plan = " ".join(plans).lower()
    assert "leads_contactpoint_shared" in plan
    assert "scan leads_" not in plan
    assert "seq scan on leads_" not in plan
