"""What public holidays are called, which countries are known, and whether make-up days are.

From the library of holidays alone: nothing here is asked of the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

from reps.hours import UnknownCountry, public_days

FALLBACK = "en_US"
LANGUAGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"zh-hans": ("zh_CN", "zh", "zh_TW"), "en": ("en_US", "en_GB", "en")}
)
SINCE_MAKE_UP_DAYS = 3  # years back in which a country had some


@lru_cache(maxsize=1)
def countries() -> Mapping[str, tuple[str, ...]]:
    """ISO codes of all countries that are known, each with its parts that differ."""
    found = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(parts) for country, parts in sorted(found.items())}


def is_known(code: str) -> bool:
    """Whether the holidays of a country, or of a part such as DE-BY, are known."""
    country, _, part = code.partition("-")
    parts = countries().get(country)
    return parts is not None and (not part or part in parts)


def part_names(country: str) -> dict[str, str]:
    """The parts of a country by their codes, each with the name it has there."""
    aliases = getattr(getattr(holidays, country, None), "subdivisions_aliases", {})
    names = {part: part for part in countries().get(country, ())}
    for name, part in aliases.items():
        if names.get(part) == part:
            names[part] = name
    return names


@lru_cache(maxsize=256)
def names_of(country: str, year: int, language: str) -> Mapping[date, str]:
    """The name of each holiday of a year, in a language of ours or else in English.

    In the country's own language where the library has no English. Raises UnknownCountry.
    """
    if not country:
        return {}
    code, _, part = country.partition("-")
    spoken = holidays.list_localized_countries(include_aliases=False).get(code, [])
    wanted = (*LANGUAGES.get(language, ()), FALLBACK)
    chosen = next((one for one in wanted if one in spoken), None)
    try:
        known = holidays.country_holidays(code, subdiv=part or None, years=year, language=chosen)
    except NotImplementedError as error:
        raise UnknownCountry(country) from error
    return dict(known.items())


def lacks_make_up_days(country: str, year: int) -> bool:
    """Whether a country that moves working days has none for a year: they are not announced yet."""
    before = range(year - SINCE_MAKE_UP_DAYS, year)
    return not _made_up(country, year) and any(_made_up(country, one) for one in before)


def _made_up(country: str, year: int) -> bool:
    return any(day.year == year for day in public_days(country, year)[1])
