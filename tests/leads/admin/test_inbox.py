import pytest
from django.test import Client
from django.urls import reverse

from leads.choices import Outcome
from leads.intake.replay import reopen, replay
from leads.models import InboxMessage, Lead
from tests.builders import MONDAY, make_channel, make_operations, make_policy, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def keep(body: bytes, outcome: str = Outcome.OPEN) -> InboxMessage:
    make_policy()
    return InboxMessage.objects.create(
        channel=make_channel(),
        body=body,
        received_at=MONDAY,
        outcome=outcome,
        finished_at=None if outcome == Outcome.OPEN else MONDAY,
    )


@pytest.mark.parametrize("outcome", [Outcome.OPEN, Outcome.QUARANTINED])
def test_replay_brings_a_message_to_its_lead(outcome):
    message = keep(b'{"name": "Wei", "email": "wei@example.com"}', outcome)

    receipt = replay(message.pk, now=MONDAY)

    assert receipt.outcome == Outcome.CREATED
    assert Lead.objects.get().email == "wei@example.com"


def test_replay_leaves_a_message_that_has_a_lead_alone():
    receipt = send(make_channel())

    assert replay(receipt.message_id, now=MONDAY) is None
    assert Lead.objects.count() == 1


def test_only_one_of_two_reopens_a_message():
    message = keep(b"{}", Outcome.QUARANTINED)

    assert [reopen(message.pk), reopen(message.pk)] == [True, False]


def test_what_is_still_unreadable_goes_back_to_quarantine_with_its_reason():
    message = keep(b"not json", Outcome.QUARANTINED)

    replay(message.pk, now=MONDAY)

    message.refresh_from_db()
    assert (message.outcome, message.reasons[0]) == (Outcome.QUARANTINED, "unreadable")


def test_the_button_asks_and_then_tries_again(chen):
    message = keep(b'{"name": "Wei", "email": "wei@example.com"}', Outcome.QUARANTINED)
    url = reverse("admin:leads_inboxmessage_try_this_again", args=[message.pk])

    chen.get(url)
    untouched = Lead.objects.count()
    chen.post(url)

    assert (untouched, Lead.objects.count()) == (0, 1)


def test_the_action_tries_the_chosen_messages_again(chen):
    message = keep(b'{"name": "Wei", "email": "wei@example.com"}', Outcome.QUARANTINED)
    data = {"action": "try_again", "_selected_action": [message.pk]}

    answer = chen.post(reverse("admin:leads_inboxmessage_changelist"), data, follow=True)

    assert "1 of 1 message became a lead." in answer.content.decode()


def test_a_body_is_shown_as_harmless_text_and_cut(chen):
    message = keep(b"<script>alert(1)</script>" + b"x" * 9000)

    page = chen.get(reverse("admin:leads_inboxmessage_change", args=[message.pk]))

    text = page.content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "… cut: 9025 bytes in all" in text


def test_messages_are_never_edited(chen):
    message = keep(b"{}")

    answer = chen.post(reverse("admin:leads_inboxmessage_change", args=[message.pk]), {})

    assert answer.status_code == 403


def test_the_list_asks_the_same_questions_of_many_messages(chen, django_assert_max_num_queries):
    channel = make_channel()
    url = reverse("admin:leads_inboxmessage_changelist")
    send(channel)
    with django_assert_max_num_queries(40) as few:
        chen.get(url)
    for _ in range(4):
        send(channel)

    with django_assert_max_num_queries(len(few)):
        chen.get(url)
