import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leads.choices import ChannelKind
from leads.keys import digest_of, make_key
from leads.models import ApiKey
from reps.models import Team
from tests.builders import MONDAY, make_channel, make_manager, make_operations, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def test_a_key_is_shown_once_and_kept_as_a_digest(chen):
    channel = make_channel()
    url = reverse("admin:leads_channel_make_key", args=[channel.pk])

    shown = chen.post(url, {"name": "shop", "scope": "read"}).context["shown"]

    key = ApiKey.objects.get()
    assert (key.name, key.scope, key.digest) == ("shop", "read", digest_of(shown))
    page = chen.get(reverse("admin:leads_channel_change", args=[channel.pk]))
    assert shown not in page.content.decode()


def test_a_key_without_a_name_is_asked_for_again(chen):
    url = reverse("admin:leads_channel_make_key", args=[make_channel().pk])

    chen.post(url, {"name": "", "scope": "read"})

    assert not ApiKey.objects.exists()


def test_revoking_a_key_asks_first(chen):
    channel = make_channel()
    key, _ = make_key(channel=channel, name="shop", scope="read", now=MONDAY)
    url = reverse("admin:leads_channel_revoke_key", args=[channel.pk, key.pk])

    chen.get(url)
    asked = ApiKey.objects.get().revoked_at
    chen.post(url)

    assert asked is None
    assert ApiKey.objects.get().revoked_at is not None


def test_a_form_shows_what_to_paste_into_a_page(chen):
    channel = make_channel("site", ChannelKind.FORM)

    page = chen.get(reverse("admin:leads_channel_change", args=[channel.pk]))

    assert page.context["snippet"].startswith('<script src="http://testserver/f/site/')


def test_team_managers_make_no_keys():
    client = Client()
    client.force_login(make_manager(team=Team.objects.create(name="North")))
    url = reverse("admin:leads_channel_make_key", args=[make_channel().pk])

    assert client.post(url, {"name": "x", "scope": "read"}).status_code == 403


def test_the_list_counts_messages_by_outcome(chen):
    channel = make_channel()
    send(channel, now=timezone.now())
    send(channel, now=timezone.now(), name="nobody")

    counts = chen.get(reverse("admin:leads_channel_changelist")).context["counts"]

    # name, received, open, created, attached, quarantined, ignored
    assert counts["rows"] == [["api", 2, 0, 1, 0, 1, 0]]


def test_the_list_asks_the_same_questions_of_many_channels(chen, django_assert_max_num_queries):
    url = reverse("admin:leads_channel_changelist")
    send(make_channel())
    with django_assert_max_num_queries(40) as few:
        chen.get(url)
    for number in range(4):
        send(make_channel(f"c{number}"))

    with django_assert_max_num_queries(len(few)):
        chen.get(url)
