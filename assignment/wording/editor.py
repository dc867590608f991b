"""What the editor of a rule has to know: fields, comparisons, choices, regions, suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from assignment.engine.fields import (
    ATTRIBUTE_PREFIX,
    FIELDS,
    OPERATORS,
    REP_FIELDS,
    FieldType,
    Operator,
)
from assignment.wording.condition_choices import choices_for
from assignment.wording.condition_text import LISTS, NEED_NO_VALUE, to_text
from assignment.wording.suggestions import attribute_names, suggestions
from assignment.wording.words import FIELD_LABELS, operator_label
from leads.regions import places
from leads.regions.tree import Node, region_tree

Grouped = list[tuple[Any, list[tuple[str, Any]]]]

# Every field stands in one of these, which a test holds.
GROUPS: Final[tuple[tuple[Any, tuple[str, ...]], ...]] = (
    (
        pgettext_lazy("fields", "Lead"),
        (
            "country",
            "area",
            "region",
            "city",
            "language",
            "name",
            "has_email",
            "has_phone",
            "has_whatsapp",
            "has_wechat",
            "email_domain",
            "phone_country",
            "message",
            "grade",
            "score",
            "is_key",
        ),
    ),
    (pgettext_lazy("fields", "Company"), ("company", "industry", "company_size")),
    (pgettext_lazy("fields", "Source"), ("channel", "source", "campaign")),
    (
        pgettext_lazy("fields", "Money and quantity"),
        ("product", "quantity", "value", "currency"),
    ),
    (
        pgettext_lazy("fields", "Time of arrival"),
        ("arrived_on", "arrived_weekday", "arrived_time", "arrived_hour"),
    ),
    (pgettext_lazy("fields", "Customer"), ("is_customer",)),
)
# How a row about the rep begins: it is read as a sentence with the comparison and the value.
REP_ROWS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "rep.languages": pgettext_lazy("row", "the rep speaks"),
        "rep.areas": pgettext_lazy("row", "the rep covers"),
        "rep.skills": pgettext_lazy("row", "the rep has the skill"),
        "rep.products": pgettext_lazy("row", "the rep knows the product"),
        "rep.industries": pgettext_lazy("row", "the rep knows the industry"),
        "rep.level": pgettext_lazy("row", "the rep’s level"),
        "rep.team": pgettext_lazy("row", "the rep’s team"),
    }
)
_OF_REP_ROWS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        Operator.CONTAINS_FACT: pgettext_lazy("row", "that is the lead’s"),
        Operator.CONTAINS: pgettext_lazy("row", "one of"),
    }
)
WORDS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "and": pgettext_lazy("conditions", "and"),
        "or": pgettext_lazy("conditions", "or"),
        "to": pgettext_lazy("range", "and"),
        "from": pgettext_lazy("range", "from"),
        "until": pgettext_lazy("range", "to"),
        "group": gettext_lazy("Group {number}: all of these"),
        "add_row": gettext_lazy("Add a condition to this group"),
        "add_group": gettext_lazy("Add another group: or …"),
        "first_group": gettext_lazy("Add a condition"),
        "nothing": gettext_lazy("No conditions yet. A rule needs at least one."),
        "remove_row": gettext_lazy("Remove this condition"),
        "remove": gettext_lazy("Remove {name}"),
        "choose": gettext_lazy("Search and choose …"),
        "type": gettext_lazy("Type and press Enter …"),
        "no_match": gettext_lazy("Nothing found"),
        "value": pgettext_lazy("condition", "value"),
        "regions": gettext_lazy("Choose regions"),
        "search": gettext_lazy("Search for a region"),
        "unfold": gettext_lazy("Show what lies in {name}"),
    }
)


def field_choices(*, with_rep: bool) -> Grouped:
    """All fields by what they are about; those about the rep only where they make sense."""
    found: Grouped = [
        (title, [(name, FIELD_LABELS[name]) for name in names]) for title, names in GROUPS
    ]
    own = [(ATTRIBUTE_PREFIX, _("an attribute of your own:"))]
    found.append((gettext_lazy("Own attributes"), own))
    if with_rep:
        found.append((gettext_lazy("About the rep"), list(REP_ROWS.items())))
    return found


def editor_data() -> dict[str, Any]:
    """Everything for one page, as plain data in the reader's language.

    Two queries for teams and channels, one for the table of regions, four now and then for the
    suggestions; the same for any number of conditions.
    """
    types: dict[str, FieldType] = {**FIELDS, ATTRIBUTE_PREFIX: FieldType.ATTRIBUTE, **REP_FIELDS}
    found = suggestions()
    sets, used = _sets(types)
    return {
        "types": types,
        "operators": {kind: _operators(kind) for kind in OPERATORS},
        "lists": sorted(LISTS - {Operator.BETWEEN}),
        "without_value": sorted(NEED_NO_VALUE),
        "sets": sets,
        "choices": used,
        "facts": {name: choices_for(name, Operator.CONTAINS_FACT) for name in REP_FIELDS},
        "suggestions": found,
        "attributes": attribute_names(found),
        "regions": [_branch(node) for node in region_tree(_language(), table=places.current())],
        "currency": settings.BASE_CURRENCY,
        "words": {key: str(word) for key, word in WORDS.items()},
    }


def _language() -> str:
    return get_language() or ""


def _operators(kind: FieldType) -> list[tuple[str, str]]:
    special = _OF_REP_ROWS if kind == FieldType.REP_LIST else {}
    labels = ((code, special.get(code) or operator_label(code, kind)) for code in OPERATORS[kind])
    return [(str(code), str(label)) for code, label in labels]


def _sets(fields: Iterable[str]) -> tuple[list[list[tuple[str, str]]], dict[str, int]]:
    """The closed lists, each once, and by field the place of the one that it uses."""
    places_of: dict[tuple[tuple[str, str], ...], int] = {}
    used = {}
    for field in fields:
        rows = choices_for(field)
        if rows is not None:
            key = tuple((to_text(value), label) for value, label in rows)
            used[field] = places_of.setdefault(key, len(places_of))
    return [list(key) for key in places_of], used


def _branch(node: Node) -> list[Any]:
    return [node["code"], node["name"], node["words"], [_branch(one) for one in node["children"]]]
