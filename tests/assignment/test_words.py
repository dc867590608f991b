import pytest

from assignment import words
from assignment.condition_text import to_text, to_value
from assignment.engine import codes
from assignment.engine.fields import FIELDS, FieldType, Operator


@pytest.mark.parametrize(
    ("labels", "wanted"),
    [
        (words.FIELD_LABELS, FIELDS),
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
    ("value", "operator", "field_type"),
    [
        (["DE", "AT"], Operator.ONE_OF, FieldType.COUNTRY),
        (["a, b", "c"], Operator.CONTAINS, FieldType.TEXT),
        (1500, Operator.ABOVE, FieldType.NUMBER),
        ("0.5", Operator.ABOVE, FieldType.NUMBER),
        (True, Operator.IS, FieldType.FLAG),
        (None, Operator.IS_EMPTY, FieldType.TEXT),
        ("zh-CN", Operator.IS, FieldType.LANGUAGE),
    ],
)
def test_a_value_survives_being_shown_and_typed_again(value, operator, field_type):
    assert to_value(to_text(value), operator=operator, field_type=field_type) == value
