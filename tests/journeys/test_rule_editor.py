"""The editor of rules in a real browser: built by click, dragged, checked, published, and used."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from assignment.models import Condition, Pool, Rule, RuleSetVersion
from assignment.versions.rule_sets import draft_of
from tests.builders import make_lead, make_operations, make_pool, make_rep, make_rules

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
SENTENCE = (
    "If (industry is Machinery and region is within DACH) or (language is one of German, Dutch)"
    " → pool Germany, weighted"
)


@pytest.fixture
def draft() -> RuleSetVersion:
    make_operations("chen")
    make_pool(make_rep("Ana"), name="Germany", strategy="weighted")
    rest = make_pool(make_rep("Bo"), name="The rest")
    published = make_rules((rest, ("country", "is", "DE")), catch_all=rest)
    return draft_of(published.rule_set)


def path_of(draft: RuleSetVersion) -> str:
    return reverse("admin:assignment_rulesetversion_change", args=[draft.pk])


def open_page(page: Page, server, path: str) -> None:
    page.goto(f"{server.url}{reverse('admin:login')}?next={path}")
    page.fill("[name=username]", "chen")
    page.fill("[name=password]", "a long password")
    page.click("[type=submit]")
    page.wait_for_url(f"**{path}")


def row(page: Page, *, group: int, place: int) -> Locator:
    return page.locator(".condition-group").nth(group).locator("[data-row]").nth(place)


def add_condition(page: Page, *, group: int, place: int, field: str, operator: str) -> Locator:
    made = row(page, group=group, place=place)
    made.get_by_label("Field").select_option(field)
    made.get_by_label("Comparison").select_option(operator)
    return made


def build_rule(page: Page) -> None:
    page.get_by_label("Name", exact=False).first.fill("Machines for DACH")
    page.get_by_label("Pool", exact=True).select_option(label="Germany")
    page.get_by_role("button", name="Add a condition").click()
    industry = add_condition(page, group=0, place=0, field="industry", operator="is")
    industry.get_by_label("Value").fill("Machinery")
    page.get_by_role("button", name="Add a condition to this group").click()
    region = add_condition(page, group=0, place=1, field="area", operator="within")
    region.get_by_role("button", name="Choose regions").click()
    region.get_by_role("searchbox").fill("德奥瑞")
    region.get_by_role("checkbox", name="DACH").check()
    page.get_by_role("button", name="Add another group").click()
    language = add_condition(page, group=1, place=0, field="language", operator="one_of")
    box = language.get_by_role("combobox", name="Value")
    box.fill("germ")
    box.press("Enter")
    box.fill("Dutch")
    box.press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_manager_builds_a_rule_drags_it_first_and_publishes_it(page, live_server, draft):
    open_page(page, live_server, path_of(draft))
    page.get_by_role("link", name="Add a rule", exact=True).click()
    build_rule(page)
    page.wait_for_url(f"**{path_of(draft)}")
    expect(page.locator("body")).to_contain_text(SENTENCE)

    rows = page.locator("#rules-group tbody.original")
    handle = rows.nth(1).locator("[x-sort\\:handle], .cursor-move").first
    handle.drag_to(rows.nth(0), target_position={"x": 20, "y": 4})
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator("body")).to_contain_text("Nothing keeps this draft")
    page.get_by_role("link", name="Back").last.click()
    page.get_by_role("button", name="Check and publish").click()
    expect(page.locator("body")).to_contain_text("is in force")

    first = make_lead(name="Erika", email="e@m.de", industry="Machinery", country="AT")
    other = make_lead(name="Jo", email="j@m.de", industry="Bakery", country="DE")
    assert Rule.objects.filter(version=draft).order_by("position")[0].name == "Machines for DACH"
    assert (first.owner.name, other.owner.name) == ("Ana", "Bo")


def test_rules_are_put_in_order_by_keyboard(page, live_server, draft):
    Rule.objects.create(version=draft, name="second", position=9, target="review")
    open_page(page, live_server, path_of(draft))

    page.get_by_role("button", name="Move second up").press("Enter")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#rules-group tbody.original").first).to_contain_text("second")
    names = draft.rules.filter(is_catch_all=False).order_by("position")
    assert [rule.name for rule in names] == ["second", "rule 0"]


def make_rule(draft: RuleSetVersion, *rows: tuple[int, str, str, object]) -> str:
    """A rule with (group, field, operator, value) rows; the path of its page."""
    pool = Pool.objects.get(name="Germany")
    rule = Rule.objects.create(version=draft, name="mixed", position=5, pool=pool)
    for group, field, operator, value in rows:
        Condition.objects.create(
            rule=rule, group=group, field=field, operator=operator, value=value
        )
    return reverse("admin:assignment_rule_change", args=[rule.pk])


MIXED = (
    (1, "country", "one_of", ["DE", "AT"]),
    (1, "value", "between", [1000, "2500.5"]),
    (1, "company", "one_of", ["Smith, Inc", 'The "Best"']),
    (1, "rep.languages", "contains_fact", "language"),
    (2, "arrived_time", "between", ["18:00", "08:30"]),
    (2, "arrived_on", "at_least", "2026-03-02"),
    (2, "arrived_weekday", "one_of", [5, 6]),
    (3, "area", "within", ["CN-EAST"]),
    (3, "attributes.Tier", "is", "gold"),
    (3, "has_phone", "is", True),
    (3, "city", "is_empty", None),
)


def test_every_kind_of_condition_comes_back_as_it_was(page, live_server, draft):
    open_page(page, live_server, make_rule(draft, *MIXED))
    expect(page.locator(".condition-group")).to_have_count(3)

    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".condition-group")).to_have_count(3)

    rows = Condition.objects.filter(rule__name="mixed").order_by("group", "pk")
    assert [(one.group, one.field, one.operator, one.value) for one in rows] == list(MIXED)


def test_a_removed_row_is_gone_and_a_faulty_one_says_why(page, live_server, draft):
    open_page(page, live_server, make_rule(draft, *MIXED[:2]))
    row(page, group=0, place=0).get_by_role("button", name="Remove this condition").click()
    page.get_by_role("button", name="Add another group").click()
    number = add_condition(page, group=1, place=0, field="quantity", operator="at_least")
    number.get_by_role("textbox", name="Value").fill("many")

    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_role("alert")).to_contain_text("The value must be a number")
    row(page, group=1, place=0).get_by_role("textbox", name="Value").fill("5")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_role("alert")).to_have_count(0)

    rows = Condition.objects.filter(rule__name="mixed").order_by("group", "pk")
    assert [(one.field, one.value) for one in rows] == [
        ("value", [1000, "2500.5"]),
        ("quantity", 5),
    ]


def complaints(page: Page) -> list[str]:
    """What axe finds wrong with what is ours on the page: the editor."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run('.conditions', {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:150]}" for one in found["violations"] for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_editor_is_accessible(page, live_server, draft, scheme):
    page.emulate_media(color_scheme=scheme)
    open_page(page, live_server, make_rule(draft, *MIXED))
    page.get_by_role("button", name="Choose regions").click()
    page.get_by_role("button", name="Show what lies in").first.click()
    found = complaints(page)
    page.get_by_role("combobox", name="Value").first.click()
    found += complaints(page)

    assert found == []


def test_the_editor_is_no_wider_than_a_phone(page, live_server, draft):
    page.set_viewport_size(PHONE)
    paths = (make_rule(draft, *MIXED), path_of(draft))
    open_page(page, live_server, paths[0])
    page.get_by_role("button", name="Choose regions").click()
    wide = {}
    for path in paths:
        if not page.url.endswith(path):
            page.goto(live_server.url + path)
        wide[path] = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    assert set(wide.values()) == {0}
