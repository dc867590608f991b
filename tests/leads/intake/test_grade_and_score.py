"""Grade, score and unknown currencies, from the submission to the lead and back out."""

import pytest
from django.db import IntegrityError, transaction

from leads.models import CurrencyRate, Event, Lead
from tests.builders import MONDAY, after, make_channel, make_lead, send

pytestmark = pytest.mark.django_db


def test_grade_and_score_come_with_the_lead():
    lead = make_lead(email="wei@acme.cn", grade="B", score=61)

    assert (lead.grade, lead.score) == ("B", 61)


def test_a_further_inquiry_fills_in_the_grade_and_renews_the_score():
    channel = make_channel()
    make_lead(channel, email="wei@acme.cn", score=10)

    send(channel, email="wei@acme.cn", grade="A", score=80, now=after(1))

    lead = Lead.objects.get()
    assert (lead.grade, lead.score) == ("A", 80)
    changes = Event.objects.get(kind="updated").data["changes"]
    assert (changes["grade"], changes["score"]) == (["", "A"], [10, 80])


def test_a_further_inquiry_without_them_changes_neither():
    channel = make_channel()
    make_lead(channel, email="wei@acme.cn", grade="A", score=10)

    send(channel, email="wei@acme.cn", grade="C", now=after(1))

    lead = Lead.objects.get()
    assert (lead.grade, lead.score) == ("A", 10)


@pytest.mark.parametrize("values", [{"grade": "D"}, {"score": 10**6 + 1}])
def test_the_database_refuses_grades_and_scores_that_are_none(values):
    lead = make_lead()

    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(**values)


@pytest.mark.parametrize(
    ("fields", "is_flagged"),
    [
        ({"value": 100}, False),
        ({"value": 100, "currency": "CNY"}, False),
        ({"value": 100, "currency": "USD"}, False),
        ({"value": 100, "currency": "EUR"}, True),
        ({"value": 100, "currency": "shells"}, True),
        ({"currency": "EUR"}, False),
    ],
)
def test_a_value_in_a_currency_without_rate_is_flagged(fields, is_flagged):
    CurrencyRate.objects.create(currency="USD", valid_from=MONDAY.date(), rate="7.1")

    lead = make_lead(email="wei@acme.cn", **fields)

    assert lead.is_currency_unknown is is_flagged
    assert Lead.objects.currency_unknown().exists() is is_flagged
