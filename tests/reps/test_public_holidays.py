from datetime import date

import pytest

from reps.hours import UnknownCountry
from reps.public_holidays import countries, is_known, lacks_make_up_days, names_of, part_names


@pytest.mark.parametrize(
    ("country", "language", "day", "name"),
    [
        ("CN", "zh-hans", date(2026, 2, 17), "春节"),
        ("CN", "en", date(2026, 2, 17), "Chinese New Year (Spring Festival)"),
        ("DE-BY", "en", date(2026, 6, 4), "Corpus Christi"),
        ("DE", "zh-hans", date(2026, 10, 3), "German Unity Day"),  # no Chinese: English
        ("GB-SCT", "en", date(2026, 11, 30), "Saint Andrew's Day"),
    ],
)
def test_holidays_are_named_in_the_reader_s_language(country, language, day, name):
    assert names_of(country, day.year, language)[day] == name


def test_parts_of_a_country_are_known_by_name():
    assert part_names("DE")["BY"] == "Bayern"
    assert part_names("CN") == {}
    assert part_names("BE")


@pytest.mark.parametrize(
    ("code", "known"), [("DE", True), ("DE-BY", True), ("DE-XX", False), ("XX", False), ("", False)]
)
def test_codes_that_are_known(code, known):
    assert is_known(code) == known


def test_every_code_that_is_offered_has_holidays_and_fits_its_column():
    codes = list(countries()) + [f"{c}-{part}" for c, ps in countries().items() for part in ps]

    assert max(map(len, codes)) <= 40
    assert len(codes) > 800


def test_an_unknown_country_is_refused():
    with pytest.raises(UnknownCountry):
        names_of("XX", 2026, "en")


@pytest.mark.parametrize(
    ("country", "year", "lacks"),
    [("CN", 2026, False), ("CN", 2027, True), ("DE", 2027, False), ("", 2027, False)],
)
def test_make_up_days_are_lacking_where_there_were_some_before(country, year, lacks):
    assert lacks_make_up_days(country, year) == lacks
