import pytest
from django.utils import translation

from assignment.engine.conditions import Condition, validate
from assignment.engine.fields import FIELDS, REP_FIELDS, Operator
from assignment.wording.condition_choices import choices_for
from assignment.wording.condition_words import all_names, fact_words, names_for
from assignment.wording.sentences import condition_text
from leads.models import Channel
from reps.models import Team
from tests.builders import make_channel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Condition("country", "one_of", ["DE", "at"]), "country is one of Germany, Austria"),
        (Condition("language", "is", "zh-CN"), "language is Chinese"),
        (Condition("area", "within", ["CN-SH", "DE"]), "region is within Shanghai, Germany"),
        (Condition("area", "within", "gone"), "region is within gone"),
        (
            Condition("value", "between", [1000000, "2500000.5"]),
            "value in base currency is between 1,000,000 CNY and 2,500,000.5 CNY",
        ),
        (
            Condition("arrived_time", "between", ["18:00", "08:30"]),
            "time of arrival is between 18:00 and 08:30",
        ),
        (Condition("arrived_time", "below", "08:30"), "time of arrival is before 08:30"),
        (Condition("arrived_on", "above", "2026-03-02"), "day of arrival is after 2 March 2026"),
        (
            Condition("arrived_weekday", "one_of", [5, "6"]),
            "weekday of arrival is one of Saturday, Sunday",
        ),
        (Condition("is_key", "is", True), "is a key lead"),
        (Condition("is_key", "is_not", True), "is a key lead: no"),
        (Condition("industry", "is_empty"), "industry is empty"),
        (Condition("message", "contains_word", ["quote"]), "message contains the word quote"),
        (Condition("attributes.power", "at_least", 5), "power is at least 5"),
        (
            Condition("rep.languages", "contains_fact", "language"),
            "the rep speaks the lead's language",
        ),
        (Condition("rep.areas", "contains", "DE"), "the rep covers Germany"),
        (Condition("rep.languages", "contains", ["de", "en"]), "the rep speaks German or English"),
        (Condition("rep.skills", "contains", ["tenders"]), "the rep is skilled in tenders"),
        (Condition("rep.level", "at_least", "senior"), "the rep's level is at least Senior"),
        (Condition("value", "above", "much"), "value in base currency is above much"),
        (Condition("arrived_on", "is", "soon"), "day of arrival is on soon"),
    ],
)
def test_a_condition_in_words(condition, said):
    assert condition_text(condition) == said


def test_countries_and_regions_go_by_their_names_in_chinese():
    with translation.override("zh-hans"):
        said = [
            condition_text(Condition("country", "is", "DE")),
            condition_text(Condition("area", "within", "CN-SH")),
            condition_text(Condition("language", "is", "de")),
        ]

    assert [any(name in text for text in said) for name in ("德国", "上海", "德语")] == [True] * 3


def test_teams_and_channels_go_by_their_names():
    team = Team.objects.create(name="East")
    channel = make_channel(slug="fair")
    Channel.objects.filter(pk=channel.pk).update(name="Hannover fair")
    conditions = [Condition("rep.team", "is", team.pk), Condition("channel", "is", "fair")]

    names = names_for(conditions)

    assert [condition_text(row, names) for row in conditions] == [
        "the rep is of the team East",
        "channel is Hannover fair",
    ]
    assert names == all_names()


def test_names_cost_nothing_where_no_condition_needs_them(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert names_for([Condition("country", "is", "DE")]) == {}


@pytest.mark.parametrize(
    ("field", "fact", "said"),
    [
        ("area", ["CN-SH", "CN-EAST", "CN"], "Shanghai"),
        ("country", "DE", "Germany"),
        ("value", 123_450, "1,234.50"),
        ("arrived_weekday", 0, "Monday"),
        ("has_email", False, "no"),
        ("quantity", 0, "0"),
        ("company", None, ""),
        ("area", [], ""),
    ],
)
def test_a_fact_in_words(field, fact, said):
    assert fact_words(field, fact) == said


@pytest.mark.parametrize("field", [*FIELDS, *REP_FIELDS])
def test_whatever_can_be_chosen_makes_a_sound_condition(field):
    Team.objects.create(name="East")
    make_channel(slug="fair")
    operator = {"rep.languages": Operator.CONTAINS}.get(field, Operator.IS)

    for value, label in choices_for(field) or []:
        assert validate(Condition(field, operator, value)) is None
        assert label


@pytest.mark.parametrize(
    "field", [name for name in REP_FIELDS if name not in ("rep.level", "rep.team")]
)
def test_every_list_of_a_rep_can_be_held_against_some_fact(field):
    choices = choices_for(field, Operator.CONTAINS_FACT)

    assert choices
    for name, _ in choices:
        assert validate(Condition(field, Operator.CONTAINS_FACT, name)) is None
