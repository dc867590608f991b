import pytest

from assignment.engine.codes import Problem
from assignment.engine.conditions import Condition, requirement_of, to_test, validate
from assignment.engine.fields import OPERATORS, REP_FIELDS
from assignment.engine.match import Match, explain, match
from assignment.engine.requirements import LEVELS, demands_of
from assignment.engine.values import Flawed
from reps.choices import RepLevel
from tests.assignment.engine.cast import compiled, make_rule

SHANGHAI = ("CN-SH", "CN-EAST", "CN")
ANA = {
    "languages": frozenset({"zh", "en-gb"}),
    "areas": frozenset({"cn-east", "de"}),
    "skills": frozenset({"hydraulics"}),
    "products": frozenset({"pump"}),
    "industries": frozenset({"机械"}),
    "level": frozenset({"senior"}),
    "team": frozenset({"3", "1"}),
}
SPEAKS = Condition("rep.languages", "contains_fact", "language")
COVERS = Condition("rep.areas", "contains_fact", "area")
EAST = Condition("region", "is", "East")

TABLE = [
    # field, operator, value, facts, holds, code
    ("rep.languages", "contains_fact", "language", {"language": "zh-CN"}, True, "language_missing"),
    ("rep.languages", "contains_fact", "language", {"language": "en"}, False, "language_missing"),
    ("rep.languages", "contains_fact", "language", {"language": "en-GB"}, True, "language_missing"),
    ("rep.languages", "contains_fact", "language", {}, True, "language_missing"),
    ("rep.languages", "contains_fact", "language", {"language": " "}, True, "language_missing"),
    ("rep.languages", "contains_fact", "language", {"language": ["x"]}, True, "language_missing"),
    ("rep.languages", "contains", "en_gb", {}, True, "language_missing"),
    ("rep.languages", "contains", ["fr", "de"], {}, False, "language_missing"),
    ("rep.areas", "contains_fact", "area", {"area": SHANGHAI}, True, "outside_territory"),
    ("rep.areas", "contains_fact", "area", {"area": ["CN-BJ", "CN"]}, False, "outside_territory"),
    ("rep.areas", "contains_fact", "country", {"country": "de"}, True, "outside_territory"),
    ("rep.areas", "contains", "cn-east", {}, True, "outside_territory"),
    ("rep.skills", "contains", "ＨＹＤＲＡＵＬＩＣＳ", {}, True, "skill_missing"),
    (
        "rep.skills",
        "contains_fact",
        "attributes.x",
        {"attributes": {"x": 1}},
        False,
        "skill_missing",
    ),
    ("rep.products", "contains_fact", "product", {"product": "PUMP"}, True, "skill_missing"),
    ("rep.products", "contains", "valve", {}, False, "skill_missing"),
    ("rep.industries", "contains_fact", "industry", {"industry": "机械"}, True, "skill_missing"),
    ("rep.industries", "contains", ["机械", "food"], {}, True, "skill_missing"),
    ("rep.level", "at_least", "regular", {}, True, "level_too_low"),
    ("rep.level", "at_least", "Senior", {}, True, "level_too_low"),
    ("rep.level", "is", "junior", {}, False, "level_too_low"),
    ("rep.level", "one_of", ["junior", "senior"], {}, True, "level_too_low"),
    ("rep.team", "is", 1, {}, True, "wrong_team"),
    ("rep.team", "one_of", ["2", 4], {}, False, "wrong_team"),
]


@pytest.mark.parametrize(("field", "operator", "value", "facts", "holds", "code"), TABLE)
def test_a_requirement_on_a_rep(field, operator, value, facts, holds, code):
    requirement = requirement_of(Condition(field, operator, value))

    assert (requirement.holds(ANA, facts), requirement.code) == (holds, code)


def test_every_operator_is_tried_with_every_field_on_reps_in_the_table_above():
    tried = {(field, operator) for field, operator, *_ in TABLE}

    assert tried == {(name, some) for name, kind in REP_FIELDS.items() for some in OPERATORS[kind]}


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition("rep.shoe_size", "is", "9"), "unknown_field"),
        (Condition("rep.languages", "is", "zh"), "operator_not_for_type"),
        (Condition("rep.languages", "contains_fact", "quantity"), "value_not_a_field"),
        (Condition("rep.languages", "contains_fact", "rep.skills"), "value_not_a_field"),
        (Condition("rep.languages", "contains_fact", True), "value_not_a_field"),
        (Condition("rep.languages", "contains_fact", ["language", "area"]), "value_not_single"),
        (Condition("rep.languages", "contains_fact", ""), "value_missing"),
        (Condition("rep.level", "at_least", "boss"), "value_not_a_level"),
        (Condition("rep.level", "at_least", ["junior", "senior"]), "value_not_single"),
        (Condition("rep.team", "is", None), "value_missing"),
        (SPEAKS, None),
    ],
)
def test_validate_names_what_is_wrong_with_a_condition_on_reps(condition, code):
    assert validate(condition) == code


def test_a_condition_on_reps_is_no_test_of_a_lead():
    with pytest.raises(Flawed):
        to_test(SPEAKS)


def test_a_rep_of_whom_nothing_is_known_meets_no_demand():
    assert requirement_of(SPEAKS).holds({}, {"language": "zh"}) is False


def test_the_levels_are_those_of_the_reps_from_below():
    assert list(LEVELS) == RepLevel.values


def test_requirements_are_equal_for_equal_conditions_and_can_be_keys():
    assert {requirement_of(SPEAKS), requirement_of(SPEAKS)} == {requirement_of(SPEAKS)}


def test_demands_are_read_once_and_what_demands_nothing_is_left_out():
    requirements = (requirement_of(SPEAKS), requirement_of(COVERS))

    demands = demands_of(requirements, {"language": "zh-CN"})

    assert demands == (("language_missing", "languages", frozenset({"zh", "zh-cn"})),)


def test_a_match_hands_on_what_the_group_that_held_asks_of_the_rep():
    rule = make_rule("either", [EAST, SPEAKS], [COVERS])
    rules = compiled(rule)

    assert match(rules, {"region": "east"}) == Match(rule, (), (requirement_of(SPEAKS),), 0)
    assert match(rules, {"region": "west"}) == Match(rule, (), (requirement_of(COVERS),), 1)


def test_the_place_of_a_group_counts_empty_groups():
    rule = make_rule("east", [], [EAST])

    assert match(compiled(rule), {"region": "East"}) == Match(rule, group=1)


def test_a_match_without_requirements_makes_nothing_anew():
    rules = compiled(make_rule("east", [EAST]))

    assert match(rules, {"region": "East"}) is match(rules, {"region": "East"})


def test_a_broken_condition_on_reps_is_a_flaw_of_its_rule():
    broken = make_rule("broken", [Condition("rep.level", "at_least", "boss")])

    flaws = match(compiled(broken), {}).flaws

    assert [(flaw.rule, flaw.code) for flaw in flaws] == [("broken", Problem.VALUE_NOT_A_LEVEL)]


def test_explain_shows_conditions_on_reps_and_says_what_they_are():
    rules = compiled(make_rule("west", [Condition("region", "is", "West"), SPEAKS, COVERS]))

    (check,) = explain(rules, {"region": "East", "language": "zh"})

    assert (check.holds, check.group) == (False, None)
    assert [(row.actual, row.holds, row.is_requirement) for row in check.groups[0]] == [
        ("East", False, False),
        ("zh", True, True),
        (None, True, True),
    ]
