import pytest
from django.core.cache import cache
from django.utils import translation

from assignment.choices import WhenNobody
from assignment.engine.conditions import Condition, validate
from assignment.engine.fields import ATTRIBUTE_PREFIX, FIELDS, OPERATORS, REP_FIELDS
from assignment.pools.overflows import circle_through
from assignment.wording.condition_choices import by_name
from assignment.wording.condition_text import to_value
from assignment.wording.editor import editor_data, field_choices
from assignment.wording.suggestions import attribute_names, suggestions
from leads.models import Product
from reps.models import Team
from tests.builders import make_lead, make_pool, make_rep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_suggested_before():
    cache.clear()


def names_in(groups) -> list[str]:
    return [name for _title, rows in groups for name, _label in rows]


def test_every_field_stands_in_one_group():
    found = names_in(field_choices(with_rep=True))

    assert sorted(found) == sorted([*FIELDS, *REP_FIELDS, ATTRIBUTE_PREFIX])


def test_a_rule_that_only_marks_leads_asks_nothing_of_the_rep():
    found = names_in(field_choices(with_rep=False))

    assert not set(found) & set(REP_FIELDS)


def test_each_type_has_the_comparisons_that_fit_it_in_its_own_words():
    data = editor_data()

    offered = {kind: [code for code, _label in rows] for kind, rows in data["operators"].items()}
    assert offered == {str(kind): list(map(str, rows)) for kind, rows in OPERATORS.items()}
    assert ("below", "is before") in data["operators"]["date"]
    assert ("contains_fact", "that is the lead’s") in data["operators"]["rep_list"]


def test_closed_lists_offer_what_is_stored_with_its_name():
    team = Team.objects.create(name="East")

    data = editor_data()

    def choices(field: str) -> list[tuple[str, str]]:
        return data["sets"][data["choices"][field]]

    assert ("DE", "Germany") in choices("country")
    assert choices("country") is choices("phone_country")
    assert ("0", "Monday") in choices("arrived_weekday")
    assert choices("rep.team") == [(str(team.pk), "East")]
    assert choices("has_phone") == [("yes", "yes"), ("no", "no")]


def chosen(field: str, value: str) -> Condition:
    """The condition that a row of the editor makes of a choice."""
    operator = "contains" if field == "rep.languages" else "is"
    read = to_value(value, operator=operator, field=field)
    return Condition(field, operator, by_name(field, operator, read))


def test_every_value_of_a_closed_list_makes_a_sound_condition():
    data = editor_data()

    faulty = [
        (field, value)
        for field, place in data["choices"].items()
        for value, _label in data["sets"][place]
        if validate(chosen(field, value))
    ]
    assert faulty == []


def test_the_tree_of_regions_speaks_the_language_of_the_reader():
    with translation.override("zh-hans"):
        names = str(editor_data()["regions"])

    assert "德奥瑞" in names
    assert "华东" in names


def test_values_of_the_newest_leads_are_suggested():
    make_pool(make_rep("Ana", skills=["tenders"], products=["Valve"]))
    Product.objects.create(name="Pump")
    make_lead(email="a@b.de", industry="Oil, gas", source="fair", attributes={"Tier": "gold"})

    found = suggestions()

    assert (found["industry"], found["source"]) == (["Oil, gas"], ["fair"])
    assert (found["product"], found["rep.products"]) == (["Pump"], ["Pump", "Valve"])
    assert found["rep.skills"] == ["tenders"]
    assert (attribute_names(found), found["attributes.Tier"]) == (["Tier"], ["gold"])


def test_suggestions_are_looked_up_once_in_a_while(django_assert_num_queries):
    suggestions()

    with django_assert_num_queries(0):
        suggestions()


def test_the_editor_asks_the_same_questions_whatever_there_is(django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as few:
        editor_data()
    for number in range(5):
        make_lead(email=f"a{number}@b.de", industry=f"I{number}")
        Team.objects.create(name=f"T{number}")
    cache.clear()

    with django_assert_max_num_queries(len(few)):
        editor_data()


def overflowing(name: str, to=None):
    way = {"when_nobody": WhenNobody.OVERFLOW, "overflow": to} if to else {}
    return make_pool(name=name, **way)


def test_pools_that_hand_on_in_a_line_make_no_circle():
    last = overflowing("last")
    middle = overflowing("middle", last)

    assert circle_through(overflowing("first"), middle) == []


def test_a_circle_of_pools_is_named_all_around():
    last = overflowing("last")
    middle = overflowing("middle", last)
    first = overflowing("first", middle)

    assert circle_through(last, first) == [last, first, middle, last]


def test_a_pool_that_does_not_overflow_ends_the_way():
    first = overflowing("first")
    other = make_pool(name="other", when_nobody=WhenNobody.WAIT, overflow=first)

    assert circle_through(first, other) == []
