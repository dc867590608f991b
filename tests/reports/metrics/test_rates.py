import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.proportions import wilson
from reports.metrics.rates import is_leaking, rate

counts = st.integers(0, 100_000).flatmap(
    lambda whole: st.tuples(st.integers(0, whole), st.just(whole))
)


@pytest.mark.parametrize(
    ("part", "whole", "wanted"), [(0, 0, None), (0, 4, 0.0), (1, 4, 0.25), (4, 4, 1.0)]
)
def test_rate_is_the_part_of_the_whole(part, whole, wanted):
    assert rate(part, whole) == wanted


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [(0, 0, False), (0, 10, False), (5, 100, False), (6, 100, True), (1, 1, True), (1, 20, False)],
)
def test_a_leak_is_an_alarm_above_five_per_cent(part, whole, wanted):
    assert is_leaking(part, whole) is wanted


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (5, 10, 0.2366, 0.7634),
        (1, 20, 0.0089, 0.2361),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (300, 3000, 0.0898, 0.1113),
    ],
)
def test_wilson_gives_the_intervals_of_the_tables(part, whole, low, high):
    interval = wilson(part, whole)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.0001)


def test_wilson_knows_nothing_of_no_leads():
    assert wilson(0, 0) is None


@given(counts)
def test_wilson_holds_the_rate_and_stays_between_nought_and_one(count):
    part, whole = count
    interval = wilson(part, whole)

    assert interval is None or 0 <= interval.low <= part / whole <= interval.high <= 1


@given(counts)
def test_wilson_is_the_mirror_image_for_what_did_not_convert(count):
    part, whole = count
    if not whole:
        return
    interval, mirrored = wilson(part, whole), wilson(whole - part, whole)

    assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-12)
