"""Values of conditions and facts in words: countries, regions, days, amounts as people say them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assignment.engine.conditions import Condition
from assignment.engine.fields import FieldType, Operator, type_of
from assignment.engine.values import MINOR_PER_MAJOR, to_number
from assignment.wording.words import field_label
from leads.channels.codes import country_name, language_name
from leads.models import Channel
from leads.regions import places
from reps.choices import RepLevel
from reps.models import Team

# By field, the names of stored values that only the database knows.
Names = Mapping[str, Mapping[str, str]]
NO_NAMES: Final[Names] = MappingProxyType({})


def names_for(conditions: Iterable[Condition]) -> Names:
    """The names that these conditions need; no query but for teams and channels spoken of."""
    fields = {condition.field for condition in conditions}
    names: dict[str, Mapping[str, str]] = {}
    if "rep.team" in fields:
        names["rep.team"] = {str(pk): name for pk, name in Team.objects.values_list("pk", "name")}
    if "channel" in fields:
        names["channel"] = dict(Channel.objects.values_list("slug", "name"))
    return names


def all_names() -> Names:
    """The names that any conditions may need; two queries."""
    return names_for([Condition("rep.team", ""), Condition("channel", "")])


def value_words(condition: Condition, names: Names = NO_NAMES, *, either: bool = False) -> str:
    """What a condition compares with, such as "Germany, Austria" or "18:00 and 08:30".

    With ``either`` it is "Germany or Austria", for sentences that name no comparison.
    """
    value, field = condition.value, condition.field
    if condition.operator == Operator.CONTAINS_FACT:
        return str(field_label(str(value)))
    if not isinstance(value, list | tuple):
        return _one(value, field, names)
    said = [_one(one, field, names) for one in value]
    if condition.operator == Operator.BETWEEN and len(said) == 2:
        return _("%(from)s and %(to)s") % {"from": said[0], "to": said[1]}
    return (_(" or ") if either else _(", ")).join(said)


def fact_words(field: str, fact: Any, names: Names = NO_NAMES) -> str:
    """A fact of a lead; of the regions it lies in, the narrowest. Empty if it is unknown."""
    if type_of(field) == FieldType.MONEY and isinstance(fact, int):
        return f"{fact / MINOR_PER_MAJOR:,.2f}"
    if isinstance(fact, list | tuple):
        return fact_words(field, fact[0], names) if fact else ""
    return "" if fact is None else _one(fact, field, names)


def _one(value: Any, field: str, names: Names) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    known = names.get(field, {}).get(str(value))
    if known is not None:
        return known
    say = _BY_FIELD.get(field) or _BY_TYPE.get(type_of(field) or FieldType.TEXT)
    return say(value) if say else str(value)


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _country(value: Any) -> str:
    return country_name(str(value), is_chinese=_is_chinese())


def _language(value: Any) -> str:
    return language_name(str(value), is_chinese=_is_chinese())


def _region(value: Any) -> str:
    return places.held().name(str(value), is_chinese=_is_chinese())


def _amount(value: Any) -> str:
    number = to_number(value)
    if number is None:
        return str(value)
    return f"{Decimal(number):,f} {settings.BASE_CURRENCY}"


def _day(value: Any) -> str:
    try:
        return date_format(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _weekday(value: Any) -> str:
    number = to_number(value)
    return str(WEEKDAYS[int(number)]) if number in WEEKDAYS else str(value)


def _level(value: Any) -> str:
    return str(dict(RepLevel.choices).get(str(value).casefold(), value))


_BY_TYPE: Final[Mapping[FieldType, Callable[[Any], str]]] = MappingProxyType(
    {
        FieldType.COUNTRY: _country,
        FieldType.LANGUAGE: _language,
        FieldType.REGION: _region,
        FieldType.MONEY: _amount,
        FieldType.DATE: _day,
        FieldType.REP_LEVEL: _level,
    }
)
_BY_FIELD: Final[Mapping[str, Callable[[Any], str]]] = MappingProxyType(
    {"arrived_weekday": _weekday, "rep.areas": _region, "rep.languages": _language}
)
