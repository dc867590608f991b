"""The table of regions as we ship it; managers edit the copy of it in the database.

``world.csv`` lists from the top what lies in what; names of countries are those of
``leads/data/countries.csv``, by which intake reads them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from leads.identity.company import DATA
from leads.regions.table import Kind, Place, Table

WORLD = Path(__file__).with_name("world.csv")


@cache
def shipped_table() -> Table:
    """Every region we know of. Continents come first, then what sales call regions."""
    rows = _rows()
    members = {row["code"]: row["members"].split() for row in rows}
    parents: dict[str, list[str]] = {}
    for code, inside in members.items():
        for member in inside:
            parents.setdefault(member, []).append(code)
    return Table(_places(rows, parents))


def _places(
    rows: Sequence[Mapping[str, str]], parents: Mapping[str, Sequence[str]]
) -> Iterator[Place]:
    """Groups, countries, provinces."""
    for row in rows:
        if row["kind"] == Kind.GROUP:
            yield _place(row, parents)
    yield from _countries(parents)
    for row in rows:
        if row["kind"] == Kind.PROVINCE:
            yield _place(row, parents)


def _place(row: Mapping[str, str], parents: Mapping[str, Sequence[str]]) -> Place:
    code = row["code"]
    return Place(
        code=code,
        kind=row["kind"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        aliases=_split(row["aliases"]),
        parents=tuple(parents.get(code, ())),
    )


def _countries(parents: Mapping[str, Sequence[str]]) -> Iterator[Place]:
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        for code, _, english, chinese, aliases in csv.reader(file):
            yield Place(
                code=code,
                kind=Kind.COUNTRY,
                name_en=english,
                name_zh=chinese,
                aliases=_split(aliases),
                parents=tuple(parents.get(code, ())),
            )


def _rows() -> list[dict[str, str]]:
    with WORLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _split(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split("|") if name)
