import pytest
from django.test import Client
from django.urls import reverse

from assignment.choices import TargetKind, VersionState
from assignment.models import Condition, Rule, RuleSet, RuleSetVersion
from assignment.versions.rule_sets import draft_of
from tests.builders import make_operations, make_pool, make_rep, make_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def page_of(version: RuleSetVersion) -> str:
    return reverse("admin:assignment_rulesetversion_change", args=[version.pk])


def form_of(version: RuleSetVersion, **fields: object) -> dict[str, object]:
    """What the page of a draft posts: its rules with their positions, and a button."""
    rules = list(version.rules.filter(is_catch_all=False, purpose="route").order_by("position"))
    data: dict[str, object] = {
        "note": "",
        "rules-TOTAL_FORMS": len(rules),
        "rules-INITIAL_FORMS": len(rules),
        "rules-2-TOTAL_FORMS": 1,
        "rules-2-INITIAL_FORMS": 1,
        "rules-2-0-id": version.rules.get(is_catch_all=True).pk,
        "rules-2-0-version": version.pk,
        "rules-3-TOTAL_FORMS": 0,
        "rules-3-INITIAL_FORMS": 0,
    }
    for number, rule in enumerate(rules):
        data |= {
            f"rules-{number}-id": rule.pk,
            f"rules-{number}-version": version.pk,
            f"rules-{number}-is_active": "on",
            f"rules-{number}-position": number,
        }
    return data | fields


def published_and_draft(*rules) -> tuple[RuleSetVersion, RuleSetVersion]:
    published = make_rules(*rules, catch_all=make_pool(make_rep()))
    return published, draft_of(published.rule_set)


def test_a_new_rule_set_begins_with_a_catch_all(chen):
    chen.post(reverse("admin:assignment_ruleset_add"), {"name": "Europe"})

    rule = Rule.objects.get(version__rule_set__name="Europe")
    assert (rule.is_catch_all, rule.target) == (True, TargetKind.REVIEW)


def test_the_button_publishes_the_draft_and_opens_the_next(chen):
    published, draft = published_and_draft()

    chen.post(page_of(draft), form_of(draft, _publish="1"))

    states = RuleSetVersion.objects.order_by("number").values_list("pk", "state")
    assert list(states)[:2] == [
        (published.pk, VersionState.RETIRED),
        (draft.pk, VersionState.PUBLISHED),
    ]
    assert draft_of(published.rule_set).number == draft.number + 1


def test_dragging_a_rule_up_is_published_with_the_same_click(chen):
    pool = make_pool(make_rep("Ana"))
    _, draft = published_and_draft((pool, ("city", "is", "Bonn")), (pool, ("city", "is", "Ulm")))
    first, second = draft.rules.filter(is_catch_all=False).order_by("position")
    dragged = {"rules-0-position": 1, "rules-1-position": 0}

    chen.post(page_of(draft), form_of(draft, _publish="1", **dragged))

    draft.refresh_from_db()
    names = [rule["name"] for rule in draft.content["rules"]]
    assert names == [second.name, first.name, "everything else"]


def test_a_draft_with_faults_is_not_published_and_the_page_says_why(chen):
    pool = make_pool(make_rep("Ana"))
    _, draft = published_and_draft((pool, ("city", "is", "Bonn")))
    pool.members.update(is_active=False)

    answer = chen.post(page_of(draft), form_of(draft, _publish="1"), follow=True)

    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert "has no active members" in answer.content.decode()


def test_checking_a_sound_draft_says_so_and_publishes_nothing(chen):
    _, draft = published_and_draft()

    answer = chen.post(page_of(draft), form_of(draft, _check="1"), follow=True)

    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert "Nothing keeps this draft from being published." in answer.content.decode()


def test_a_published_version_is_shown_without_buttons_to_save(chen):
    published, _ = published_and_draft()

    answer = chen.get(page_of(published))

    assert answer.status_code == 200
    assert 'name="_publish"' not in answer.content.decode()


def test_a_published_version_refuses_to_be_changed(chen):
    published, _ = published_and_draft()

    answer = chen.post(page_of(published), form_of(published, note="mine"))

    published.refresh_from_db()
    assert (answer.status_code, published.note) == (403, "")


def test_rolling_back_asks_first(chen):
    retired, draft = published_and_draft()
    chen.post(page_of(draft), form_of(draft, _publish="1"))

    answer = chen.get(reverse("admin:assignment_rulesetversion_roll_back", args=[retired.pk]))

    retired.refresh_from_db()
    assert (answer.status_code, retired.state) == (200, VersionState.RETIRED)


def test_rolling_back_puts_the_old_rules_in_force_as_a_new_version(chen):
    pool = make_pool(make_rep("Ana"))
    retired, draft = published_and_draft((pool, ("city", "is", "Bonn")))
    draft.rules.filter(is_catch_all=False).delete()
    chen.post(page_of(draft), form_of(draft, _publish="1"))

    chen.post(reverse("admin:assignment_rulesetversion_roll_back", args=[retired.pk]))

    published = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)
    assert published.number > draft.number
    assert [rule["name"] for rule in published.content["rules"]] == ["rule 0", "everything else"]


def test_a_version_in_force_cannot_be_rolled_back_to(chen):
    published, _ = published_and_draft()

    answer = chen.post(reverse("admin:assignment_rulesetversion_roll_back", args=[published.pk]))

    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["ruleset", "rulesetversion"])
def test_nobody_deletes_rule_sets_or_versions(kind):
    client = Client()
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    published, _ = published_and_draft()
    pk = {"ruleset": published.rule_set_id, "rulesetversion": published.pk}[kind]

    answer = client.post(reverse(f"admin:assignment_{kind}_delete", args=[pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert RuleSet.objects.filter(pk=published.rule_set_id).exists()


def test_the_list_of_rules_says_each_in_one_sentence(chen):
    pool = make_pool(make_rep("Ana"), name="DACH")
    _, draft = published_and_draft((pool, ("country", "one_of", ["DE", "AT"])))
    rule = draft.rules.get(is_catch_all=False)
    Condition.objects.create(rule=rule, field="industry", operator="is", value="Machinery")

    text = chen.get(page_of(draft)).content.decode()

    said = (
        "If country is one of Germany, Austria and industry is Machinery → pool DACH, round robin"
    )
    assert said in text


def test_rules_for_key_leads_stand_in_a_list_of_their_own(chen):
    _, draft = published_and_draft()
    rule = Rule.objects.create(version=draft, name="big", purpose="key", target="")
    Condition.objects.create(rule=rule, field="grade", operator="is", value="A")

    page = chen.get(page_of(draft))

    lists = [one.formset.queryset for one in page.context["inline_admin_formsets"]]
    assert [[rule.name for rule in rows] for rows in lists] == [[], ["everything else"], ["big"]]
    assert "If grade is A → key lead" in page.content.decode()


def test_rules_are_added_from_the_list_where_they_will_stand(chen):
    published, draft = published_and_draft()
    text, read = (chen.get(page_of(one)).content.decode() for one in (draft, published))

    add = reverse("admin:assignment_rule_add")
    for purpose in ("route", "key"):
        link = f"{add}?version={draft.pk}&amp;purpose={purpose}"
        assert link in text
    assert f"{add}?version={published.pk}&amp;" not in read


def test_a_rule_that_cannot_work_wears_a_badge_that_says_why(chen):
    empty = make_pool(name="Nobody")
    _, draft = published_and_draft()
    rule = Rule.objects.create(version=draft, name="lost", pool=empty)
    Condition.objects.create(rule=rule, field="city", operator="is", value="Bonn")
    off = Rule.objects.create(version=draft, name="off", pool=empty, is_active=False)

    text = chen.get(page_of(draft)).content.decode()

    assert "Rule “lost”: the pool “Nobody” has no active members." in text
    assert f"Rule “{off.name}”" not in text


def test_the_page_of_a_draft_asks_the_same_questions_of_many_rules(
    chen, django_assert_max_num_queries
):
    pool = make_pool(make_rep("Ana"))
    one = (pool, ("city", "is", "Bonn"))
    _, small = published_and_draft(one)
    with django_assert_max_num_queries(40) as few:
        chen.get(page_of(small))
    _, large = published_and_draft(*[one] * 5)

    with django_assert_max_num_queries(len(few)):
        chen.get(page_of(large))
