from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from leads.models import Channel, CurrencyRate, Event, InboxMessage, Lead
from reps.bulk import insert_many, insert_once
from tests.builders import MONDAY, make_channel

pytestmark = pytest.mark.django_db


def message(channel: Channel, number: int) -> InboxMessage:
    return InboxMessage(
        channel=channel,
        idempotency_key=f"key {number}",
        headers={"line": number, "why": 'a "quote", a \\ and 中文'},
        body=bytes([number, 0, 255]) + "中".encode(),
        received_at=MONDAY + timedelta(microseconds=number),
    )


@pytest.mark.parametrize("count", [1, 3, 60])
def test_rows_arrive_in_their_order_exactly_as_they_were(count):
    channel = make_channel()
    rows = insert_many(message(channel, number) for number in range(count))

    stored = InboxMessage.objects.order_by("pk")
    assert [row.pk for row in rows] == [row.pk for row in stored]
    for row, kept in zip(rows, stored, strict=True):
        assert (kept.headers, bytes(kept.body)) == (row.headers, row.body)
        assert (kept.received_at, kept.external_id) == (row.received_at, None)


@pytest.mark.parametrize("count", [2, 40])
def test_every_kind_of_column_survives(count):
    day = MONDAY.date()
    rates = [
        CurrencyRate(currency=f"C{n:02}", valid_from=day, rate="7.12345678") for n in range(count)
    ]
    insert_many(rates)

    first = CurrencyRate.objects.earliest("pk")
    assert (first.valid_from, str(first.rate)) == (day, "7.12345678")


@pytest.mark.parametrize("count", [2, 40])
def test_taken_names_are_left_out_on_request_and_an_error_otherwise(count):
    channel = make_channel()
    insert_many([message(channel, 0)])

    insert_many([message(channel, n) for n in range(count)], ignore_conflicts=True)

    assert InboxMessage.objects.count() == count
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many([message(channel, n) for n in range(count)])


def test_a_row_that_was_written_is_saved_like_any_other():
    channel = make_channel()
    (lead,) = insert_many(
        [
            Lead(
                channel=channel,
                name="Wei",
                waiting_for="routing",
                try_at=MONDAY,
                received_at=MONDAY,
                opened_at=MONDAY,
                touched_at=MONDAY,
            )
        ]
    )

    lead.name = "Li"
    lead.save()

    assert Lead.objects.values_list("name", flat=True).get() == "Li"


def test_nothing_is_written_for_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_many(Event(lead_id=1, kind="x", at=MONDAY) for _ in range(0)) == []


def test_a_row_whose_name_is_taken_is_not_inserted_twice():
    channel = make_channel()
    first, second = message(channel, 1), message(channel, 1)

    assert insert_once(first) is True
    assert insert_once(second) is False

    assert InboxMessage.objects.get().pk == first.pk
    assert second.pk is None
