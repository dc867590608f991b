import pytest

from assignment.engine import codes
from assignment.engine.fields import FIELDS, REP_FIELDS, Operator
from assignment.wording import words
from assignment.wording.condition_text import to_text, to_value


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        (words.FIELD_LABELS, FIELDS),
        (words.REP_FIELD_LABELS, REP_FIELDS),
        (words.OPERATOR_LABELS, Operator),
        (words.EXCLUSION_LABELS, codes.Exclusion),
        (words.UNASSIGNED_LABELS, codes.Unassigned),
        (words.UNASSIGNED_REMEDIES, codes.Unassigned),
        (words.NOTE_LABELS, codes.Note),
        (words.STRATEGY_LABELS, codes.Strategy),
        (words.PROBLEM_LABELS, codes.Problem),
    ],
)
def test_every_code_has_its_words_and_no_word_is_left_over(labels, wanted):
    assert set(labels) == {str(code) for code in wanted}


def test_whatever_an_outcome_gives_as_a_reason_has_words():
    assert set(words.REASON_LABELS) == {*codes.Reason, *codes.Note, *codes.Unassigned}


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("country", Operator.ONE_OF, ["DE", "AT"]),
        ("message", Operator.CONTAINS, ["a, b", "c"]),
        ("message", Operator.CONTAINS_ALL, ["a", "b"]),
        ("quantity", Operator.ABOVE, 1500),
        ("quantity", Operator.ABOVE, "0.5"),
        ("quantity", Operator.BETWEEN, [10, "20.5"]),
        ("arrived_time", Operator.BETWEEN, ["18:00", "08:30"]),
        ("arrived_on", Operator.BETWEEN, ["2026-01-01", "2026-03-31"]),
        ("has_email", Operator.IS, True),
        ("region", Operator.IS_EMPTY, None),
        ("language", Operator.IS, "zh-CN"),
        ("rep.languages", Operator.CONTAINS_FACT, "language"),
        ("rep.level", Operator.AT_LEAST, "senior"),
    ],
)
def test_a_value_survives_being_shown_and_typed_again(field, operator, value):
    assert to_value(to_text(value), operator=operator, field=field) == value


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("arrived_time", "18:00-08:30", ["18:00", "08:30"]),
        ("arrived_time", "18:00 至 08:30", ["18:00", "08:30"]),
        ("arrived_time", "18:00，08:30", ["18:00", "08:30"]),
        ("arrived_on", "2026-01-01 to 2026-03-31", ["2026-01-01", "2026-03-31"]),
        ("quantity", "-5 – 10", [-5, 10]),
    ],
)
def test_a_range_is_typed_as_people_write_it(field, text, value):
    assert to_value(text, operator=Operator.BETWEEN, field=field) == value


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("area", "Germany, 上海", ["DE", "CN-SH"]),
        ("rep.areas", "CN-SH", ["CN-SH"]),
        ("area", "Nowhere", ["Nowhere"]),
        ("rep.languages", "Chinese, de", ["zh", "de"]),
    ],
)
def test_regions_and_languages_are_typed_by_name(field, text, value):
    operator = Operator.WITHIN if field == "area" else Operator.CONTAINS

    assert to_value(text, operator=operator, field=field) == value
