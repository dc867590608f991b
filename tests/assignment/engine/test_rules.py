import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import TargetKind
from assignment.engine.conditions import Condition
from assignment.engine.fields import FIELDS, REP_FIELDS, Operator
from assignment.engine.rules import (
    Rule,
    RuleSet,
    Target,
    UnreadableRules,
    from_content,
    to_content,
)
from tests.assignment.engine.cast import TO_POOL, compiled, make_rule

scalars = st.none() | st.text() | st.integers() | st.booleans()
conditions = st.builds(
    Condition,
    field=st.sampled_from(sorted({*FIELDS, *REP_FIELDS})) | st.text(),
    operator=st.sampled_from([str(operator) for operator in Operator]) | st.text(),
    value=scalars | st.lists(scalars) | st.decimals(allow_nan=False),
)
targets = st.builds(
    Target,
    kind=st.sampled_from(TargetKind),
    pool=st.none() | st.integers(1),
    reps=st.lists(st.integers(1)).map(tuple),
    team=st.none() | st.integers(1),
)
rules = st.builds(
    Rule,
    key=st.text(),
    name=st.text(),
    groups=st.lists(st.lists(conditions, max_size=3).map(tuple), max_size=3).map(tuple),
    target=targets,
)
key_rules = st.builds(Rule, key=st.text(), name=st.text(), groups=st.just(()))
rule_sets = st.builds(
    RuleSet,
    version=st.integers(),
    rules=st.lists(rules, max_size=4).map(tuple),
    key_rules=st.lists(key_rules, max_size=2).map(tuple),
)


@given(rule_sets)
def test_content_gives_back_the_same_rules_after_a_journey_through_json(rule_set):
    content = json.loads(json.dumps(to_content(rule_set)))

    assert from_content(content) == rule_set


def test_content_says_its_format():
    assert to_content(RuleSet(version=3, rules=())) == {"format": 1, "version": 3, "rules": []}


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"format": 3, "version": 1, "rules": []},
        {"format": 1, "version": 1},
        {"format": 1, "version": 1, "rules": [{"key": "a"}]},
        {"format": 1, "version": 1, "rules": 5},
        {"format": 1, "version": 1, "rules": ["a"]},
    ],
)
def test_content_of_another_shape_is_refused(content):
    with pytest.raises(UnreadableRules):
        from_content(content)


@pytest.mark.parametrize("kind", [TargetKind.POOL, TargetKind.REPS, TargetKind.TEAM])
def test_a_target_that_names_nobody_is_a_flaw(kind):
    rules = compiled(make_rule("lost", target=Target(kind)))

    assert [(flaw.rule, flaw.code) for flaw in rules.flaws] == [("lost", "target_incomplete")]


@given(rule_sets)
def test_compiling_never_raises(rule_set):
    assert len(compiled(*rule_set.rules).rules) == len(rule_set.rules)


def test_compiled_rules_know_their_version_and_have_no_flaws_when_sound():
    rules = compiled(make_rule("east", [Condition("region", "is", "East")], target=TO_POOL))

    assert (rules.version, rules.flaws) == (1, ())
