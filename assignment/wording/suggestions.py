"""Values that leads and reps have already, for whoever types the value of a condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache

from assignment.engine.fields import ATTRIBUTE_PREFIX
from leads.models import CurrencyRate, Lead, Product
from reps.models import Rep

FACTS: Final = ("industry", "product", "source", "campaign", "city", "region", "company_size")
SKILLS: Final = ("skills", "products", "industries")
NEWEST: Final = 2000  # leads that are looked at
MOST: Final = 100  # values of one field
LONGEST: Final = 60
KEPT_FOR: Final = 300  # seconds
KEY: Final = "suggestions-for-conditions"

Suggestions = Mapping[str, list[str]]


def suggestions() -> Suggestions:
    """By field, the values that the newest leads have most often; also of custom attributes.

    Four queries at most every five minutes in a process, however many leads there are.
    """
    return cache.get_or_set(KEY, _look, KEPT_FOR) or {}


def attribute_names(found: Suggestions) -> list[str]:
    """The custom attributes that leads have."""
    own = [name for name in found if name.startswith(ATTRIBUTE_PREFIX)]
    return sorted(name.removeprefix(ATTRIBUTE_PREFIX) for name in own)


def _look() -> dict[str, list[str]]:
    seen: dict[str, Counter[str]] = {name: Counter() for name in FACTS}
    newest = Lead.objects.order_by("-pk").values_list(*FACTS, "currency", "attributes")[:NEWEST]
    currencies: Counter[str] = Counter(CurrencyRate.objects.values_list("currency", flat=True))
    currencies[settings.BASE_CURRENCY] += NEWEST
    for *values, currency, attributes in newest:
        for name, value in zip(FACTS, values, strict=True):
            seen[name][value] += 1
        currencies[currency] += 1
        for name, value in attributes.items():
            seen.setdefault(f"{ATTRIBUTE_PREFIX}{name}", Counter())[str(value)] += 1
    seen["product"].update(Product.objects.values_list("name", flat=True))
    seen |= {"currency": currencies} | _of_reps()
    found = {name: _best(counter) for name, counter in seen.items()}
    for name in ("products", "industries"):
        found[f"rep.{name}"] = _best(Counter(found[f"rep.{name}"] + found[_fact_of(name)]))
    return found


def _of_reps() -> dict[str, Counter[str]]:
    seen: dict[str, Counter[str]] = {f"rep.{name}": Counter() for name in SKILLS}
    for lists in Rep.objects.active().values_list(*SKILLS):
        for name, words in zip(SKILLS, lists, strict=True):
            seen[f"rep.{name}"].update(_texts(words))
    return seen


def _fact_of(name: str) -> str:
    return {"products": "product", "industries": "industry"}[name]


def _texts(words: Any) -> Iterable[str]:
    return (str(word) for word in words) if isinstance(words, list) else ()


def _best(counter: Counter[str]) -> list[str]:
    """The most frequent, in the order of the alphabet."""
    usual = [value for value, _count in counter.most_common(MOST + 1) if value.strip()]
    return sorted((value for value in usual[:MOST] if len(value) <= LONGEST), key=str.casefold)
