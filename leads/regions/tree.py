"""The regions as a tree that a page can unfold: nested plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from leads.regions.table import Kind, Table

ORDER = {Kind.GROUP: 0, Kind.COUNTRY: 1, Kind.PROVINCE: 2}


class Node(TypedDict):
    """One region in the tree. ``words`` are what a search looks through, in both languages."""

    code: str
    name: str
    kind: str
    words: str
    children: list[Node]


def region_tree(language: str, *, table: Table) -> list[Node]:
    """All regions, from those that lie in no other, by name within each; no query.

    A region that lies in several unfolds where it comes first, which for countries is their
    continent; further down it stands closed, so that the tree stays small. A circle is cut
    where it closes, and begins the last of the trees.
    """
    is_chinese = language.startswith("zh")
    members: dict[str, list[str]] = {}
    for code, place in table.places.items():
        for parent in place.parents:
            members.setdefault(parent, []).append(code)
    branches = _Branches(table, members, is_chinese=is_chinese)
    tree = [branches.node(code) for code in table.places if table.areas[code] == (code,)]
    return tree + [branches.node(code) for code in table.places if code not in branches.unfolded]


class _Branches:
    def __init__(
        self, table: Table, members: Mapping[str, Sequence[str]], *, is_chinese: bool
    ) -> None:
        self.table, self.members, self.is_chinese = table, members, is_chinese
        self.unfolded: set[str] = set()

    def node(self, code: str) -> Node:
        place = self.table.places[code]
        inside = [] if code in self.unfolded else sorted(self.members.get(code, ()), key=self._by)
        self.unfolded.add(code)
        return {
            "code": code,
            "name": place.name(is_chinese=self.is_chinese),
            "kind": place.kind,
            "words": " ".join((code, place.name_en, place.name_zh, *place.aliases)).casefold(),
            "children": [self.node(one) for one in inside],
        }

    def _by(self, code: str) -> tuple[int, str]:
        place = self.table.places[code]
        return ORDER.get(Kind(place.kind), 0), place.name(is_chinese=self.is_chinese)
