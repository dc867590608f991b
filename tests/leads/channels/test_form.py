import pytest

from leads.channels import form


def test_parse_keeps_further_fields_and_drops_the_machinery():
    fields = {
        "name": "Ana",
        "email": "ana@example.com",
        "budget": "10k",
        "consent": "on",
        "empty": "",
        "website_url": "",
        "csrfmiddlewaretoken": "secret",
        "_next": "/",
    }

    draft = form.parse(fields, default_region="DE")

    assert draft.name == "Ana"
    assert draft.attributes == {"budget": "10k", "consent": "on"}
    assert draft.problems == ()


def test_parse_takes_the_country_of_the_form_when_nothing_else_names_one():
    assert form.parse({"name": "Ana"}, default_region="DE", default_country="AT").country == "AT"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"message": "See https://example.com for our drawing"}, None),
        ({"website_url": "http://x.example"}, "honeypot"),
        ({"message": "[url=http://x.example]win[/url]"}, "link_markup"),
        ({"message": "http://a http://b http://c http://d"}, "many_links"),
        ({"name": "Win at www.x.example"}, "link_in_name"),
        ({}, None),
    ],
)
def test_is_spam(fields, reason):
    assert form.is_spam(fields) == reason
