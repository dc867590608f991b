"""Versions of the rules over REST: who may do what, and what comes of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assignment.choices import VersionState
from assignment.models import RuleSetVersion
from assignment.versions.rule_sets import draft_of
from tests.builders import make_head, make_operations, make_pool, make_rep, make_rules, reread

VERSIONS = "/api/v1/rule-versions/"
JSON = "application/json"


@pytest.fixture
def eve(company) -> Client:
    client = Client()
    client.force_login(make_operations("eve"))
    return client


@pytest.fixture
def draft(company) -> RuleSetVersion:
    return RuleSetVersion.objects.get(state=VersionState.DRAFT)


@pytest.fixture
def published(company) -> RuleSetVersion:
    return RuleSetVersion.objects.get(state=VersionState.PUBLISHED)


def url(version, verb=""):
    return f"{VERSIONS}{version.pk}/{verb + '/' if verb else ''}"


def test_versions_are_listed_newest_first(eve, draft, published):
    read = eve.get(VERSIONS).json()["results"]

    assert [(one["id"], one["state"]) for one in read] == [
        (draft.pk, "draft"),
        (published.pk, "published"),
    ]


def test_a_version_is_read_with_its_rules(eve, draft, company):
    pool = make_pool(company.bo, name="Machines")
    rule = draft.rules.create(name="Steel", pool=pool)
    rule.conditions.create(field="industry", operator="is", value="Steel")

    content = eve.get(url(draft)).json()["content"]

    assert [one["name"] for one in content["rules"]] == ["Steel", "everything else"]
    assert content["rules"][0]["target"]["pool"] == {"id": pool.pk, "name": "Machines"}
    assert content["key_rules"] == []


def test_the_check_tells_faults_and_findings(eve, draft, company):
    pool = make_pool(name="empty")
    rule = draft.rules.create(name="Steel", pool=pool)
    rule.conditions.create(field="value", operator="at_least", value=10)
    rule.conditions.create(field="value", operator="below", value=5)

    read = eve.get(url(draft, "check")).json()

    assert [(one["code"], one["rule"]) for one in read["faults"]] == [("pool_is_empty", "Steel")]
    (finding,) = read["findings"]
    assert (finding["code"], finding["rules"]) == (
        "unreachable",
        [{"key": rule.key, "name": "Steel"}],
    )
    assert finding["example"] == {"value": 1000}


def test_a_draft_is_published(eve, draft, published):
    answer = eve.post(url(draft, "publish"))

    assert (answer.status_code, answer.json()["state"]) == (200, "published")
    assert answer.json()["published_by"] == "eve"
    assert reread(published).state == VersionState.RETIRED


def test_a_draft_with_faults_is_refused_with_the_reason(eve, draft):
    draft.rules.all().delete()

    answer = eve.post(url(draft, "publish"))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_publishable")
    assert "catch-all" in answer.json()["detail"]


def test_a_publication_is_planned_and_called_off(eve, draft):
    at = timezone.now() + timedelta(days=1)

    planned = eve.put(url(draft, "plan"), {"publish_at": at.isoformat()}, content_type=JSON)
    called_off = eve.delete(url(draft, "plan"))

    assert (planned.status_code, planned.json()["publish_by"]) == (200, "eve")
    assert (called_off.status_code, called_off.json()["publish_at"]) == (200, None)


@pytest.mark.parametrize("at", ["2020-01-05T09:00:00Z", "soon", None])
def test_a_moment_must_lie_ahead(eve, draft, at):
    answer = eve.put(url(draft, "plan"), {"publish_at": at}, content_type=JSON)

    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == ["publish_at"]


def test_a_trial_begins_is_compared_and_ends(eve, draft):
    share = {"kind": "percent", "percent": 20}

    begun = eve.put(url(draft, "trial"), share, content_type=JSON)
    arms = eve.get(url(draft, "arms")).json()
    ended = eve.delete(url(draft, "trial"))

    assert (begun.status_code, begun.json()["trial"]["percent"]) == (200, 20)
    assert arms["answered"]["verdict"] == "too_few"
    assert (ended.status_code, ended.json()["state"]) == (200, "retired")


def test_a_trial_is_published_for_all(eve, draft, published):
    eve.put(url(draft, "trial"), {"kind": "percent", "percent": 20}, content_type=JSON)

    answer = eve.post(url(draft, "publish"))

    assert answer.json()["state"] == "published"
    assert reread(published).state == VersionState.RETIRED


@pytest.mark.parametrize(
    ("share", "field"),
    [
        ({"kind": "channel"}, "channel"),
        ({"kind": "percent", "percent": 100}, "percent"),
        ({"kind": "moon"}, "kind"),
        ({"kind": "team", "team": 10**15}, "team"),
    ],
)
def test_a_share_that_makes_no_sense_is_refused(eve, draft, share, field):
    answer = eve.put(url(draft, "trial"), share, content_type=JSON)

    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_an_older_version_is_published_again_as_a_new_one(eve, published, company):
    make_rules(catch_all=make_pool(company.bo))

    answer = eve.post(url(published, "roll-back"))

    assert (answer.status_code, answer.json()["state"]) == (200, "published")
    assert answer.json()["number"] > published.number


@pytest.mark.parametrize(
    ("method", "verb"), [("delete", "plan"), ("delete", "trial"), ("post", "roll-back")]
)
def test_what_does_not_fit_the_state_is_refused(eve, published, method, verb):
    answer = getattr(eve, method)(url(published, verb))

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_version_that_was_no_trial_has_no_arms(eve, published):
    assert eve.get(url(published, "arms")).status_code == 404


READS = ["", "check"]
CHANGES = [
    ("post", "publish"),
    ("put", "plan"),
    ("delete", "plan"),
    ("put", "trial"),
    ("delete", "trial"),
    ("post", "roll-back"),
]


@pytest.fixture
def head(company) -> Client:
    """A team manager."""
    client = Client()
    client.force_login(make_head())
    return client


@pytest.mark.parametrize("verb", READS)
def test_team_managers_read(head, draft, verb):
    assert head.get(url(draft, verb)).status_code == 200


@pytest.mark.parametrize(("method", "verb"), CHANGES)
def test_team_managers_change_nothing(head, draft, method, verb):
    answer = getattr(head, method)(url(draft, verb), {}, content_type=JSON)

    assert answer.status_code == 403
    assert reread(draft).state == VersionState.DRAFT


@pytest.mark.parametrize("who", ["ana", "read", "submit"])
def test_reps_and_keys_see_none_of_it(company, draft, who):
    client = company.client(who)

    assert client.get(VERSIONS).status_code == 403
    assert client.get(url(draft, "check")).status_code == 403
    assert client.post(url(draft, "publish")).status_code == 403


def test_strangers_are_asked_who_they_are(draft):
    assert Client().get(VERSIONS).status_code == 401


def test_five_versions_cost_no_more_queries_than_one(
    eve, published, company, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as few:
        eve.get(VERSIONS)
    for _ in range(4):
        make_rules(catch_all=make_pool(company.bo))

    with django_assert_max_num_queries(len(few)):
        assert len(eve.get(VERSIONS).json()["results"]) == 6


def test_a_version_of_five_rules_costs_no_more_queries_than_one(
    eve, published, django_assert_max_num_queries
):
    draft = draft_of(published.rule_set)
    with django_assert_max_num_queries(20) as few:
        eve.get(url(draft))
    for number in range(5):
        draft.rules.create(name=str(number), pool=make_pool(make_rep()), position=number)

    with django_assert_max_num_queries(len(few)):
        assert len(eve.get(url(draft)).json()["content"]["rules"]) == 6
