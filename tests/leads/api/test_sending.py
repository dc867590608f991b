import json

import pytest
from django.db import OperationalError
from django.test import Client

from leads.api import sending
from leads.choices import Outcome
from leads.keys import revoke
from leads.models import ApiKey, InboxMessage, Lead
from tests.builders import MONDAY, make_api_key, make_channel
from tests.rest import LEADS

PERSON = {"name": "Wei", "email": "wei@example.com", "external_id": "A-1"}


def test_a_new_lead_is_created_and_given_to_its_owner(company):
    response = company.push(PERSON)

    answer = response.json()
    lead = Lead.objects.get()
    assert response.status_code == 201
    assert answer["outcome"] == "created"
    assert answer["lead"] == {
        "id": lead.pk,
        "status": "assigned",
        "owner": {"id": company.ana.pk, "name": "Ana"},
    }
    assert answer["decision"]["rule"] == "everything else"
    assert answer["errors"] == []


def test_a_known_person_is_attached(company):
    first = company.push(PERSON).json()

    response = company.push({"email": "WEI@example.com", "message": "And the price?"})

    assert response.status_code == 200
    assert response.json()["outcome"] == "attached"
    assert response.json()["lead"]["id"] == first["lead"]["id"]


def test_a_repeated_submission_gets_the_first_answer(company):
    first = company.push(PERSON).json()

    response = company.push(PERSON)

    assert response.status_code == 200
    assert response.json() == first
    assert InboxMessage.objects.count() == 1


def test_an_idempotency_key_repeats_too(company):
    first = company.push({"email": "a@example.com"}, idempotency_key="k1").json()

    response = company.push({"email": "a@example.com"}, idempotency_key="k1")

    assert (response.status_code, response.json()) == (200, first)


def test_the_same_key_with_another_body_is_a_conflict(company):
    company.push({"email": "a@example.com"}, idempotency_key="k1")

    response = company.push({"email": "b@example.com"}, idempotency_key="k1")

    assert response.status_code == 409
    assert response.json()["code"] == "key_reused"


def test_nobody_to_answer_is_quarantined_with_its_reason(company):
    response = company.push({"name": "Wei", "email": "no address"})

    answer = response.json()
    assert response.status_code == 202
    assert (answer["outcome"], answer["lead"]) == ("quarantined", None)
    assert answer["reasons"] == ["no_contact"]
    assert [error["field"] for error in answer["errors"]] == ["email"]


def test_a_repeated_quarantined_submission_stays_accepted(company):
    company.push({"name": "Wei", "external_id": "A-2"})

    assert company.push({"name": "Wei", "external_id": "A-2"}).status_code == 202


@pytest.mark.parametrize(
    "bodies",
    [
        [PERSON],
        [PERSON, PERSON],
        [PERSON, {"email": "wei@example.com", "message": "again"}],
        [{"name": "nobody to answer"}],
    ],
    ids=["new", "repeated", "known", "quarantined"],
)
def test_a_submit_key_never_learns_more_than_a_number(company, bodies):
    responses = [company.push(body, key="submit") for body in bodies]

    assert [response.status_code for response in responses] == [202] * len(bodies)
    message = InboxMessage.objects.order_by("pk").last()
    assert responses[-1].json() == {"message": message.pk}


def test_what_fails_on_our_side_is_accepted_and_kept(company, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a broken rule")

    monkeypatch.setattr("leads.intake.create.create_leads", fail)

    response = company.push(PERSON)

    assert (response.status_code, response.json()["outcome"]) == (202, "open")
    assert InboxMessage.objects.get().outcome == Outcome.OPEN


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"name": ', "malformed"),
        (b"", "malformed"),
        (b"name=Wei", "malformed"),
        (b"[]", "not_an_object"),
        (b"\xff\xfe\xff", "wrong_encoding"),
        (b"[" * 100_000, "malformed"),
    ],
)
def test_an_unreadable_body_is_refused_and_kept(company, body, code):
    response = company.push(body)

    message = InboxMessage.objects.get()
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == code
    assert (message.outcome, bytes(message.body)) == ("quarantined", body)


def test_an_unreadable_body_does_not_use_up_its_key(company):
    company.push(b"{", idempotency_key="k1")

    assert company.push(PERSON, idempotency_key="k1").status_code == 201


def test_a_refusal_speaks_the_language_of_the_client(company):
    response = company.push(b"{", accept_language="en")

    assert response.json()["detail"].startswith("The body is not JSON")


def test_json_is_read_whatever_its_declared_type(company):
    response = company.client("read").post(
        LEADS, json.dumps(PERSON), content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 201


def test_a_lead_is_not_refused_for_the_format_its_sender_accepts(company):
    assert company.push(PERSON, accept="application/xml").status_code == 201


@pytest.mark.parametrize("size", [2 * 1024 * 1024 + 1, 6 * 1024 * 1024], ids=["ours", "Django's"])
def test_a_body_beyond_the_limit_is_refused(company, size):
    response = company.push(b'{"message": "' + b"x" * size + b'"}')

    assert response.status_code == 413
    assert response.json()["code"] == "too_large"


@pytest.mark.parametrize("key", ["k" * 201, "a\x00b", "a\x7f"])
def test_an_idempotency_key_that_cannot_be_stored_is_refused(company, key):
    assert company.push(PERSON, idempotency_key=key).status_code == 400


def test_too_many_requests_are_told_when_to_come_back(company, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    company.push(PERSON)

    response = company.push(PERSON)

    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60


def test_a_rate_of_nought_is_no_limit(company, settings):
    settings.API_REQUESTS_PER_MINUTE = 0

    assert [company.push(PERSON).status_code for _ in range(3)] == [201, 200, 200]


def test_one_key_does_not_use_up_the_rate_of_another(company, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    company.push(PERSON)

    assert company.push(PERSON, key="submit").status_code == 202


@pytest.mark.parametrize(
    "header", ["", "Api-Key", "Api-Key fl_wrong", "Bearer x", "Api-Key \u00fc"]
)
def test_without_a_usable_key_nothing_is_kept(company, header):
    response = Client(headers={"authorization": header}).post(
        LEADS, PERSON, content_type="application/json"
    )

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Api-Key"
    assert not InboxMessage.objects.exists()


def test_a_key_of_a_channel_that_is_switched_off_is_refused(company):
    company.channel.is_active = False
    company.channel.save()

    assert company.push(PERSON).status_code == 401


def test_a_revoked_key_is_refused(company):
    revoke(ApiKey.objects.get(scope="read"), now=MONDAY)

    assert company.push(PERSON).status_code == 401


def test_people_do_not_send_through_a_channel(company):
    response = company.client("chen").post(LEADS, PERSON, content_type="application/json")

    assert response.status_code == 403


def test_a_key_of_a_form_may_not_send_json(company):
    key = make_api_key(make_channel("form", kind="form"))

    client = Client(headers={"authorization": f"Api-Key {key}"})

    assert client.post(LEADS, PERSON, content_type="application/json").status_code == 403


def test_refusals_are_counted_but_not_what_was_kept(company, settings):
    company.push(PERSON)
    company.push(PERSON | {"name": "Other"})
    company.push(b"{")
    settings.API_REQUESTS_PER_MINUTE = 1
    company.push(PERSON)

    company.channel.refresh_from_db()
    assert company.channel.refused == 2


def test_without_a_database_the_sender_is_told_to_try_again(company, monkeypatch):
    def fail(**kwargs):
        raise OperationalError("the disk is full")

    monkeypatch.setattr(sending, "receive_json", fail)

    response = company.push(PERSON)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"


NAUGHTY = [
    {"name": "A\x00B", "email": "a@example.com", "attributes": {"k\x00": "v\x00"}},
    {"name": "\ud800", "company": "x\udfff", "email": "a@example.com", "k\ud800": "\udc00"},
    {"name": "x" * 1_000_000, "email": "a@example.com"},
    {"email": "x" * 1_000_000 + "@example.com", "phone": "1" * 1_000_000},
    {"message": "字" * 300_000, "email": "a@example.com"},
    {"name": 12, "company": 1e308, "email": 3, "phone": 13800138000, "city": True},
    {"name": ["a"], "company": {"a": 1}, "email": None, "phone": [], "attributes": [1]},
    {"quantity": 10**400, "value": "1e999", "email": "a@example.com"},
    {"quantity": -5, "value": "NaN", "currency": 7, "email": "a@example.com"},
    {"external_id": "\x00", "email": "a@example.com"},
    {"external_id": "x" * 100_000, "email": "a@example.com"},
    {"external_id": 5, "email": "a@example.com"},
    {"a" * 5000: "b" * 500_000, "email": "a@example.com"},
    {f"k{i}": i for i in range(5000)} | {"email": "a@example.com"},
]


@pytest.mark.parametrize("fields", NAUGHTY, ids=range(len(NAUGHTY)))
def test_whatever_a_stranger_sends_is_no_error_of_ours(company, fields):
    first = company.push(json.dumps(fields))
    second = company.push(json.dumps(fields))

    assert first.status_code in {201, 202}
    assert second.status_code in {200, 202}
    assert InboxMessage.objects.filter(outcome=Outcome.OPEN).count() == 0
