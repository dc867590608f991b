from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.conditions import Condition
from assignment.engine.fields import FIELDS
from assignment.engine.match import Flaw, Match, explain, match
from assignment.engine.rules import RuleSet
from tests.assignment.engine.cast import compiled, make_rule
from tests.assignment.engine.test_conditions import HOLDS
from tests.assignment.engine.test_requirements import TABLE
from tests.assignment.engine.test_rules import rules as any_rule

EAST = Condition("region", "is", "East")
BIG = Condition("quantity", "above", 100)
UNKNOWN = Condition("colour", "is", "red")

east = make_rule("east", [EAST])
everything = make_rule("rest")

any_json = st.recursive(
    st.none() | st.text() | st.integers() | st.floats() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
facts_of_any_kind = st.dictionaries(
    st.sampled_from([*FIELDS, "attributes", "attributes.power", "rep.languages"]),
    any_json,
)
sound_conditions = st.sampled_from(
    [Condition(field, operator, value) for field, operator, value, _ in HOLDS]
    + [Condition(field, operator, value) for field, operator, value, *_ in TABLE]
)
sound_rules = st.lists(st.lists(sound_conditions, min_size=1, max_size=4), max_size=3).map(
    lambda groups: make_rule("sound", *groups)
)


def test_the_first_rule_that_holds_wins():
    again = make_rule("east again", [EAST])

    assert match(compiled(east, again, everything), {"region": "east"}) == Match(east, group=0)


def test_rows_are_joined_by_and_groups_by_or():
    rules = compiled(make_rule("either", [EAST, BIG], [Condition("country", "is", "DE")]))

    matched = [
        match(rules, facts).rule is not None
        for facts in ({"region": "East", "quantity": 101}, {"country": "DE"}, {"region": "East"})
    ]

    assert matched == [True, True, False]


def test_a_rule_without_conditions_takes_every_lead():
    assert match(compiled(east, everything), {}) == Match(everything)


def test_an_empty_group_is_no_alternative():
    rule = make_rule("east", [], [EAST])

    assert match(compiled(rule), {"region": "West"}) == Match(None)


def test_no_rule_matches():
    assert match(compiled(east), {"region": "West"}) == Match(None)


def test_a_broken_rule_fails_alone():
    broken = make_rule("broken", [EAST], [UNKNOWN])

    found = match(compiled(broken, everything), {"region": "East"})

    assert found == Match(everything, (Flaw("broken", "unknown_field", "colour"),))


def test_a_fact_that_cannot_be_read_fails_only_the_rules_that_ask_for_it():
    found = match(compiled(make_rule("big", [BIG]), east), {"quantity": "lots", "region": "East"})

    assert found == Match(east, (Flaw("big", "fact_of_wrong_type", "str"),), group=0)


def test_broken_rules_below_the_match_are_not_reported():
    assert match(compiled(east, make_rule("broken", [UNKNOWN])), {"region": "East"}).flaws == ()


def test_explain_judges_every_condition_up_to_the_match():
    rules = RuleSet(1, (make_rule("big", [BIG, EAST]), east, everything))

    checks = explain(rules, {"region": "East", "quantity": 7})

    assert [(check.rule.key, check.holds) for check in checks] == [("big", False), ("east", True)]
    assert [(row.actual, row.holds) for row in checks[0].groups[0]] == [(7, False), ("East", True)]


def test_explain_names_the_condition_that_is_broken():
    (check,) = explain(compiled(make_rule("broken", [EAST, UNKNOWN])), {"region": "East"})

    assert check.flaw == Flaw("broken", "unknown_field", "colour")
    assert [row.flaw for row in check.groups[0]] == [None, "unknown_field"]


@given(st.lists(any_rule | sound_rules, max_size=4), facts_of_any_kind)
def test_match_never_raises_and_explain_agrees_with_it(rules, facts):
    found = match(compiled(*rules), facts)
    checks = explain(compiled(*rules), facts)

    assert [check.rule for check in checks if check.holds] == [found.rule] * bool(found.rule)
    assert [check.group for check in checks if check.holds] == [found.group] * bool(found.rule)
    assert match(compiled(*rules), facts) == found
    assert tuple(check.flaw for check in checks if check.flaw) == found.flaws


@given(st.lists(sound_rules, max_size=4), facts_of_any_kind, facts_of_any_kind)
def test_requirements_never_raise_whatever_the_facts(rules, facts, others):
    found = match(compiled(*rules), facts)

    assert all(one.holds({}, others) in (True, False) for one in found.requirements)


@given(st.lists(sound_rules, max_size=4), facts_of_any_kind)
def test_the_rows_of_the_group_that_held_all_hold(rules, facts):
    checks = explain(compiled(*rules), facts)

    held = [check for check in checks if check.group is not None]
    assert all(row.holds for check in held for row in check.groups[check.group])
