"""What a person may choose from for the value of a condition, where the field has a closed list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignment.engine.fields import FIELDS, FieldType, Operator, type_of
from assignment.engine.reading import COMPARABLE
from assignment.wording.words import field_label
from leads.channels.codes import countries, language_code, languages
from leads.choices import Grade
from leads.models import Channel
from leads.regions import places
from reps.choices import RepLevel
from reps.models import Team

Choices = list[tuple[Any, str]]
# The facts of a lead that make sense beside what a rep has; a custom attribute may be one too.
_FACTS_FOR: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "rep.languages": ("language",),
        "rep.areas": ("area", "country", "phone_country"),
        "rep.products": ("product",),
        "rep.industries": ("industry",),
    }
)


def choices_for(field: str, operator: str = Operator.IS) -> Choices | None:
    """Values with their names in the reader's language; None where people type the value.

    One query for teams and for channels, none for the others. Regions have a tree of their own.
    """
    if operator == Operator.CONTAINS_FACT:
        facts = _FACTS_FOR.get(field) or [name for name in FIELDS if FIELDS[name] in COMPARABLE]
        return [(name, str(field_label(name))) for name in facts]
    choose = _BY_FIELD.get(field) or _BY_TYPE.get(type_of(field) or FieldType.TEXT)
    return choose() if choose else None


def by_name(field: str, operator: str, value: Any) -> Any:
    """A value with the names of choices replaced by what is stored for them, as in Monday: 0."""
    choices = choices_for(field, operator) or []
    named = {str(label).casefold(): stored for stored, label in choices}
    known = {str(stored).casefold(): stored for stored, _label in choices}

    def read(one: Any) -> Any:
        text = str(one).casefold()
        return known.get(text, named.get(text, one))

    return [read(one) for one in value] if isinstance(value, list) else read(value)


def stranger(field: str, operator: str, value: Any) -> str:
    """The first value that is none of the choices of a closed list; empty when all are known."""
    many = value if isinstance(value, list) else [value]
    if operator == Operator.CONTAINS_FACT or value is None:
        return ""
    return next((str(one) for one in many if not _is_known(field, one)), "")


def _is_known(field: str, value: Any) -> bool:
    field_type = type_of(field)
    if field_type == FieldType.REGION or field == "rep.areas":
        return str(value) in places.held().places
    if field_type == FieldType.LANGUAGE or field == "rep.languages":
        return bool(language_code(str(value)))
    choices = choices_for(field)
    return choices is None or str(value) in {str(stored) for stored, _label in choices}


def _countries() -> Choices:
    return list(countries(is_chinese=_is_chinese()))


def _languages() -> Choices:
    return list(languages(is_chinese=_is_chinese()))


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _grades() -> Choices:
    return [(code, str(label)) for code, label in Grade.choices]


def _channels() -> Choices:
    return list(Channel.objects.order_by("name", "pk").values_list("slug", "name"))


def _weekdays() -> Choices:
    return [(day, str(name)) for day, name in WEEKDAYS.items()]


def _hours() -> Choices:
    return [(hour, f"{hour:02}:00-{hour:02}:59") for hour in range(24)]


def _flags() -> Choices:
    return [(True, _("yes")), (False, _("no"))]


def _levels() -> Choices:
    return [(code, str(label)) for code, label in RepLevel.choices]


def _teams() -> Choices:
    return list(Team.objects.order_by("name", "pk").values_list("pk", "name"))


_BY_FIELD: Final[Mapping[str, Callable[[], Choices]]] = MappingProxyType(
    {
        "grade": _grades,
        "channel": _channels,
        "arrived_weekday": _weekdays,
        "arrived_hour": _hours,
        "rep.languages": _languages,
    }
)
_BY_TYPE: Final[Mapping[FieldType, Callable[[], Choices]]] = MappingProxyType(
    {
        FieldType.COUNTRY: _countries,
        FieldType.LANGUAGE: _languages,
        FieldType.FLAG: _flags,
        FieldType.REP_LEVEL: _levels,
        FieldType.REP_TEAM: _teams,
    }
)
