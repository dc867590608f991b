"""A field for regions in forms: a list with search, in both languages, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from unfold.widgets import UnfoldAdminSelect2MultipleWidget

from leads.choices import RegionKind
from leads.regions import places
from leads.regions.filling import as_codes
from leads.regions.table import Place

Grouped = list[tuple[Any, list[tuple[str, str]]]]
IN_ORDER = (RegionKind.GROUP, RegionKind.COUNTRY, RegionKind.PROVINCE)


def region_choices() -> Grouped:
    """Every region as (code, names), under its kind; one small query."""
    is_chinese = (get_language() or "").startswith("zh")
    by_kind: dict[str, list[tuple[str, str]]] = {kind: [] for kind in IN_ORDER}
    for code, place in places.current().places.items():
        by_kind[place.kind].append((code, _label(place, is_chinese=is_chinese)))
    return [
        (RegionKind(kind).label, sorted(rows, key=lambda row: row[1].casefold()))
        for kind, rows in by_kind.items()
    ]


def _label(place: Place, *, is_chinese: bool) -> str:
    """Both names, so that either can be searched for."""
    names = (place.name_zh, place.name_en) if is_chinese else (place.name_en, place.name_zh)
    return " · ".join(name for name in names if name)


class SearchedList(UnfoldAdminSelect2MultipleWidget):
    """A list of many choices that stand in the page, also beside fields that ask the server.

    Those load a script that would make every list of its own class ask the server as well.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__(attrs, choices)
        self.attrs["class"] = "unfold-admin-autocomplete"


class RegionsField(forms.MultipleChoiceField):
    """Codes of regions, chosen from the table. Stored names are read as the codes they mean."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", SearchedList)
        super().__init__(choices=region_choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        is_list = isinstance(value, Sequence) and not isinstance(value, str)
        return as_codes(value, places.held()) if is_list else value
