import pytest
from django.test import Client
from django.urls import reverse

from assignment.choices import RulePurpose, TargetKind
from assignment.models import Condition, Rule
from assignment.versions.rule_sets import draft_of
from leads.choices import ChannelKind
from leads.models import Channel
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
        ("language", "one_of", "zh-Hans, de", ["zh-Hans", "de"]),
        ("phone_country", "none_of", "Germany", ["DE"]),
        ("area", "within", "Germany, 华东", ["DE", "CN-EAST"]),
        ("grade", "one_of", "a, B", ["A", "B"]),
        ("channel", "is", "Hannover fair", "fair"),
        ("arrived_weekday", "one_of", "Saturday, 6", [5, 6]),
        ("arrived_hour", "at_least", "18", 18),
        ("arrived_time", "between", "18:00-08:30", ["18:00", "08:30"]),
        ("arrived_time", "below", "08:30", "08:30"),
        ("arrived_on", "between", "2026-01-01, 2026-03-31", ["2026-01-01", "2026-03-31"]),
        ("arrived_on", "above", "2026-03-02", "2026-03-02"),
        ("quantity", "between", "5, 10.5", [5, "10.5"]),
        ("value", "one_of", "1500, 2000", [1500, 2000]),
        ("score", "below", "-3", -3),
        ("region", "is", "Shanghai", "Shanghai"),
        ("currency", "one_of", "USD, 欧元, rmb", ["USD", "EUR", "CNY"]),
        ("message", "contains_all", "报价, pump", ["报价", "pump"]),
        ("is_key", "is_not", "否", False),
        ("rep.languages", "contains_fact", "language", "language"),
        ("rep.languages", "contains", "German, Chinese", ["de", "zh"]),
        ("rep.areas", "contains", "DACH", ["dach"]),
        ("rep.skills", "contains", "tenders", ["tenders"]),
        ("rep.level", "at_least", "Senior", "senior"),
    ],
)
def test_a_typed_value_is_kept_as_its_type(chen, field, operator, typed, kept):
    Channel.objects.create(name="Hannover fair", slug="fair", kind=ChannelKind.FORM)

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
        (condition("country", "one_of", "DE, Atlantis"), "“Atlantis” is none of the choices."),
        (condition("language", "is", "Klingon"), "“Klingon” is none of the choices."),
        (condition("area", "within", "Nowhere"), "“Nowhere” is none of the choices."),
        (condition("channel", "is", "gone"), "“gone” is none of the choices."),
        (condition("arrived_weekday", "is", "9"), "“9” is none of the choices."),
        (condition("rep.team", "is", "West"), "“West” is none of the choices."),
        (condition("rep.level", "is", "guru"), "There is no such level."),
        (condition("arrived_time", "between", "18:00"), "takes two values"),
        (condition("arrived_time", "above", "late"), "written like 08:30"),
        (condition("arrived_on", "is", "2.3.2026"), "written like 2026-03-02"),
        (condition("quantity", "between", "9, 2"), "the smaller one first"),
        (condition("rep.skills", "contains_fact", "quantity"), "a field of the lead that holds"),
        (condition("attributes.", "is", "gold"), "There is no such field."),
        (condition("", "is", "gold"), "This field is required."),
    ],
)
def test_a_condition_that_cannot_be_judged_is_refused_in_a_sentence(chen, row, said):
    answer = chen.post(add_url(make_draft()), form_of(row))

    assert said in answer.content.decode()
    assert not Condition.objects.exists()


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (condition("quantity", "above", "many"), "value"),
        (condition("has_phone", "contains", "yes"), "operator"),
        (condition("attributes.", "is", "gold"), "attribute"),
        (condition("country", "is", "Atlantis"), "value"),
    ],
)
def test_what_is_wrong_is_said_at_that_part_of_the_row(chen, row, part):
    answer = chen.post(add_url(make_draft()), form_of(condition("city", "is", "Bonn"), row))

    errors = answer.context["inline_admin_formsets"][0].formset.errors
    assert [list(one) for one in errors] == [[], [part]]


def test_rows_that_were_left_blank_mean_nothing(chen):
    blank = {"group": 1, "field": "", "operator": "", "value": "", "attribute": ""}

    chen.post(add_url(make_draft()), form_of(blank, condition("city", "is", "Bonn"), blank))

    assert [row.field for row in Condition.objects.all()] == ["city"]


def test_the_page_of_a_new_rule_has_blank_rows_for_those_without_scripts(chen):
    text = chen.get(add_url(make_draft())).content.decode()

    assert 'name="conditions-2-value"' in text
    assert 'id="condition-editor"' in text


def key_url(draft) -> str:
    return f"{add_url(draft)}&purpose=key"


def test_a_rule_for_key_leads_has_no_target(chen):
    draft = make_draft()

    chen.post(key_url(draft), form_of(condition("value", "above", "100"), target="pool"))

    rule = draft.rules.get(name="Bonn")
    assert (rule.purpose, rule.target, rule.pool) == (RulePurpose.KEY, "", None)
    assert rule.conditions.get().value == 100


def test_a_rule_for_key_leads_asks_nothing_of_the_rep(chen):
    row = condition("rep.level", "is", "senior")

    answer = chen.post(key_url(make_draft()), form_of(row))

    assert "Select a valid choice" in answer.content.decode()
    assert not Rule.objects.filter(purpose=RulePurpose.KEY).exists()


def test_the_page_of_a_rule_for_key_leads_stays_one(chen):
    draft = make_draft()
    rule = Rule.objects.create(version=draft, name="big", purpose=RulePurpose.KEY, target="")
    url = reverse("admin:assignment_rule_change", args=[rule.pk])
    page = chen.get(url)

    chen.post(url, form_of(condition("grade", "is", "A"), name="bigger"))

    rule.refresh_from_db()
    assert "target" not in page.context["adminform"].form.fields
    assert (rule.name, rule.purpose, rule.target) == ("bigger", RulePurpose.KEY, "")


def test_the_conditions_of_a_published_rule_are_read_in_words(chen):
    pool = make_pool(make_rep("Ana"))
    published = make_rules((pool, ("country", "one_of", ["DE"])), catch_all=pool)
    rule = published.rules.get(is_catch_all=False)

    text = chen.get(reverse("admin:assignment_rule_change", args=[rule.pk])).content.decode()

    assert "country is one of Germany" in text
    assert 'id="condition-editor"' not in text


def test_the_page_of_a_rule_asks_the_same_questions_of_many_conditions(
    chen, django_assert_max_num_queries
):
    draft = make_draft()
    few, many = (
        Rule.objects.create(version=draft, name=name, target=TargetKind.REVIEW)
        for name in ("few", "many")
    )
    for rule, count in ((few, 1), (many, 5)):
        for _ in range(count):
            Condition.objects.create(rule=rule, field="channel", operator="is", value="fair")
    pages = [reverse("admin:assignment_rule_change", args=[rule.pk]) for rule in (few, many)]
    chen.get(pages[0])
    with django_assert_max_num_queries(40) as queries:
        chen.get(pages[0])

    with django_assert_max_num_queries(len(queries)):
        chen.get(pages[1])


def test_a_rule_names_the_target_it_gives_to(chen):
    answer = chen.post(add_url(make_draft()), form_of(target="pool"))

    assert "Say to whom the rule gives its leads." in answer.content.decode()


def test_changing_the_target_forgets_the_one_before(chen):
    ana = make_rep("Ana")
    draft = make_draft()
    rule = Rule.objects.create(version=draft, name="x", target=TargetKind.POOL, pool=make_pool(ana))
    url = reverse("admin:assignment_rule_change", args=[rule.pk])

    chen.post(url, form_of(target="reps", pool=rule.pool_id, reps=[ana.pk]))

    rule.refresh_from_db()
    assert (rule.target, rule.pool, list(rule.reps.all())) == (TargetKind.REPS, None, [ana])


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
