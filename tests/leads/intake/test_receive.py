"""One submission: kept first, answered once, and set aside when nobody could be answered."""

import json

import pytest

from leads.channels import api
from leads.choices import ChannelKind, MessageReason, Outcome
from leads.intake.finish import finish
from leads.intake.messages import KeyReused, Submission, keep, keep_many
from leads.intake.readers import incoming_of
from leads.intake.receive import receive_form, receive_json
from leads.models import ContactPoint, Event, InboxMessage, Inquiry, Lead
from tests.builders import (
    MONDAY,
    after,
    make_channel,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana")))
    return make_channel()


def row(channel, number: int, email: str) -> Submission:
    body = json.dumps({"email": email}).encode()
    return Submission(
        channel=channel, body=body, content_hash=str(number), idempotency_key=f"file:{number}"
    )


def test_the_answer_names_lead_owner_and_rule(channel):
    receipt = send(channel, email="wei@acme.cn")

    lead = Lead.objects.get()
    assert receipt.answer == {
        "outcome": "created",
        "message": InboxMessage.objects.get().pk,
        "lead": {
            "id": lead.pk,
            "status": "assigned",
            "owner": {"id": lead.owner_id, "name": "Ana"},
        },
        "decision": {
            "id": lead.decisions.get().pk,
            "rule": "everything else",
            "reasons": ["rule"],
        },
        "reasons": [],
        "errors": [],
    }


@pytest.mark.parametrize("again", [{"key": "once"}, {"external_id": "7"}])
def test_a_repeat_gets_the_first_answer_and_changes_nothing(channel, again):
    first = send(channel, email="wei@acme.cn", **again)
    events = Event.objects.count()

    second = send(channel, now=after(1), email="wei@acme.cn", **again)

    assert (second.answer, second.is_repeat) == (first.answer, True)
    assert InboxMessage.objects.count() == Inquiry.objects.count() == 1
    assert Event.objects.count() == events


@pytest.mark.parametrize("again", [{"key": "once"}, {"external_id": "7"}])
def test_the_same_name_with_another_body_is_refused(channel, again):
    send(channel, email="wei@acme.cn", **again)

    with pytest.raises(KeyReused):
        send(channel, email="other@acme.cn", **again)

    assert Lead.objects.count() == 1


def test_the_same_name_in_another_channel_is_another_message(channel):
    send(channel, email="wei@acme.cn", key="once")

    assert send(make_channel("b"), email="other@acme.cn", key="once").outcome == Outcome.CREATED


def test_a_repeat_of_a_message_that_was_left_open_finishes_it(channel):
    body = b'{"email": "wei@acme.cn"}'
    submission = Submission(
        channel=channel, body=body, content_hash=api.canonical_hash(body), idempotency_key="k"
    )
    keep(submission, now=MONDAY)

    receipt = receive_json(channel=channel, body=body, idempotency_key="k", now=after(1))

    assert (receipt.outcome, receipt.is_repeat) == (Outcome.CREATED, True)
    assert receipt.answer["lead"]["id"] == Lead.objects.get().pk


def test_without_any_contact_a_message_is_quarantined_and_says_why(channel):
    receipt = send(channel, name="Wei", message="call me", email="not an address")

    assert receipt.outcome == Outcome.QUARANTINED
    assert receipt.answer["reasons"] == [MessageReason.NO_CONTACT]
    assert [error["field"] for error in receipt.answer["errors"]] == ["email"]
    assert InboxMessage.objects.get().reasons == [MessageReason.NO_CONTACT]
    assert not Lead.objects.exists()


def test_an_unreadable_body_is_kept_verbatim_and_does_not_use_up_the_key(channel):
    with pytest.raises(api.Unreadable):
        receive_json(channel=channel, body=b"{nonsense", idempotency_key="k", now=MONDAY)

    assert bytes(InboxMessage.objects.get().body) == b"{nonsense"
    assert send(channel, key="k", email="wei@acme.cn").outcome == Outcome.CREATED


def test_a_form_filled_in_by_a_machine_is_ignored(channel):
    form = make_channel("web", ChannelKind.FORM)

    receipt = receive_form(channel=form, body=b"email=wei%40acme.cn&website_url=spam", now=MONDAY)

    assert receipt.outcome == Outcome.IGNORED
    assert not Lead.objects.exists()


def test_finishing_a_finished_message_again_does_nothing(channel):
    send(channel, email="wei@acme.cn")
    message = InboxMessage.objects.select_related("channel").get()

    assert finish([incoming_of(message)], now=after(1)) == []
    assert Lead.objects.count() == Inquiry.objects.count() == 1
    assert ContactPoint.objects.count() == 1


def test_a_batch_whose_rows_are_one_person_makes_one_lead_in_order(channel):
    kept = keep_many([row(channel, n, "wei@acme.cn") for n in range(3)], now=MONDAY)
    for message in kept:
        message.channel = channel

    done = finish([incoming_of(message) for message in kept], now=MONDAY)

    assert sorted((one.message.pk, str(one.outcome)) for one in done) == [
        (kept[0].pk, "created"),
        (kept[1].pk, "attached"),
        (kept[2].pk, "attached"),
    ]
    assert Lead.objects.count() == 1


def test_rows_that_an_earlier_run_has_kept_come_back_as_they_are(channel):
    first = keep_many([row(channel, 0, "a@acme.cn"), row(channel, 1, "b@acme.cn")], now=MONDAY)

    again = keep_many([row(channel, n, f"{'cba'[n]}@acme.cn") for n in (2, 1, 0)], now=after(1))

    assert [message.pk for message in again[1:]] == [first[1].pk, first[0].pk]
    assert InboxMessage.objects.count() == 3
    assert [message.idempotency_key for message in again] == ["file:2", "file:1", "file:0"]


def test_a_live_lead_with_an_old_date_is_fresh_here(channel):
    send(channel, email="wei@acme.cn", now=after(24 * 400))

    assert Lead.objects.get().touched_at == after(24 * 400)
