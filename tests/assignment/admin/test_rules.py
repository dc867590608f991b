import pytest
from django.test import Client
from django.urls import reverse

from assignment.choices import TargetKind
from assignment.models import Condition, Rule
from assignment.rule_sets import draft_of
from tests.builders import make_operations, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def form_of(*conditions: dict[str, object], **fields: object) -> dict[str, object]:
    """What the page of a rule posts."""
    data: dict[str, object] = {
        "name": "Bonn",
        "is_active": "on",
        "target": "review",
        "conditions-TOTAL_FORMS": len(conditions),
        "conditions-INITIAL_FORMS": 0,
    }
    for number, condition in enumerate(conditions):
        data |= {f"conditions-{number}-{name}": value for name, value in condition.items()}
    return data | fields


def condition(field: str, operator: str, value: str = "", **more: object) -> dict[str, object]:
    return {"group": 1, "field": field, "operator": operator, "value": value} | more


def make_draft():
    return draft_of(make_rules(catch_all=make_pool(make_rep())).rule_set)


def add_url(draft) -> str:
    return f"{reverse('admin:assignment_rule_add')}?version={draft.pk}"


def test_a_new_rule_stands_below_the_others_and_above_the_catch_all(chen):
    draft = make_draft()
    Rule.objects.create(version=draft, name="first", position=7, target=TargetKind.REVIEW)

    answer = chen.post(add_url(draft), form_of(condition("city", "is", "Bonn")))

    assert answer.url == reverse("admin:assignment_rulesetversion_change", args=[draft.pk])
    names = draft.rules.order_by("is_catch_all", "position").values_list("name", flat=True)
    assert list(names) == ["first", "Bonn", "everything else"]


@pytest.mark.parametrize(
    ("field", "operator", "typed", "kept"),
    [
        ("country", "one_of", "DE, 奥地利，ch", ["DE", "AT", "CH"]),
        ("value", "at_least", "50000", 50000),
        ("has_phone", "is", "yes", True),
        ("industry", "is", "Oil, gas", "Oil, gas"),
        ("company", "one_of", '"Smith, Inc", Acme', ["Smith, Inc", "Acme"]),
        ("city", "is_empty", "ignored", None),
        ("language", "is", "German", "de"),
    ],
)
def test_a_typed_value_is_kept_as_its_type(chen, field, operator, typed, kept):
    chen.post(add_url(make_draft()), form_of(condition(field, operator, typed)))

    assert Condition.objects.get().value == kept


def test_a_custom_attribute_is_named_beside_the_field(chen):
    row = condition("attributes.", "is", "gold", attribute="Tier")

    chen.post(add_url(make_draft()), form_of(row))

    assert Condition.objects.get().field == "attributes.Tier"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (condition("quantity", "above", "many"), "The value must be a number"),
        (condition("has_phone", "contains", "yes"), "This comparison does not fit the field."),
        (condition("city", "is", ""), "A value is missing."),
        (condition("has_phone", "is", "perhaps"), "The value must be yes or no."),
    ],
)
def test_a_condition_that_cannot_be_judged_is_refused_in_a_sentence(chen, row, said):
    answer = chen.post(add_url(make_draft()), form_of(row))

    assert said in answer.content.decode()
    assert not Condition.objects.exists()


def test_a_rule_names_the_target_it_gives_to(chen):
    answer = chen.post(add_url(make_draft()), form_of(target="pool"))

    assert "Say to whom the rule gives its leads." in answer.content.decode()


def test_changing_the_target_forgets_the_one_before(chen):
    ana = make_rep("Ana")
    draft = make_draft()
    rule = Rule.objects.create(version=draft, name="x", target=TargetKind.POOL, pool=make_pool(ana))
    url = reverse("admin:assignment_rule_change", args=[rule.pk])

    chen.post(url, form_of(target="reps", pool=rule.pool_id, rep=ana.pk))

    rule.refresh_from_db()
    assert (rule.target, rule.pool, rule.rep) == (TargetKind.REPS, None, ana)


def test_a_stored_condition_comes_back_as_it_was_typed(chen):
    draft = make_draft()
    rule = Rule.objects.create(version=draft, name="x", target=TargetKind.REVIEW)
    Condition.objects.create(
        rule=rule, field="attributes.Tier", operator="one_of", value=["gold", "Smith, Inc"]
    )

    form = chen.get(reverse("admin:assignment_rule_change", args=[rule.pk])).context
    shown = form["inline_admin_formsets"][0].formset.forms[0].initial

    assert (shown["field"], shown["attribute"]) == ("attributes.", "Tier")
    assert shown["value"] == 'gold, "Smith, Inc"'


@pytest.mark.parametrize("verb", ["change", "delete"])
def test_a_rule_of_a_published_version_stays_as_it_is(chen, verb):
    pool = make_pool(make_rep("Ana"))
    published = make_rules((pool, ("city", "is", "Bonn")), catch_all=pool)
    rule = published.rules.get(is_catch_all=False)

    answer = chen.post(
        reverse(f"admin:assignment_rule_{verb}", args=[rule.pk]), form_of(post="yes")
    )

    assert answer.status_code == 403
    assert published.rules.get(is_catch_all=False).name == "rule 0"


def test_a_rule_is_not_added_to_a_published_version(chen):
    published = make_rules(catch_all=make_pool(make_rep()))

    answer = chen.post(add_url(published), form_of())

    assert answer.status_code == 404
    assert published.rules.count() == 1


def test_the_catch_all_of_a_draft_cannot_be_deleted(chen):
    draft = make_draft()
    catch_all = draft.rules.get(is_catch_all=True)

    answer = chen.post(
        reverse("admin:assignment_rule_delete", args=[catch_all.pk]), {"post": "yes"}
    )

    assert answer.status_code == 403
    assert draft.rules.filter(is_catch_all=True).exists()


def test_the_catch_all_takes_no_conditions_and_stays_active(chen):
    draft = make_draft()
    catch_all = draft.rules.get(is_catch_all=True)
    url = reverse("admin:assignment_rule_change", args=[catch_all.pk])

    chen.post(url, {"name": "the rest", "target": "review", **condition("city", "is", "Bonn")})

    catch_all.refresh_from_db()
    assert (catch_all.name, catch_all.is_active) == ("the rest", True)
    assert not Condition.objects.exists()


def test_a_deleted_rule_leads_back_to_its_version(chen):
    draft = make_draft()
    rule = Rule.objects.create(version=draft, name="x", target=TargetKind.REVIEW)

    answer = chen.post(reverse("admin:assignment_rule_delete", args=[rule.pk]), {"post": "yes"})

    assert answer.url == reverse("admin:assignment_rulesetversion_change", args=[draft.pk])
    assert not Rule.objects.filter(pk=rule.pk).exists()
