from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reps.hours import Block
from reps.weekly_hours import Overlapping, Unreadable, read_day, read_week, written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("9-12", [(time(9), time(12))]),
        ("9:00–12:00, 13:30–18:00", [(time(9), time(12)), (time(13, 30), time(18))]),
        ("09：00－12：00".replace("－", "-"), [(time(9), time(12))]),
        ("9:00至12:00；13:00至18:00", [(time(9), time(12)), (time(13), time(18))]),
        ("9 to 12", [(time(9), time(12))]),
        ("9-12 13-18", [(time(9), time(12)), (time(13), time(18))]),
        ("8h30 - 12h00", [(time(8, 30), time(12))]),
        ("22-24", [(time(22), time.max)]),
        ("22-6", [(time(22), time(6))]),
    ],
)
def test_hours_are_read_as_people_type_them(text, expected):
    assert read_day(text) == expected


@pytest.mark.parametrize("text", ["nine", "9", "9-", "9-12-15", "24-3", "9:60-12", "9-25", "8-8"])
def test_what_says_no_hours_is_named(text):
    with pytest.raises(Unreadable) as error:
        read_day(f"6-7, {text}")

    assert error.value.text == text


def test_a_night_shift_of_sunday_ends_on_monday():
    week = read_week(["", "", "", "", "", "", "22-6"])

    assert week == [Block(0, time.min, time(6)), Block(6, time(22), time.max)]


def test_the_same_night_every_day():
    week = read_week(["22-6", *["="] * 6])

    assert len(week) == 14


def test_hours_that_overlap_are_refused_with_their_day():
    with pytest.raises(Overlapping) as error:
        read_week(["", "", "9-12, 11-13", "", "", "", ""])

    assert error.value.weekday == 2


a_time = st.times(max_value=time(23, 58)).map(lambda at: at.replace(second=0, microsecond=0))


@given(st.sets(a_time, min_size=2, max_size=8))
def test_what_is_written_is_read_again(times):
    ordered = sorted(times)
    pairs = list(zip(ordered[::2], ordered[1::2], strict=False))
    blocks = [Block(3, starts, ends) for starts, ends in pairs]

    assert read_day(written(blocks)) == pairs
