import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.engine.codes import Problem, Strategy
from assignment.engine.strategies import STRATEGIES, clean_options
from tests.assignment.engine.any import options

DEFAULTS = {
    "objective": "conversion",
    "segment": [],
    "prior": 20,
    "explore_percent": 10,
}


def test_what_is_not_set_has_its_default():
    assert clean_options(Strategy.BEST_RESULT, {}) == (DEFAULTS, {})


def test_sound_values_are_kept():
    raw = {
        "objective": "response",
        "segment": ["country", "attributes.power"],
        "prior": 1,
        "explore_percent": 50,
    }

    assert clean_options(Strategy.BEST_RESULT, raw) == (raw, {})


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("objective", "profit", Problem.NOT_A_CHOICE),
        ("objective", ["conversion"], Problem.NOT_A_CHOICE),
        ("segment", "country", Problem.UNKNOWN_FIELD),
        ("segment", ["colour"], Problem.UNKNOWN_FIELD),
        ("segment", [7], Problem.UNKNOWN_FIELD),
        ("segment", ["rep.level"], Problem.UNKNOWN_FIELD),
        ("segment", ["city", "country", "product", "source"], Problem.TOO_MANY),
        ("prior", 0, Problem.OUT_OF_RANGE),
        ("prior", "20", Problem.VALUE_NOT_A_NUMBER),
        ("prior", True, Problem.VALUE_NOT_A_NUMBER),
        ("explore_percent", 51, Problem.OUT_OF_RANGE),
        ("colour", "red", Problem.UNKNOWN_OPTION),
    ],
)
def test_a_faulty_value_is_named_and_counts_as_the_default(name, value, problem):
    cleaned, problems = clean_options(Strategy.BEST_RESULT, {name: value})

    assert (cleaned, problems) == (DEFAULTS, {name: problem})


def test_a_flag_is_a_flag():
    _, problems = clean_options(Strategy.LOAD_BALANCE, {"ignores_capacity": 1})

    assert problems == {"ignores_capacity": Problem.VALUE_NOT_A_FLAG}


def test_nobody_loses_a_strategy_over_unknown_options():
    assert clean_options(Strategy.WEIGHTED, {"measure": "free"}) == (
        {},
        {"measure": Problem.UNKNOWN_OPTION},
    )


@pytest.mark.parametrize("strategy", Strategy)
def test_every_default_is_sound(strategy):
    defaults = {option.name: option.default for option in STRATEGIES[strategy].options}

    assert clean_options(strategy, defaults)[1] == {}


@given(st.sampled_from(Strategy), options)
def test_options_once_cleaned_are_sound_and_stay_as_they_are(strategy, raw):
    cleaned, _ = clean_options(strategy, raw)

    assert clean_options(strategy, cleaned) == (cleaned, {})
