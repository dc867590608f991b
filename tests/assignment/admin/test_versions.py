"""Pages of a version beside its rules: plans, trials, the check, presets."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assignment.choices import PartialKind, VersionState
from assignment.models import RuleSetVersion
from assignment.versions.partial import Share, publish_in_part
from assignment.versions.rule_sets import draft_of
from reps.models import Preferences
from tests.builders import (
    MONDAY,
    make_channel,
    make_head,
    make_operations,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    reread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


@pytest.fixture
def draft() -> RuleSetVersion:
    make_policy()
    pool = make_pool(make_rep("Ana"), name="everybody")
    return draft_of(make_rules((pool, ("city", "is", "Bonn")), catch_all=pool).rule_set)


def url(name: str, version: RuleSetVersion) -> str:
    return reverse(f"admin:assignment_rulesetversion_{name}", args=[version.pk])


def make_trial(draft, **share):
    share = share or {"kind": PartialKind.PERCENT, "percent": 20}
    return publish_in_part(draft, Share(**share), by=None, now=MONDAY)


def test_a_moment_is_read_by_the_user_s_own_clock(chen, draft):
    user = draft.published_by or make_user("other")
    Preferences.objects.create(
        user_id=chen.session["_auth_user_id"], time_zone="America/New_York", language="en"
    )

    chen.post(url("plan", draft), {"publish_at": "2099-01-05T09:00"})

    planned = reread(draft)
    assert planned.publish_at.isoformat() == "2099-01-05T14:00:00+00:00"
    assert planned.publish_by.username == "chen"
    assert user.pk != planned.publish_by_id


def test_a_moment_that_has_passed_is_refused_in_a_sentence(chen, draft):
    answer = chen.post(url("plan", draft), {"publish_at": "2020-01-05T09:00"})

    assert "Choose a moment in the future." in answer.content.decode()
    assert reread(draft).publish_at is None


def test_a_plan_shows_on_the_draft_and_can_be_called_off(chen, draft):
    RuleSetVersion.objects.filter(pk=draft.pk).update(
        publish_at=timezone.now() + timedelta(days=1), publish_by=chen.session["_auth_user_id"]
    )

    shown = chen.get(url("change", draft)).content.decode()
    chen.post(url("call_off", draft))

    assert "to be published" in shown
    assert reread(draft).publish_at is None


def test_a_draft_is_published_for_a_share_of_the_leads(chen, draft):
    chen.post(url("in_part", draft), {"kind": "percent", "percent": "20"})

    trial = reread(draft)
    listed = chen.get(reverse("admin:assignment_rulesetversion_changelist")).content.decode()
    assert (trial.state, trial.partial_percent) == (VersionState.PARTIAL, 20)
    assert "20 % of all leads" in listed
    assert "all other leads" in listed


def test_what_belongs_to_another_kind_is_forgotten(chen, draft):
    web = make_channel("web")

    chen.post(url("in_part", draft), {"kind": "channel", "channel": web.pk, "percent": "20"})

    trial = reread(draft)
    assert (trial.partial_channel, trial.partial_percent) == (web, None)


@pytest.mark.parametrize("kind", ["percent", "channel", "team"])
def test_a_share_must_be_named(chen, draft, kind):
    answer = chen.post(url("in_part", draft), {"kind": kind})

    assert "This is needed for what you chose above." in answer.content.decode()
    assert reread(draft).state == VersionState.DRAFT


def test_a_trial_is_ended(chen, draft):
    trial = make_trial(draft)

    asked = chen.get(url("end_part", trial))
    chen.post(url("end_part", trial))

    assert asked.status_code == 200
    assert reread(trial).state == VersionState.RETIRED


def test_a_trial_is_published_for_all(chen, draft):
    trial = make_trial(draft)

    chen.post(url("promote", trial))

    assert reread(trial).state == VersionState.PUBLISHED


def test_both_arms_are_shown_side_by_side(chen, draft):
    trial = make_trial(draft)

    text = chen.get(url("arms", trial)).content.decode()

    assert "20 % of all leads" in text
    assert "Too few leads yet to tell whether the two differ." in text


def test_the_check_shows_faults_and_findings_with_their_rules(chen, draft):
    rule = draft.rules.get(is_catch_all=False)
    rule.conditions.create(field="city", operator="is", value="Ulm")
    draft.rules.filter(is_catch_all=True).delete()

    text = chen.get(url("check_rules", draft)).content.decode()

    assert "The last rule must be an active catch-all" in text
    assert "“rule 0” never gets a lead: none can meet" in text
    assert reverse("admin:assignment_rule_change", args=[rule.pk]) in text


def test_a_published_version_can_be_checked_too(chen, draft):
    published = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)

    text = chen.get(url("check_rules", published)).content.decode()

    assert "Nothing: every rule can be reached" in text
    assert "What keeps it from being published" not in text


def test_a_preset_is_shown_before_it_replaces_the_rules(chen, draft):
    preview = chen.post(url("start_from", draft), {"preset": "equal"})
    before = draft.rules.count()
    chen.post(url("start_from", draft), {"preset": "equal", "replace": "1"})

    assert "new pool Everybody (1 member)" in preview.content.decode()
    assert (before, draft.rules.count()) == (2, 1)


def test_a_preset_that_cannot_be_made_says_why(chen, draft):
    answer = chen.post(url("start_from", draft), {"preset": "by_region"}, follow=True)

    assert "No member of a pool or team has regions yet." in answer.content.decode()
    assert draft.rules.count() == 2


def test_a_new_rule_set_offers_presets(chen):
    answer = chen.post(reverse("admin:assignment_ruleset_add"), {"name": "Europe"})

    draft = RuleSetVersion.objects.get(rule_set__name="Europe")
    assert answer.url == url("start_from", draft)


PAGES = ["plan", "call_off", "in_part", "promote", "end_part", "start_from"]


@pytest.mark.parametrize("name", PAGES)
def test_team_managers_change_nothing(draft, name):
    client = Client()
    client.force_login(make_head())

    assert client.post(url(name, draft)).status_code == 403
    assert reread(draft).state == VersionState.DRAFT


@pytest.mark.parametrize("name", ["promote", "end_part", "call_off", "arms"])
def test_a_draft_has_no_buttons_of_a_trial(chen, draft, name):
    assert chen.get(url(name, draft)).status_code == 403
    assert url(name, draft) not in chen.get(url("change", draft)).content.decode()
