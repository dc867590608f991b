from statistics import median, quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.metrics.spread import RESPONSE_HOURS, bucket_of, percentile, spread_of

durations = st.lists(st.integers(0, 10**7).map(float), min_size=2)


@pytest.mark.parametrize(
    ("values", "middle", "p90"),
    [
        ([], None, None),
        ([7.0], 7.0, 7.0),
        ([1.0, 3.0], 2.0, 2.8),
        ([4.0, 1.0, 2.0], 2.0, 3.6),
        ([float(number) for number in range(1, 12)], 6.0, 10.0),
    ],
)
def test_spread_has_the_median_and_the_p90(values, middle, p90):
    spread = spread_of(values)

    assert (spread.count, spread.median) == (len(values), middle)
    assert spread.p90 == pytest.approx(p90)


@given(durations)
def test_percentiles_are_those_of_the_standard_library(values):
    spread = spread_of(values)

    assert spread.median == pytest.approx(median(values))
    assert spread.p90 == pytest.approx(quantiles(values, n=10, method="inclusive")[-1])


@given(durations, st.floats(0, 1), st.floats(0, 1))
def test_a_larger_fraction_never_gives_a_smaller_percentile(values, one, other):
    ordered = sorted(values)
    low, high = sorted([one, other])

    assert percentile(ordered, low) <= percentile(ordered, high) + 1e-6


@pytest.mark.parametrize(
    ("hours", "bucket"), [(0, 0), (1, 0), (1.01, 1), (4, 1), (12, 2), (24, 3), (48, 4), (49, 5)]
)
def test_a_response_falls_into_the_bucket_that_ends_with_it(hours, bucket):
    assert bucket_of(hours * 3600) == bucket
    assert bucket <= len(RESPONSE_HOURS)
