"""Reps read plain words for every reason that can keep them from a lead."""

import pytest

from assignment.desk.part_words import YOU_COULD_NOT, gap_text, number_text
from assignment.engine.codes import Exclusion
from assignment.engine.strategies import Unit


def test_every_reason_has_its_sentence():
    assert set(YOU_COULD_NOT) == set(Exclusion)


@pytest.mark.parametrize(
    ("unit", "number", "said"),
    [
        (Unit.LEADS, 0.42, "owed +0.42"),
        (Unit.ROOM, 3.0, "room for 3"),
        (Unit.ROOM, 999_998.0, "no limit, 2 open"),
        (Unit.SHARE, 0.5, "50% in use"),
        (Unit.MOMENT, 0.0, "no lead yet"),
        (Unit.POINTS, 50.0, "50 points"),
        (Unit.RATE, 0.125, "expected 12.5%"),
    ],
)
def test_a_number_is_said_in_the_unit_of_its_strategy(unit, number, said):
    assert number_text(unit, number) == said


@pytest.mark.parametrize(
    ("unit", "gap", "said"),
    [
        (Unit.LEADS, 0.42, "0.42 leads behind"),
        (Unit.LEADS, 0.0, "level with the first, who had waited longer"),
        (Unit.POINTS, 20.0, "20 points behind"),
        (Unit.ROOM, 2.0, "room for 2 fewer"),
    ],
)
def test_a_gap_says_how_far_one_was_behind(unit, gap, said):
    assert gap_text(unit, gap) == said
