"""To whoever fits the lead best: points for each criterion that a manager gives a weight.

A criterion of which the lead says nothing gives nobody any points. Equal points go by the ledger.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from assignment.engine.codes import Strategy
from assignment.engine.fields import Facts
from assignment.engine.keywords import read_words, to_keyword
from assignment.engine.requirements import LEVELS, NOTHING, Traits, read_fact
from assignment.engine.roster import Candidate, Deal
from assignment.engine.strategies.method import Method, Need, Option, Options, Unit, gettext_noop
from assignment.engine.strategies.owed import by_balance, own_weights
from assignment.engine.values import Flawed, read_text

Fit: TypeAlias = Callable[[Traits], int]

LEVEL_OF_GRADE: Final[Mapping[str, int]] = {"a": 2, "b": 1, "c": 0}  # by place in LEVELS
_keyword: Final = lru_cache(maxsize=4096)(to_keyword)


def _weight(name: str, default: int, label: str) -> Option:
    return Option(name=name, kind="int", default=default, least=0, most=100, label=label)


OPTIONS: Final = (
    _weight("language", 30, gettext_noop("Points for speaking the language")),
    _weight("territory", 20, gettext_noop("Points for covering the area")),
    _weight("product", 20, gettext_noop("Points for knowing the product")),
    _weight("industry", 10, gettext_noop("Points for knowing the industry")),
    _weight("skill", 10, gettext_noop("Points for a skill that the lead names")),
    _weight("level", 10, gettext_noop("Points for the level that fits the grade")),
)


def rank(candidates: Sequence[Candidate], *, deal: Deal) -> list[tuple[Candidate, float]]:
    """Best first, with the points; equal ones in the order of the ledger."""
    asked = _asked(deal)
    due = by_balance(candidates, own_weights(candidates))
    order = [(candidate, float(_total(candidate.traits, asked))) for candidate, _ in due]
    return sorted(order, key=lambda pair: -pair[1])


def points(candidate: Candidate, deal: Deal) -> dict[str, int]:
    """What a candidate's number consists of: every criterion that has a weight in the pool."""
    found = {name: fit(candidate.traits) * weight // 2 for name, weight, fit in _asked(deal)}
    counted = [option.name for option in OPTIONS if option.of(deal.options)]
    return {name: found.get(name, 0) for name in counted}


def needs(options: Options) -> frozenset[Need]:
    return frozenset({Need.TRAITS})


def unit(options: Options) -> Unit:
    return Unit.POINTS


def _total(traits: Traits, asked: Sequence[tuple[str, int, Fit]]) -> int:
    points = 0
    for _, weight, fit in asked:
        points += fit(traits) * weight // 2
    return points


def _asked(deal: Deal) -> list[tuple[str, int, Fit]]:
    """The criteria that have a weight and of which the lead says something, read once for all."""
    asked = []
    for option in OPTIONS:
        weight: int = option.of(deal.options)
        fit = _CRITERIA[option.name](deal.facts) if weight else None
        if fit is not None:
            asked.append((option.name, weight, fit))
    return asked


# Each criterion reads the lead and gives a function of the rep's traits, in halves: 2 for a full
# match, 1 for half of one.


def _language(facts: Facts) -> Fit | None:
    return _shares("languages", read_fact(facts, "language"))


def _territory(facts: Facts) -> Fit | None:
    """Half if he covers a wider area only, as Europe for a lead from Germany."""
    areas, raw = read_fact(facts, "area"), facts.get("area")
    if not areas:
        return None
    own = read_fact({"area": raw[:1]}, "area") if isinstance(raw, tuple | list) else areas

    def fit(traits: Traits) -> int:
        covered = traits.get("areas", NOTHING)
        return (not covered.isdisjoint(own)) + (not covered.isdisjoint(areas))

    return fit


def _product(facts: Facts) -> Fit | None:
    return _shares("products", read_fact(facts, "product"))


def _industry(facts: Facts) -> Fit | None:
    return _shares("industries", read_fact(facts, "industry"))


def _skill(facts: Facts) -> Fit | None:
    """A skill that the lead names in its product, its industry or its message."""
    named = [_read(read_words, facts.get(name)) for name in ("product", "industry", "message")]
    texts = [words for words in named if words is not None]
    if not texts:
        return None
    known: dict[str, bool] = {}

    def fit(traits: Traits) -> int:
        for skill in traits.get("skills", NOTHING):
            found = known.get(skill)
            if found is None:
                keyword = _keyword(skill)
                found = any(words.has(keyword) for words in texts) if keyword else False
                known[skill] = found
            if found:
                return 2
        return 0

    return fit


def _level(facts: Facts) -> Fit | None:
    """Half one level off; a key lead without a grade is as good as an A."""
    grade = _read(read_text, facts.get("grade"))
    if grade is None and facts.get("is_key") is True:
        grade = "a"
    wanted = LEVEL_OF_GRADE.get(grade)
    if wanted is None:
        return None
    fits = {
        frozenset({level}): max(0, 2 - abs(place - wanted)) for place, level in enumerate(LEVELS)
    }
    return lambda traits: fits.get(traits.get("level", NOTHING), 0)


_CRITERIA: Final[Mapping[str, Callable[[Facts], Fit | None]]] = {
    "language": _language,
    "territory": _territory,
    "product": _product,
    "industry": _industry,
    "skill": _skill,
    "level": _level,
}


def _shares(trait: str, wanted: frozenset[str]) -> Fit | None:
    if not wanted:
        return None
    return lambda traits: 0 if wanted.isdisjoint(traits.get(trait, NOTHING)) else 2


def _read(reader: Callable[[Any], Any], raw: object) -> Any:
    try:
        return reader(raw)
    except Flawed:
        return None


METHOD: Final = Method(
    code=Strategy.BEST_MATCH,
    label=gettext_noop("Best match"),
    follows_ledger=False,
    rank=rank,
    weights=own_weights,
    options=OPTIONS,
    needs=needs,
    unit=unit,
    points=points,
)
