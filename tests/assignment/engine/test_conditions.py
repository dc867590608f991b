from decimal import Decimal

import pytest

from assignment.engine.conditions import Condition, Flawed, compile_condition, validate
from assignment.engine.fields import FIELDS, OPERATORS, Operator

HOLDS = [
    # field, operator, value, fact
    ("company", "is", "acme gmbh", "  ACME GmbH "),
    ("company", "is", "ＡＣＭＥ", "acme"),
    ("company", "is_not", "Acme", "Other"),
    ("city", "is", "上海", "上海"),
    ("city", "one_of", ["北京", "上海"], "上海"),
    ("city", "none_of", ["北京", "上海"], "Berlin"),
    ("message", "contains", ["quote", "报价"], "请给我报价，谢谢"),
    ("message", "contains", "ＰＵＭＰ", "two pumps"),
    ("message", "contains", "pump", "two ＰＵＭＰs"),
    ("message", "not_contains", ["job", "招聘"], "two pumps"),
    ("email_domain", "starts_with", ["mail.", "shop."], "Shop.example.com"),
    ("email_domain", "ends_with", ".de", "acme.DE"),
    ("industry", "is_empty", None, "   "),
    ("industry", "is_not_empty", None, "Technology"),
    ("country", "is", "DE", "de"),
    ("country", "one_of", ["DE", "AT", "CH"], "at"),
    ("phone_country", "none_of", ["CN"], "DE"),
    ("company_size", "one_of", ["a", "b"], "A"),
    ("language", "is", "zh", "zh-Hans-CN"),
    ("language", "is", "zh-hans", "zh_Hans"),
    ("language", "is_not", "zh-Hant", "zh-Hans"),
    ("language", "one_of", ["en", "zh"], "zh_CN"),
    ("language", "none_of", ["en", "fr"], "zh"),
    ("quantity", "is", "500", 500),
    ("quantity", "is", "５００", 500),
    ("quantity", "is_not", 500, 499),
    ("quantity", "one_of", [1, "2.0"], 2),
    ("quantity", "none_of", [1, 2], 3),
    ("quantity", "at_least", 500, 500),
    ("quantity", "at_most", 500, "500"),
    ("quantity", "above", "499.5", 500),
    ("quantity", "below", 500.5, 500),
    ("quantity", "is", "0.1", 0.1),
    ("quantity", "at_least", 0, Decimal("0.00")),
    ("value", "at_least", "1000000", 100_000_000),
    ("value", "above", "9.99", 1000),
    ("value", "is", 10, 1000),
    ("quantity", "is_empty", None, ""),
    ("quantity", "is_not_empty", None, 0),
    ("has_email", "is", True, True),
    ("has_email", "is", "True", True),
    ("is_customer", "is_not", "false", True),
    ("arrived_weekday", "one_of", [5, 6], 6),
    ("attributes.machine", "is", "3", 3),
    ("attributes.vip", "is", "true", True),
]

FAILS = [
    ("company", "is", "acme", "acme gmbh"),
    ("company", "is_not", "ａｃｍｅ", "Acme"),
    ("city", "one_of", ["北京", "上海"], "上"),
    ("city", "none_of", ["北京", "上海"], "北京"),
    ("message", "contains", ["报价"], "hello"),
    ("message", "not_contains", ["job", "招聘"], "招聘启事"),
    ("email_domain", "starts_with", ["mail."], "shop.example.com"),
    ("email_domain", "ends_with", [".de"], "acme.de.com"),
    ("industry", "is_empty", None, "Technology"),
    ("industry", "is_not_empty", None, ""),
    ("language", "is", "zh-Hant", "zh"),
    ("language", "is_not", "zh", "zh-CN"),
    ("language", "one_of", ["en"], "eng"),
    ("language", "none_of", ["zh"], "zh-CN"),
    ("quantity", "is", 500, 501),
    ("quantity", "above", 500, 500),
    ("quantity", "below", 500, 500),
    ("quantity", "at_least", 500, 499),
    ("quantity", "at_most", 500, 501),
    ("value", "above", 1000000, 100_000_000),
    ("has_email", "is", True, False),
]


@pytest.mark.parametrize(("field", "operator", "value", "fact"), HOLDS)
def test_condition_holds(field, operator, value, fact):
    assert compile_condition(Condition(field, operator, value))({field: fact}) is True


@pytest.mark.parametrize(("field", "operator", "value", "fact"), FAILS)
def test_condition_fails(field, operator, value, fact):
    assert compile_condition(Condition(field, operator, value))({field: fact}) is False


def test_every_operator_is_tried_with_every_type_that_admits_it_in_the_tables_above():
    tried = {(FIELDS[field], operator) for field, operator, *_ in HOLDS if field in FIELDS}
    admitted = {(kind, operator) for kind, some in OPERATORS.items() for operator in some}

    untried = {pair for pair in admitted - tried if pair[0] in {"text", "number", "flag"}}

    assert untried == set()
    assert {operator for _, operator in tried} == set(Operator)


@pytest.mark.parametrize("missing", [{}, {"region": None}, {"region": " \u3000"}])
@pytest.mark.parametrize("operator", OPERATORS["text"])
def test_missing_fact_fails_all_but_emptiness_and_the_negations(operator, missing):
    holds = compile_condition(Condition("region", operator, ["East"]))(missing)

    assert holds is (operator in {"is_empty", "is_not", "none_of", "not_contains"})


@pytest.mark.parametrize("operator", OPERATORS["number"])
def test_missing_number_fails_all_but_emptiness_and_the_negations(operator):
    holds = compile_condition(Condition("quantity", operator, 3))({})

    assert holds is (operator in {"is_empty", "is_not", "none_of"})


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Condition("colour", "is", "red"), "unknown_field"),
        (Condition("attributes.", "is", "red"), "unknown_field"),
        (Condition("attributes." + "x" * 100, "is", "red"), "unknown_field"),
        (Condition("region", "resembles", "East"), "unknown_operator"),
        (Condition("region", "above", "East"), "operator_not_for_type"),
        (Condition("has_email", "contains", "x"), "operator_not_for_type"),
        (Condition("region", "is", None), "value_missing"),
        (Condition("region", "one_of", []), "value_missing"),
        (Condition("message", "contains", ["", " "]), "value_missing"),
        (Condition("quantity", "above", " "), "value_missing"),
        (Condition("has_email", "is", ""), "value_missing"),
        (Condition("region", "is", {"a": 1}), "value_not_text"),
        (Condition("region", "one_of", ["East", None]), "value_not_text"),
        (Condition("quantity", "above", "many"), "value_not_a_number"),
        (Condition("quantity", "above", "1,500"), "value_not_a_number"),
        (Condition("quantity", "above", "1e999"), "value_not_a_number"),
        (Condition("quantity", "above", float("nan")), "value_not_a_number"),
        (Condition("quantity", "above", True), "value_not_a_number"),
        (Condition("value", "above", "9" * 60), "value_not_a_number"),
        (Condition("has_email", "is", "perhaps"), "value_not_a_flag"),
        (Condition("has_email", "is", 1), "value_not_a_flag"),
        (Condition("region", "is", ["East", "West"]), "value_not_single"),
        (Condition("quantity", "above", [1, 2]), "value_not_single"),
        (Condition("message", "contains", "x" * 201), "too_long"),
        (Condition("message", "contains", ["x"] * 501), "too_many"),
        (Condition("region", "is", "East"), None),
        (Condition("region", "is_empty"), None),
    ],
)
def test_validate_names_what_is_wrong(condition, code):
    assert validate(condition) == code


def test_a_condition_that_does_not_validate_does_not_compile():
    with pytest.raises(Flawed) as caught:
        compile_condition(Condition("colour", "is", "red"))

    assert caught.value.code == "unknown_field"


@pytest.mark.parametrize(
    ("field", "operator", "value", "fact"),
    [
        ("quantity", "above", 3, "many"),
        ("quantity", "above", 3, True),
        ("value", "above", 3, float("inf")),
        ("has_email", "is", True, "yes"),
        ("region", "is", "East", ["East"]),
    ],
)
def test_a_fact_of_the_wrong_type_is_a_flaw(field, operator, value, fact):
    judge = compile_condition(Condition(field, operator, value))

    with pytest.raises(Flawed) as caught:
        judge({field: fact})

    assert caught.value.code == "fact_of_wrong_type"


def test_a_long_message_is_judged_by_its_beginning():
    judge = compile_condition(Condition("message", "contains", ["needle"]))

    assert judge({"message": "needle" + "x" * 30_000}) is True
    assert judge({"message": "x" * 30_000 + "needle"}) is False


@pytest.mark.parametrize(
    "facts", [{"attributes.machine": "Lathe"}, {"attributes": {"machine": "Lathe"}}]
)
def test_a_custom_attribute_is_found_flat_or_nested(facts):
    assert compile_condition(Condition("attributes.machine", "is", "lathe"))(facts) is True
