from decimal import Decimal

import pytest

from assignment.engine.conditions import (
    Condition,
    Flawed,
    compile_condition,
    validate,
    wanted_of,
)
from assignment.engine.fields import FIELDS, OPERATORS, REP_FIELDS, Operator, is_ordered, type_of

SHANGHAI = ["CN-SH", "CN-EAST", "CN", "asia-pacific"]

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
    ("message", "contains_all", ["pump", "报价"], "报价: two pumps"),
    ("message", "contains_word", ["quote", "报价"], "请给我报价，谢谢"),
    ("message", "contains_word", "price list", "Your PRICE-LIST, please"),
    ("industry", "is", "machinery", "Machinery"),
    ("quantity", "between", [1, "9.5"], 9.5),
    ("quantity", "between", ["１", "１"], 1),
    ("value", "is_not", 10, 1001),
    ("value", "one_of", [10, 20], 2000),
    ("value", "none_of", [10, 20], 3000),
    ("value", "at_most", 10, 1000),
    ("value", "below", "10.01", 1000),
    ("value", "between", ["9.99", "10"], 1000),
    ("value", "is_empty", None, None),
    ("value", "is_not_empty", None, 0),
    ("country", "is_not", "DE", "AT"),
    ("country", "is_empty", None, ""),
    ("country", "is_not_empty", None, "de"),
    ("grade", "is", "a", "Ａ"),
    ("grade", "is_not", "A", "B"),
    ("grade", "none_of", ["A", "B"], "C"),
    ("grade", "is_empty", None, None),
    ("grade", "is_not_empty", None, "C"),
    ("score", "at_least", 60, 60),
    ("language", "is_empty", None, ""),
    ("language", "is_not_empty", None, "zh"),
    ("area", "within", "cn-east", SHANGHAI),
    ("area", "within", ["DE", "asia-pacific"], tuple(SHANGHAI)),
    ("area", "within", "ＣＮ", "CN"),
    ("area", "not_within", ["DE", "CN-NORTH"], SHANGHAI),
    ("area", "is_empty", None, []),
    ("area", "is_empty", None, ["", None]),
    ("area", "is_not_empty", None, ["XX"]),
    ("arrived_time", "between", ["09:00", "18:00"], "09:00"),
    ("arrived_time", "between", ["18:00", "08:30"], "23:59"),
    ("arrived_time", "between", ["18:00", "08:30"], "00:00"),
    ("arrived_time", "between", ["１８：００", "８：３０"], "08:29:59"),
    ("arrived_time", "between", ["18:00", "24:00"], "23:59"),
    ("arrived_time", "between", ["24:00", "06:00"], "00:00"),
    ("arrived_time", "at_least", "08:30", "08:30"),
    ("arrived_time", "at_most", "08:30", "08:30"),
    ("arrived_time", "above", "08:30", "08:31"),
    ("arrived_time", "below", "8:30", "08:29"),
    ("arrived_time", "is_empty", None, ""),
    ("arrived_time", "is_not_empty", None, "00:00"),
    ("arrived_on", "is", "2026-03-02", "2026-03-02"),
    ("arrived_on", "is_not", "2026-03-02", "2026-03-03"),
    ("arrived_on", "below", "2026-03-02", "2026-02-28"),
    ("arrived_on", "above", "2025-12-31", "2026-01-01"),
    ("arrived_on", "at_least", "2026-03-02", "2026-03-02"),
    ("arrived_on", "at_most", "2026-03-02", "2026-03-02"),
    ("arrived_on", "between", ["2026-02-01", "2026-02-28"], "2026-02-28"),
    ("arrived_on", "is_empty", None, ""),
    ("arrived_on", "is_not_empty", None, "2026-03-02"),
    ("has_wechat", "is_not", True, False),
    ("attributes.machine", "is", "3", 3),
    ("attributes.vip", "is", "true", True),
    ("attributes.machine", "is_not", "lathe", "mill"),
    ("attributes.machine", "one_of", ["lathe", "mill"], "Mill"),
    ("attributes.machine", "none_of", ["lathe"], "mill"),
    ("attributes.machine", "contains", "ill", "mill"),
    ("attributes.machine", "not_contains", "ill", "lathe"),
    ("attributes.machine", "starts_with", "la", "lathe"),
    ("attributes.machine", "ends_with", "the", "lathe"),
    ("attributes.machine", "contains_word", "mill", "big mill"),
    ("attributes.machine", "contains_all", ["big", "mill"], "big mill"),
    ("attributes.power", "at_least", 5, "5.0"),
    ("attributes.power", "at_most", 5, 5),
    ("attributes.power", "above", "4.9", 5.0),
    ("attributes.power", "below", 10, "９"),
    ("attributes.power", "between", [4, 6], "5"),
    ("attributes.power", "is_empty", None, ""),
    ("attributes.power", "is_not_empty", None, 0),
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
    ("message", "contains_all", ["pump", "报价"], "two pumps"),
    ("message", "contains_word", "pump", "two pumps"),
    ("quantity", "between", [1, 9], 10),
    ("value", "between", [1, 9], 901),
    ("area", "within", "CN-EAST", ["CN-BJ", "CN-NORTH", "CN"]),
    ("area", "not_within", ["CN"], SHANGHAI),
    ("area", "is_empty", None, SHANGHAI),
    ("area", "is_not_empty", None, []),
    ("arrived_time", "between", ["09:00", "18:00"], "18:00"),
    ("arrived_time", "between", ["18:00", "08:30"], "08:30"),
    ("arrived_time", "between", ["18:00", "08:30"], "17:59"),
    ("arrived_time", "between", ["18:00", "24:00"], "00:00"),
    ("arrived_on", "between", ["2026-02-01", "2026-02-28"], "2026-03-01"),
    ("arrived_on", "is", "2026-03-02", "2026-03-03"),
    ("attributes.power", "at_least", 5, "4.9"),
    ("attributes.power", "above", 5, "many"),
    ("attributes.power", "below", 5, "1,500"),
    ("attributes.power", "between", [1, 5], "lathe"),
]


@pytest.mark.parametrize(("field", "operator", "value", "fact"), HOLDS)
def test_condition_holds(field, operator, value, fact):
    assert compile_condition(Condition(field, operator, value))({field: fact}) is True


@pytest.mark.parametrize(("field", "operator", "value", "fact"), FAILS)
def test_condition_fails(field, operator, value, fact):
    assert compile_condition(Condition(field, operator, value))({field: fact}) is False


def test_every_operator_is_tried_with_every_type_that_admits_it_in_the_tables_above():
    tried = {(type_of(field), operator) for field, operator, *_ in HOLDS}
    about_leads = {kind for kind in OPERATORS if kind not in REP_FIELDS.values()}

    assert tried == {(kind, operator) for kind in about_leads for operator in OPERATORS[kind]}


@pytest.mark.parametrize("missing", [{}, {"region": None}, {"region": " \u3000"}])
@pytest.mark.parametrize("operator", OPERATORS["text"])
def test_missing_fact_fails_all_but_emptiness_and_the_negations(operator, missing):
    holds = compile_condition(Condition("region", operator, ["East"]))(missing)

    assert holds is (operator in {"is_empty", "is_not", "none_of", "not_contains"})


@pytest.mark.parametrize("operator", OPERATORS["number"])
def test_missing_number_fails_all_but_emptiness_and_the_negations(operator):
    value = [3, 4] if operator == "between" else 3

    holds = compile_condition(Condition("quantity", operator, value))({})

    assert holds is (operator in {"is_empty", "is_not", "none_of"})


@pytest.mark.parametrize(
    ("field", "operator", "value", "holds"),
    [
        ("area", "within", "CN", False),
        ("area", "not_within", "CN", True),
        ("arrived_time", "between", ["18:00", "08:30"], False),
        ("arrived_on", "is_not", "2026-03-02", True),
        ("arrived_on", "at_most", "2026-03-02", False),
        ("attributes.power", "below", 5, False),
        ("attributes.power", "not_contains", "x", True),
        ("message", "contains_word", "pump", False),
        ("message", "contains_all", ["pump"], False),
    ],
)
def test_the_newer_types_treat_a_missing_fact_alike(field, operator, value, holds):
    assert compile_condition(Condition(field, operator, value))({}) is holds


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
        (Condition("message", "contains_word", ["!", "…"]), "value_missing"),
        (Condition("area", "within", 3.5), None),
        (Condition("area", "within", {"code": "CN"}), "value_not_text"),
        (Condition("area", "is", "CN"), "operator_not_for_type"),
        (Condition("arrived_time", "at_least", "half past eight"), "value_not_a_time"),
        (Condition("arrived_time", "at_least", "24:01"), "value_not_a_time"),
        (Condition("arrived_time", "at_least", "8"), "value_not_a_time"),
        (Condition("arrived_time", "at_least", 830), "value_not_a_time"),
        (Condition("arrived_time", "between", "08:30"), "value_not_a_range"),
        (Condition("arrived_time", "between", ["08:30", "8:30"]), "value_not_a_range"),
        (Condition("arrived_on", "is", "2.3.2026"), "value_not_a_date"),
        (Condition("arrived_on", "is", "2026-W10-1"), "value_not_a_date"),
        (Condition("arrived_on", "is", "2026-02-30"), "value_not_a_date"),
        (Condition("arrived_on", "is", 20260302), "value_not_a_date"),
        (Condition("arrived_on", "between", ["2026-03-02", "2026-03-01"]), "value_not_a_range"),
        (Condition("quantity", "between", [1, 2, 3]), "value_not_a_range"),
        (Condition("quantity", "between", [2, 1]), "value_not_a_range"),
        (Condition("quantity", "between", ["", 1]), "value_not_a_range"),
        (Condition("attributes.power", "above", "many"), "value_not_a_number"),
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
        ("area", "within", "CN", [1]),
        ("area", "within", "CN", {"code": "CN"}),
        ("arrived_time", "at_least", "08:30", "24:00"),
        ("arrived_time", "at_least", "08:30", 830),
        ("arrived_on", "is", "2026-03-02", "yesterday"),
        ("arrived_on", "is", "2026-03-02", True),
        ("attributes.power", "above", 3, [3]),
        ("message", "contains_word", "pump", ["pump"]),
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


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        (Condition("company", "is", " ＡＣＭＥ "), ("acme",)),
        (Condition("value", "between", [1, "2.5"]), (100, 250)),
        (Condition("arrived_time", "between", ["18:00", "08:30"]), (1080, 510)),
        (Condition("arrived_on", "is", "0001-01-02"), (2,)),
        (Condition("area", "within", ["CN", "DE"]), ("cn", "de")),
        (Condition("attributes.power", "above", "5"), (5,)),
        (Condition("attributes.power", "is", "5"), ("5",)),
        (Condition("region", "is_empty"), ()),
        (Condition("rep.languages", "contains_fact", "language"), ("language",)),
    ],
)
def test_the_values_a_condition_compares_with_can_be_had(condition, values):
    assert wanted_of(condition) == values


def test_the_types_with_an_order_are_known():
    assert {kind for kind in OPERATORS if is_ordered(kind)} == {"number", "money", "time", "date"}


def test_every_field_has_operators():
    assert {type_of(name) for name in (*FIELDS, *REP_FIELDS)} <= set(OPERATORS)
    assert {operator for some in OPERATORS.values() for operator in some} == set(Operator)
