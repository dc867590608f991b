"""Notices, language and time zone of the person at the desk."""

import pytest

from assignment.desk.sentences import notice_sentence
from reps.choices import NoticeKind
from reps.models import Notice, Preferences
from tests.builders import make_lead, make_pool, make_rep, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    rep = make_rep("Ana")
    make_rules(catch_all=make_pool(rep))
    client.force_login(rep.user)
    return rep


def test_notice_links_to_its_lead(client, ana):
    lead = make_lead(company="Acme", email="a@b.de")

    html = client.get("/notices/").content.decode()

    assert f'<a href="/leads/{lead.pk}/">Acme is your lead now.</a>' in html


def test_bell_counts_what_is_unread_until_it_is_read(client, ana):
    make_lead(email="a@b.de")

    before = client.get("/notices/bell/").content.decode()
    client.post("/notices/")
    after = client.get("/notices/bell/").content.decode()

    assert "unread" in before
    assert "unread" not in after


def test_reading_leaves_the_notices_of_others_unread(client, ana):
    make_lead(email="a@b.de")
    client.force_login(make_user("dan"))

    client.post("/notices/")

    assert Notice.objects.unread().count() == 1


def test_notices_cost_the_same_for_one_and_for_five(
    client, ana, django_assert_num_queries, django_assert_max_num_queries
):
    make_lead(email="a@b.de")
    with django_assert_max_num_queries(20) as one:
        client.get("/notices/")
    for number in range(4):
        make_lead(email=f"b{number}@b.de")

    with django_assert_num_queries(len(one)):
        client.get("/notices/")


@pytest.mark.parametrize("kind", NoticeKind.values)
def test_every_kind_of_notice_is_a_sentence(kind):
    said = notice_sentence(kind, {"version": "#7"}, lead=7)  # those on rules name no lead

    assert "#7" in said


def test_settings_are_kept_for_the_user(client, ana):
    client.post("/settings/", {"language": "zh-hans", "time_zone": "Europe/Berlin"})

    kept = Preferences.objects.get(user=ana.user)
    assert (kept.language, kept.time_zone) == ("zh-hans", "Europe/Berlin")


def test_unknown_zone_is_refused(client, ana):
    response = client.post("/settings/", {"language": "en", "time_zone": "Moon/Crater"})

    assert response.status_code == 200
    assert not Preferences.objects.exists()


def test_language_of_a_user_is_kept_for_good(client, ana):
    response = client.post("/language/", {"language": "zh-hans", "next": "/leads/"})

    assert response.url == "/leads/"
    assert Preferences.objects.get(user=ana.user).language == "zh-hans"


def test_language_of_a_stranger_is_kept_in_the_browser(client):
    client.post("/language/", {"language": "zh-hans", "next": "/accounts/login/"})

    assert '<html lang="zh-hans"' in client.get("/accounts/login/").content.decode()


def test_language_does_not_lead_to_other_sites(client):
    response = client.post("/language/", {"language": "en", "next": "https://evil.example/"})

    assert response.url == "/"


def test_names_without_a_page_get_one_of_ours(client, ana):
    response = client.get("/nothing/here/")

    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()
