"""What a rule asks of whoever is to get the lead: speaks its language, covers its area.

Such a condition never decides whether a rule matches. It is handed on with the match, and keeps
those candidates out who do not meet it. All of them come down to one question: does the rep have
at least one of the values that are demanded?
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from assignment.engine.codes import Exclusion, Problem
from assignment.engine.fields import REP_PREFIX, Facts, FieldType, Operator, actual, type_of
from assignment.engine.operators import parse
from assignment.engine.reading import read_area
from assignment.engine.values import Flawed, fold, read_language, read_text

# What a rep has, by trait (languages, areas, skills, products, industries, level, team), as
# ``traits_of`` writes it.
Traits: TypeAlias = Mapping[str, frozenset[str]]

LEVELS: Final = ("junior", "regular", "senior")  # from below
NOTHING: Final[frozenset[str]] = frozenset()
_CODES: Final[Mapping[str, Exclusion]] = MappingProxyType(
    {
        "languages": Exclusion.LANGUAGE_MISSING,
        "areas": Exclusion.OUTSIDE_TERRITORY,
        "skills": Exclusion.SKILL_MISSING,
        "products": Exclusion.SKILL_MISSING,
        "industries": Exclusion.SKILL_MISSING,
        "level": Exclusion.LEVEL_TOO_LOW,
        "team": Exclusion.WRONG_TEAM,
    }
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A rep must have one of ``values`` under ``trait``, or of what the lead has for ``fact``.

    ``code`` is the gate that keeps out who has none of them. Plain data: equal for equal
    conditions, and fit to be a key.
    """

    field: str
    code: Exclusion
    trait: str
    values: frozenset[str] = NOTHING
    fact: str = ""

    def demands(self, facts: Facts) -> frozenset[str]:
        """The values of which a rep needs one; none for a fact that is missing or unreadable."""
        return read_fact(facts, self.fact) if self.fact else self.values

    def holds(self, traits: Traits, facts: Facts) -> bool:
        """Whether a rep will do. A fact that is missing demands nothing. Never raises."""
        demanded = self.demands(facts)
        return not demanded or not demanded.isdisjoint(traits.get(self.trait, NOTHING))


def demands_of(
    requirements: Iterable[Requirement], facts: Facts
) -> tuple[tuple[Exclusion, str, frozenset[str]], ...]:
    """The requirements with the facts of one lead read: (code, trait, values to have one of).

    What demands nothing is left out. For many candidates this is cheaper than ``holds``.
    """
    found = ((one.code, one.trait, one.demands(facts)) for one in requirements)
    return tuple(demand for demand in found if demand[2])


def read_fact(facts: Facts, name: str) -> frozenset[str]:
    """A fact as the values of which a rep's trait may hold one; none if it is missing.

    A language counts with the wider ones it belongs to, an area with all that it lies in.
    """
    raw, field_type = actual(facts, name), type_of(name)
    try:
        if field_type == FieldType.LANGUAGE:
            return read_language(raw) or NOTHING
        if field_type == FieldType.REGION:
            return read_area(raw) or NOTHING
        text = read_text(raw)
    except Flawed:
        return NOTHING
    return NOTHING if text is None else frozenset((text,))


def traits_of(**given: Iterable[object]) -> dict[str, frozenset[str]]:
    """What a rep has, in the form in which it is compared; blanks are left out.

    ``languages`` and ``areas`` as his profile names them, not with what lies around: who covers
    华东 covers 上海 in it, but not all of China. ``team`` holds ids, and names if they count.
    """
    traits = {}
    for trait, values in given.items():
        folded = (fold(str(value)) for value in values if value is not None)
        if trait == "languages":
            folded = (value.replace("_", "-") for value in folded)
        traits[trait] = frozenset(value for value in folded if value)
    return traits


def to_requirement(field: str, operator: str, value: Any) -> Requirement:
    """Raises ``Flawed`` for what is no sound condition on a rep."""
    field_type, chosen, values = parse(field, operator, value)
    trait = field.removeprefix(REP_PREFIX)
    if chosen == Operator.CONTAINS_FACT:
        return Requirement(field, _CODES[trait], trait, fact=values[0])
    if field_type == FieldType.REP_LEVEL:
        values = _levels(values, is_least=chosen == Operator.AT_LEAST)
    if trait == "languages":
        values = tuple(one.replace("_", "-") for one in values)
    return Requirement(field, _CODES[trait], trait, values=frozenset(values))


def _levels(values: tuple[str, ...], *, is_least: bool) -> tuple[str, ...]:
    unknown = [value for value in values if value not in LEVELS]
    if unknown:
        raise Flawed(Problem.VALUE_NOT_A_LEVEL, unknown[0][:40])
    return LEVELS[LEVELS.index(values[0]) :] if is_least else values
