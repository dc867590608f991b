"""What the leads of late tell of rules: whom only the catch-all takes, and whose room is short."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from assignment.engine.codes import TargetKind
from assignment.engine.fields import Facts, actual
from assignment.engine.findings import Crews, Finding, FindingCode, Seen
from assignment.engine.match import match
from assignment.engine.rules import CompiledRuleSet, Rule, Target
from assignment.engine.values import fold

Segment: TypeAlias = tuple[str, str]  # a field and the folded value

SEGMENTS: Final = ("country", "industry", "product", "source", "language")
FEWEST_LEADS: Final = 3
_MOST_OF_A_FIELD: Final = 5
_ALIKE: Final = {"area": "country", "phone_country": "country"}


def segment_findings(rules: CompiledRuleSet, *, crews: Crews, seen: Seen) -> Iterator[Finding]:
    """Judges every lead once; ``seen`` must be leads that rules decide, not known customers'."""
    decided = [(facts, match(rules, facts).rule) for facts in seen.leads]
    spoken = _spoken_of(rules)
    yield from _too_small(decided, spoken, crews=crews, days=seen.days)
    yield from _uncovered(decided, spoken)


def _too_small(
    decided: Sequence[tuple[Facts, Rule | None]], spoken: set[str], *, crews: Crews, days: float
) -> Iterator[Finding]:
    """Targets that get more in a day than all who are there may take together."""
    leads: dict[Target, list[tuple[Facts, Rule]]] = {}
    for facts, rule in decided:
        if rule is not None and rule.target.kind != TargetKind.REVIEW:
            leads.setdefault(rule.target, []).append((facts, rule))
    for target, some in leads.items():
        rooms = [member.a_day for member in crews.get(target, ()) if member.is_there]
        limits = [room for room in rooms if room is not None]
        a_day = len(some) / days
        if limits and len(limits) == len(rooms) and a_day > sum(limits):
            yield Finding(
                code=FindingCode.TOO_SMALL,
                rules=tuple(dict.fromkeys(rule.key for _, rule in some)),
                example=_what_counts(some[0][0], spoken),
                target=target,
                leads=len(some),
                a_day=a_day,
                room=sum(limits),
            )


def _uncovered(decided: Sequence[tuple[Facts, Rule | None]], spoken: set[str]) -> Iterator[Finding]:
    """Values, of fields that rules tell apart, whose leads all fell through to the last rule."""
    told_apart = {_ALIKE.get(field, field) for field in spoken}
    leads: Counter[Segment] = Counter()
    covered: set[Segment] = set()
    examples: dict[Segment, tuple[Facts, Rule | None]] = {}
    for facts, rule in decided:
        for segment in _segments(facts, told_apart):
            leads[segment] += 1
            examples.setdefault(segment, (facts, rule))
            if rule is not None and any(rule.groups):
                covered.add(segment)
    shown: Counter[str] = Counter()
    for segment, count in leads.most_common():
        field = segment[0]
        if segment in covered or count < FEWEST_LEADS or shown[field] == _MOST_OF_A_FIELD:
            continue
        shown[field] += 1
        facts, rule = examples[segment]
        yield Finding(
            code=FindingCode.UNCOVERED,
            rules=(rule.key,) if rule is not None else (),
            example=_what_counts(facts, {*spoken, field}),
            segment=(field, facts[field]),
            leads=count,
        )


def _spoken_of(rules: CompiledRuleSet) -> set[str]:
    groups = (group for one in rules.rules if one.flaw is None for group in one.rule.groups)
    return {row.field for group in groups for row in group if not row.is_about_rep}


def _segments(facts: Facts, told_apart: set[str]) -> Iterator[Segment]:
    for field in SEGMENTS:
        value = facts.get(field)
        if field in told_apart and isinstance(value, str) and fold(value):
            yield field, fold(value)


def _what_counts(facts: Facts, fields: set[str]) -> Mapping[str, Any]:
    """The facts that rules look at, no more: the example needs nobody's name."""
    kept = {name: actual(facts, name) for name in sorted(fields)}
    return {name: value for name, value in kept.items() if value is not None}
