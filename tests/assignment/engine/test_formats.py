"""Content of the first format, as earlier releases have stored it, and what the second adds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import TargetKind
from assignment.engine.conditions import Condition
from assignment.engine.match import match
from assignment.engine.rules import (
    CompiledRuleSet,
    RuleSet,
    Target,
    from_content,
    to_content,
)
from tests.assignment.engine.cast import TO_REVIEW, make_rule
from tests.assignment.engine.test_rules import rule_sets


def rule_1(key, *rows):
    conditions = [{"field": f, "operator": o, "value": v} for f, o, v in rows]
    target = {"kind": "pool", "pool": 7, "reps": []}
    return {"key": key, "name": key, "groups": [conditions], "target": target}


STORED = {
    "format": 1,
    "version": 4,
    "rules": [
        rule_1("area", ("area", "within", "CN")),
        rule_1("rep", ("rep.languages", "contains_fact", "language")),
        rule_1("word", ("message", "contains_word", ["pump"])),
        rule_1("power", ("attributes.power", "above", 5)),
        rule_1("colour", ("colour", "within", "CN")),
        rule_1("vip", ("attributes.vip", "is", "true"), ("arrived_weekday", "one_of", [5, 6])),
        rule_1("value", ("value", "at_least", 1000), ("language", "is", "zh")),
        rule_1("words", ("message", "contains", ["pump", "报价"])),
        {
            "key": "rest",
            "name": "rest",
            "groups": [],
            "target": {"kind": "review", "pool": None, "reps": []},
        },
    ],
}
FLAWS_OF_THEN = [
    ("area", "unknown_field", "area"),
    ("rep", "unknown_field", "rep.languages"),
    ("word", "unknown_operator", "contains_word"),
    ("power", "operator_not_for_type", "attributes.power above"),
    ("colour", "unknown_field", "colour"),
]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"attributes": {"vip": True}, "arrived_weekday": 6}, "vip"),
        ({"value": 100_000, "language": "zh-CN", "area": ["CN"]}, "value"),
        ({"message": "heatpumps"}, "words"),
        ({"attributes": {"power": 9}, "message": "two"}, "rest"),
    ],
)
def test_stored_rules_of_format_1_decide_as_before(facts, rule):
    found = match(CompiledRuleSet(from_content(STORED)), facts)

    assert found.rule.key == rule
    assert [(flaw.rule, flaw.code, flaw.detail) for flaw in found.flaws] == FLAWS_OF_THEN


def test_format_1_is_written_back_as_it_was_read():
    assert to_content(from_content(STORED)) == STORED


@pytest.mark.parametrize(
    "condition",
    [
        Condition("area", "within", "CN"),
        Condition("grade", "is", "A"),
        Condition("message", "contains_word", "pump"),
        Condition("quantity", "between", [1, 2]),
        Condition("attributes.power", "above", 5),
        Condition("rep.level", "at_least", "senior"),
    ],
)
def test_rules_that_say_something_newer_are_written_in_format_2(condition):
    content = to_content(RuleSet(1, (make_rule("new", [condition]),)))

    assert content["format"] == 2
    assert CompiledRuleSet(from_content(content)).flaws == ()


def test_rules_that_say_nothing_newer_are_written_in_format_1():
    rules = RuleSet(1, (make_rule("old", [Condition("attributes.power", "is", "5")]),))

    assert to_content(rules)["format"] == 1


def test_a_team_and_rules_for_key_leads_survive_being_stored():
    to_team = make_rule("team", target=Target(TargetKind.TEAM, team=3))
    big = make_rule("big", [Condition("quantity", "above", 100)], target=TO_REVIEW)
    rules = RuleSet(1, (to_team,), key_rules=(big,))

    content = json.loads(json.dumps(to_content(rules)))

    assert (content["format"], from_content(content)) == (2, rules)
    assert "target" not in content["key_rules"][0]


@given(rule_sets, st.data())
def test_rules_decide_alike_before_and_after_being_stored(rule_set, data):
    facts = data.draw(st.dictionaries(st.sampled_from(["region", "quantity"]), st.text()))
    again = from_content(json.loads(json.dumps(to_content(rule_set))))

    assert match(CompiledRuleSet(again), facts) == match(CompiledRuleSet(rule_set), facts)


def compiled_with_keys(*key_rules):
    return CompiledRuleSet(RuleSet(1, (make_rule("rest"),), key_rules=key_rules))


BIG = make_rule("big", [Condition("quantity", "above", 100)])
EAST = make_rule("east", [Condition("area", "within", "CN-EAST")])


def test_every_rule_that_marks_a_lead_as_key_is_named():
    rules = compiled_with_keys(BIG, EAST)

    assert rules.key_names({"quantity": 101, "area": ["CN-SH", "CN-EAST"]}) == ("Big", "East")
    assert rules.is_marked_key({"quantity": 101})
    assert not rules.is_marked_key({"quantity": 100})


def test_a_fact_that_cannot_be_read_marks_nothing_by_the_rules_that_ask_for_it():
    facts = {"quantity": "lots", "area": ["CN-EAST"]}

    assert compiled_with_keys(BIG, EAST).key_names(facts) == ("East",)


def test_rules_for_key_leads_can_ask_nothing_of_a_rep():
    rules = compiled_with_keys(make_rule("odd", [Condition("rep.team", "is", 3)]))

    assert [(flaw.rule, flaw.code) for flaw in rules.flaws] == [("odd", "not_in_key_rule")]
    assert rules.key_names({}) == ()


def test_rules_for_key_leads_do_not_route():
    assert match(compiled_with_keys(BIG), {"quantity": 101}).rule.key == "rest"
