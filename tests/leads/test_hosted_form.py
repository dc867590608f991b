"""The form that strangers fill in: nothing they send is lost, nothing they do breaks it."""

from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from leads.choices import ChannelKind, Outcome
from leads.embed import snippet
from leads.models import InboxMessage, Lead, Product
from tests.builders import make_channel, make_policy, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _no_posts_of_other_tests():
    cache.clear()


@pytest.fixture
def website():
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana")))
    return make_channel("website", ChannelKind.FORM, welcome="Ask us")


def post(client, fields=None, *, path="/f/website/", body=None, **extra):
    body = body if body is not None else urlencode(fields or {"email": "a@b.de"}).encode()
    return client.post(path, body, content_type=FORM, **extra)


def test_form_shows_its_heading_and_takes_the_campaign_along(client, website):
    html = client.get("/f/website/?utm_source=fair&utm_campaign=spring").content.decode()

    assert "Ask us" in html
    assert 'name="utm_source" value="fair"' in html.replace("\n", " ").replace("  ", "")


def test_posted_form_becomes_a_lead_with_an_owner(client, website):
    fields = {"name": "王伟", "email": "a@b.de", "country": "DE", "utm_source": "fair"}

    response = post(client, fields)

    lead = Lead.objects.get()
    assert (lead.name, lead.country, lead.source, lead.owner.name) == ("王伟", "DE", "fair", "Ana")
    assert response.url == "/f/website/thanks/"


def test_form_is_kept_as_it_was_posted(client, website):
    body = b"email=a%40b.de&note=%00%ff"

    post(client, body=body, headers={"User-Agent": "Browser", "Cookie": "secret=1"})

    message = InboxMessage.objects.get()
    assert bytes(message.body) == body
    assert message.headers == {"User-Agent": "Browser", "Address": "127.0.0.1"}


def test_form_needs_no_token_of_ours(website):
    assert post(Client(enforce_csrf_checks=True)).status_code == 302


def test_form_without_any_contact_comes_back_with_what_was_typed(client, website):
    response = post(client, {"name": "Wei", "message": "Hello", "utm_source": "fair"})

    html = response.content.decode()
    assert response.status_code == 422
    assert "Please give an e-mail address or a phone number" in html
    assert "Wei" in html
    assert "Hello" in html
    assert not InboxMessage.objects.exists()


def test_contact_that_cannot_be_used_is_thanked_for_and_set_aside(client, website):
    response = post(client, {"phone": "call me"})

    assert response.status_code == 302
    assert InboxMessage.objects.get().outcome == Outcome.QUARANTINED


def test_program_is_thanked_and_ignored(client, website):
    response = post(client, {"email": "a@b.de", "website_url": "https://spam.example"})

    assert response.status_code == 302
    assert InboxMessage.objects.get().outcome == Outcome.IGNORED


def test_consent_is_asked_for_where_the_channel_wants_it(client, website):
    website.consent_text = "You may answer me."
    website.save()

    refused = post(client, {"email": "a@b.de"})
    accepted = post(client, {"email": "a@b.de", "consent": "yes"})

    assert (refused.status_code, accepted.status_code) == (422, 302)
    assert Lead.objects.get().attributes["consent"] == "yes"


@pytest.mark.parametrize("kind", [ChannelKind.API, ChannelKind.SPREADSHEET])
def test_other_channels_have_no_form(client, website, kind):
    make_channel("other", kind)

    assert client.get("/f/other/").status_code == 404
    assert post(client, path="/f/other/").status_code == 404


def test_closed_channel_has_no_form(client, website):
    website.is_active = False
    website.save()

    assert client.get("/f/website/").status_code == 404


def test_thank_you_page_of_the_channel_is_allowed_and_opened(client, website):
    website.thank_you_url = "https://shop.example/thanks?x=1"
    website.save()

    policy = client.get("/f/website/")["Content-Security-Policy"]
    response = post(client)

    assert "form-action 'self' https://shop.example" in policy
    assert response.url == "https://shop.example/thanks?x=1"


def test_inside_a_frame_the_page_around_opens_the_thank_you_page(client, website):
    website.thank_you_url = "https://shop.example/thanks"
    website.save()

    response = client.get(post(client, path="/f/website/?embed=1").url)

    assert 'data-next="https://shop.example/thanks"' in response.content.decode()


def test_form_may_stand_in_the_pages_of_others(client, website):
    response = client.get("/f/website/")

    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response


def test_script_puts_the_form_into_a_page(client, website):
    website.welcome = "</script>'\""
    website.save()

    response = client.get("/f/website/embed.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert "</script>" not in response.content.decode()


def test_snippet_names_the_script_of_the_channel(website):
    assert snippet(website, "https://leads.example/") == (
        '<script src="https://leads.example/f/website/embed.js" async></script>'
    )


def test_form_speaks_the_language_of_the_page_around(client, website):
    response = client.get("/f/website/?lang=zh-CN")

    assert '<html lang="zh-hans"' in response.content.decode()


def test_language_of_the_browser_is_taken_along(client, website):
    response = client.get("/f/website/", headers={"Accept-Language": "de-CH,de;q=0.9"})

    assert response.context["hidden"] == {"language": "de-CH"}


def test_products_are_offered(client, website):
    Product.objects.create(name="Pump")

    assert '<option value="Pump">' in client.get("/f/website/").content.decode()


def test_large_body_is_refused_before_it_is_read(client, website):
    response = post(client, body=b"email=a%40b.de&message=" + b"x" * 65_536)

    assert response.status_code == 413
    assert not InboxMessage.objects.exists()


def test_many_posts_from_one_address_have_to_wait(client, website):
    answers = [post(client, {"email": f"a{n}@b.de"}) for n in range(11)]

    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert answers[-1]["Retry-After"] == "60"
    assert post(client, REMOTE_ADDR="10.0.0.9").status_code == 302


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\x00", b"email", b"&&&=", b"a=1&" * 300, b"email=%ED%A0%80", b"{}"],
)
def test_no_body_breaks_the_form(client, website, body):
    response = post(client, body=body)

    assert response.status_code in (302, 422)
    assert not InboxMessage.objects.unfinished().exists()


def test_without_a_database_everybody_is_asked_to_come_again(client, monkeypatch):
    def fail(slug):
        raise OperationalError

    monkeypatch.setattr("leads.views.open_form", fail)

    assert client.get("/f/website/").status_code == 503
