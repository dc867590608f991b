"""What a rule asks of the rep, in words: the rep speaks the lead's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from assignment.engine.fields import Operator

# By field and operator; %(value)s is a fact of the lead by its name, or what the rep has to have.
PHRASES: Final[Mapping[tuple[str, str], Any]] = MappingProxyType(
    {
        ("rep.languages", Operator.CONTAINS_FACT): _("the rep speaks the lead's %(value)s"),
        ("rep.languages", Operator.CONTAINS): _("the rep speaks %(value)s"),
        ("rep.areas", Operator.CONTAINS_FACT): _("the rep covers the lead's %(value)s"),
        ("rep.areas", Operator.CONTAINS): _("the rep covers %(value)s"),
        ("rep.skills", Operator.CONTAINS_FACT): _("the rep is skilled in the lead's %(value)s"),
        ("rep.skills", Operator.CONTAINS): _("the rep is skilled in %(value)s"),
        ("rep.products", Operator.CONTAINS_FACT): _("the rep knows the lead's %(value)s"),
        ("rep.products", Operator.CONTAINS): _("the rep knows the product %(value)s"),
        ("rep.industries", Operator.CONTAINS_FACT): _("the rep knows the lead's %(value)s"),
        ("rep.industries", Operator.CONTAINS): _("the rep knows the industry %(value)s"),
        ("rep.level", Operator.AT_LEAST): _("the rep's level is at least %(value)s"),
        ("rep.level", Operator.IS): _("the rep's level is %(value)s"),
        ("rep.level", Operator.ONE_OF): _("the rep's level is %(value)s"),
        ("rep.team", Operator.IS): _("the rep is of the team %(value)s"),
        ("rep.team", Operator.ONE_OF): _("the rep is of the team %(value)s"),
    }
)


def rep_phrase(field: str, operator: str) -> str | None:
    """The phrase with a place for the value; None where there is none for this comparison."""
    phrase = PHRASES.get((field, operator))
    return None if phrase is None else str(phrase)
