"""The world as a table of regions that lie within one another, and where a lead is in it.

A region may lie within several others: Germany within Western Europe, the DACH countries and
the European Union. ``areas`` of a region are itself and all that it lies within, so "is this
lead within Europe?" is one look into a short tuple.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

LONGEST_TEXT = 100
LONGEST_START = 12  # characters of a Chinese address in which its province is looked for


class Kind(StrEnum):
    COUNTRY = "country"
    PROVINCE = "province"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Place:
    """One region. ``aliases`` are further names of it, and of towns that lie in it."""

    code: str
    kind: str
    name_en: str
    name_zh: str
    aliases: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()

    def name(self, *, is_chinese: bool) -> str:
        return (self.name_zh if is_chinese else self.name_en) or self.name_en or self.code


class Table:
    """All regions, ready to be asked. Parents that are unknown, or in a circle, do no harm."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places: Mapping[str, Place] = {place.code: place for place in places}
        links = self._links()
        within = {code: reached(code, links) for code in self.places}
        sizes = dict.fromkeys(self.places, 0)
        for wider in within.values():
            for code in wider:
                sizes[code] += 1
        self._sizes: Mapping[str, int] = sizes
        self.areas: Mapping[str, tuple[str, ...]] = {
            code: (code, *sorted(wider, key=self._by_size)) for code, wider in within.items()
        }
        self._named = self._by_name()

    def name(self, code: str, *, is_chinese: bool) -> str:
        """What people call a region; the code itself when it is unknown."""
        place = self.places.get(code)
        return place.name(is_chinese=is_chinese) if place else code

    def find(self, text: str, *, country: str = "") -> str:
        """The code of the region that a text names; empty when it names none.

        With a country, only what lies in it or is it counts, and its own short codes are
        known (``SH`` in China). Of several regions of one name the smallest is meant.
        """
        for form in _forms(text):
            found = self._named.get(form, ())
            for code in found:
                if not country or country in self.areas[code]:
                    return code
        short = f"{country}-{text.strip().upper()[:10]}" if country else ""
        return short if short in self.places else ""

    def country(self, text: str) -> str:
        """The code of a country by its code or one of its names; empty when there is none."""
        code = text.strip().upper()
        if code in self.places and self.places[code].kind == Kind.COUNTRY:
            return code
        named = self._named.get(_folded(text), ())
        return next((one for one in named if self.places[one].kind == Kind.COUNTRY), "")

    def matching(self, text: str) -> list[str]:
        """Codes of regions with a name, in either language, that contains a text."""
        part = _folded(text)
        return [
            code
            for code, place in self.places.items()
            if part and any(part in _folded(name) for name in _names(place))
        ]

    def _links(self) -> Mapping[str, Collection[str]]:
        places = self.places
        return {
            code: [parent for parent in place.parents if parent in places]
            for code, place in places.items()
        }

    def _by_size(self, code: str) -> tuple[int, str]:
        return self._sizes[code], code

    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        named: dict[str, set[str]] = {}
        for code, place in self.places.items():
            # Codes of countries are left out: "CA" in a column of regions is California.
            for name in _names(place)[place.kind != Kind.GROUP :]:
                named.setdefault(_folded(name), set()).add(code)
        named.pop("", None)
        return {name: tuple(sorted(codes, key=self._by_size)) for name, codes in named.items()}


@lru_cache(maxsize=4096)
def areas_of(country: str, region_text: str, city: str, *, table: Table) -> tuple[str, ...]:
    """The codes of every region that a lead lies in, narrowest first; empty when unknown.

    The country may be a code or a name. Region and town narrow it when they name something
    within it; a town that contradicts the region is not believed.
    """
    home = table.country(country) if country else ""
    region = table.find(region_text, country=home) if region_text else ""
    town = table.find(city, country=home) if city else ""
    if town and (not region or region in table.areas[town]):
        region = town
    return table.areas.get(region or home, ())


def reached(start: str, links: Mapping[str, Collection[str]]) -> set[str]:
    """Everything that can be reached from a start along links, the start left out."""
    found: set[str] = set()
    ahead = list(links.get(start, ()))
    while ahead:
        code = ahead.pop()
        if code not in found:
            found.add(code)
            ahead += links.get(code, ())
    return found - {start}


def makes_a_circle(
    code: str, *, parents: Collection[str], members: Collection[str], table: Table
) -> bool:
    """Whether a region with these parents and members would come to lie within itself."""
    links = {one: set(place.parents) - {code} for one, place in table.places.items()}
    links[code] = set(parents)
    for member in members:
        links.setdefault(member, set()).add(code)
    return any(code == parent or code in reached(parent, links) for parent in links[code])


def _names(place: Place) -> tuple[str, ...]:
    return (place.code, place.name_en, place.name_zh, *place.aliases)


_MARKS = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"[,，、/|;；()（）>→·]|\s[-–—]\s")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_BEFORE = ("中国", "中华人民共和国")
_AFTER = re.compile(
    r"(?<=..)(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|地区|省|市"
    r"|autonomousregion|municipality|prefecture|province|state|city|sheng|shi)$"
)


def _folded(text: str) -> str:
    """The form in which names are compared: no case, accents, spaces or punctuation."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in parts if not unicodedata.combining(char))
    return _MARKS.sub("", text.casefold())


def _forms(text: str) -> Iterator[str]:
    """What a text may name, likeliest first: as a whole, its parts, how its parts begin."""
    text = text[:LONGEST_TEXT]
    whole = _folded(text)
    yield from _bare(whole)
    is_chinese = bool(_CHINESE.search(text))
    parts = _BETWEEN.sub("\n", text).split(None if is_chinese else "\n")
    for part in parts if is_chinese or len(parts) > 1 else ():
        yield from _bare(_folded(part))
    if is_chinese:
        for part in parts:
            yield from _starts(_folded(part))


def _bare(folded: str) -> Iterator[str]:
    yield folded
    bare = _AFTER.sub("", folded)
    if bare != folded:
        yield bare


def _starts(folded: str) -> Iterator[str]:
    for name in _BEFORE:
        folded = folded.removeprefix(name)
    for length in range(min(len(folded), LONGEST_START), 1, -1):
        yield folded[:length]
