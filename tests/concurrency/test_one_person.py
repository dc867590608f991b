"""One customer, however many doors at once: one lead, and nothing said is lost."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from leads.choices import Outcome
from leads.models import ContactPoint, InboxMessage, Inquiry, Lead
from reps.models import Rep
from tests.builders import (
    MONDAY,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    send,
)
from tests.concurrency.together import PATIENCE, all_at_once, begin, wait_for_lock

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def channel():
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Bo")))
    return make_channel()


def outcomes() -> list[str]:
    return sorted(InboxMessage.objects.values_list("outcome", flat=True))


def test_sixty_four_submissions_of_one_person_make_one_lead(channel):
    all_at_once(
        [lambda n=n: send(channel, email="wei@acme.cn", message=f"no {n}") for n in range(64)]
    )

    assert Lead.objects.count() == 1
    assert outcomes() == [Outcome.ATTACHED] * 63 + [Outcome.CREATED]
    assert set(Inquiry.objects.values_list("text", flat=True)) == {f"no {n}" for n in range(64)}
    assert sum(Rep.objects.values_list("open_leads", flat=True)) == 1


def test_two_points_in_opposite_order_make_one_lead(channel):
    forth = {"email": "wei@acme.cn", "phone": "+86 138 0013 8000"}
    back = {"phone": "+86 138 0013 8000", "email": "wei@acme.cn"}

    all_at_once(
        [lambda n=n: send(channel, name="Wei", **(back if n % 2 else forth)) for n in range(64)]
    )

    assert Lead.objects.count() == 1
    assert outcomes() == [Outcome.ATTACHED] * 63 + [Outcome.CREATED]
    assert ContactPoint.objects.count() == 2


def test_intake_that_loses_a_deadlock_is_done_again(channel):
    def point(lead: Lead, namespace: str, value: str) -> None:
        ContactPoint.objects.create(lead=lead, namespace=namespace, value=value, created_at=MONDAY)

    other = make_lead(channel, email="other@acme.cn")
    submission = {"email": "wei@acme.cn", "phone": "+86 138 0013 8000"}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '60s'")  # so that intake is the one to die
        point(other, "phone", "+8613800138000")
        intake = begin(lambda: send(channel, **submission))
        wait_for_lock()  # intake has the address and wants the number, and we the reverse
        point(other, "email", "wei@acme.cn")
        transaction.set_rollback(True)
    receipt = intake.result(PATIENCE)

    assert receipt.outcome == Outcome.CREATED
    assert Lead.objects.count() == 2


def test_what_two_inquiries_add_at_the_same_moment_is_both_kept(channel):
    lead = make_lead(channel, email="wei@acme.cn")
    with transaction.atomic():
        Lead.objects.select_for_update().get(pk=lead.pk)
        one = begin(lambda: send(channel, email="wei@acme.cn", city="Shanghai"))
        two = begin(lambda: send(channel, email="wei@acme.cn", company="Acme"))
        wait_for_lock(waiting=2)
    one.result(PATIENCE)
    two.result(PATIENCE)

    lead.refresh_from_db()
    assert (lead.city, lead.company) == ("Shanghai", "Acme")


def test_a_submission_waits_for_the_one_that_makes_its_lead(channel):
    with transaction.atomic():
        first = Lead.objects.create(
            channel=channel,
            name="Wei",
            waiting_for="routing",
            try_at=MONDAY,
            received_at=MONDAY,
            opened_at=MONDAY,
            touched_at=MONDAY,
        )
        ContactPoint.objects.create(
            lead=first, namespace="email", value="wei@acme.cn", created_at=MONDAY
        )
        second = begin(lambda: send(channel, email="wei@acme.cn"))
        wait_for_lock()
    receipt = second.result(PATIENCE)

    assert receipt.outcome == Outcome.ATTACHED
    assert receipt.answer["lead"]["id"] == first.pk


def test_the_same_message_delivered_eight_times_is_kept_once(channel):
    def deliver():
        return send(channel, key="once", external_id="7", email="wei@acme.cn")

    receipts = all_at_once([deliver] * 8)

    assert InboxMessage.objects.count() == Lead.objects.count() == Inquiry.objects.count() == 1
    assert [receipt.answer for receipt in receipts] == [receipts[0].answer] * 8
    assert receipts[0].answer["outcome"] == Outcome.CREATED
    assert sorted(receipt.is_repeat for receipt in receipts) == [False] + [True] * 7


def test_a_repeat_that_overtakes_the_first_delivery_gets_its_answer(channel):
    lead = make_lead(channel, email="wei@acme.cn")
    later = MONDAY + timedelta(minutes=1)
    with transaction.atomic():
        Lead.objects.select_for_update().get(pk=lead.pk)
        one = begin(lambda: send(channel, now=later, key="k", email="wei@acme.cn"))
        two = begin(lambda: send(channel, now=later, key="k", email="wei@acme.cn"))
        wait_for_lock(waiting=2)
    answers = [one.result(PATIENCE).answer, two.result(PATIENCE).answer]

    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == Outcome.ATTACHED
    assert Inquiry.objects.filter(lead=lead).count() == 2
