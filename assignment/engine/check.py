"""What is wrong with rules, beyond what keeps them from being published.

Every finding is certain and comes with a lead that shows it, tried out with ``match``. Not every
fault is found: of conditions on parts of texts only what plainly follows is seen, fields count as
independent of one another except country and area, and facts as readable.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from assignment.engine.boxes import Box, World, is_empty
from assignment.engine.conditions import Condition
from assignment.engine.crews import crew_findings
from assignment.engine.fields import Facts
from assignment.engine.findings import Crews, Finding, FindingCode, Seen
from assignment.engine.match import match
from assignment.engine.rules import CompiledRule, CompiledRuleSet, Match, Rule, RuleSet
from assignment.engine.segments import segment_findings
from assignment.engine.spaces import Point

NOTHING_SEEN: Final = Seen()
_MOST_TRIES: Final = 600


@dataclass(frozen=True, slots=True)
class Taken:
    """A box that a rule above takes."""

    rule: str
    box: Box


def check(
    rule_set: RuleSet, *, crews: Crews, places: Sequence[Point] = (), seen: Seen = NOTHING_SEEN
) -> list[Finding]:
    """All findings, rule by rule from the top, then those about segments.

    ``crews`` are the people behind every target that is not a review, ``places`` the pairs of area
    and country that there are. A rule that cannot be judged is passed over, as in routing.
    """
    checker = _Checker(CompiledRuleSet(rule_set), places)
    findings = list(checker.of_key_rules())
    for rule in checker.rules.rules:
        if rule.flaw is None:
            findings += checker.of_rule(rule, crews)
    return [*findings, *segment_findings(checker.rules, crews=crews, seen=seen)]


class _Checker:
    """Goes through the rules from the top and keeps what they take."""

    def __init__(self, rules: CompiledRuleSet, places: Sequence[Point]) -> None:
        self.rules = rules
        sound = (one.rule for one in (*rules.rules, *rules.key_rules) if one.flaw is None)
        rows = chain.from_iterable(chain.from_iterable(rule.groups for rule in sound))
        self.world = World([row for row in rows if not row.is_about_rep], places)
        self.taken: list[Taken] = []

    def of_key_rules(self) -> Iterator[Finding]:
        for one in self.rules.key_rules:
            if one.flaw is None:
                boxes = self._boxes(one.rule)
                yield from self._impossible(one, boxes)

    def of_rule(self, one: CompiledRule, crews: Crews) -> Iterator[Finding]:
        boxes = self._boxes(one.rule)
        yield from self._impossible(one, boxes)
        possible = {place: box for place, box in boxes.items() if not _is_impossible(box)}
        holes = [taken.box for taken in self.taken]
        left = {place: self.world.left_of(box, holes) for place, box in possible.items()}
        if any(possible.values()) and not any(rest.pieces for rest in left.values()):
            takers = {self.taken[hole].rule for rest in left.values() for hole in rest.takers}
            above = [rule.rule.key for rule in self.rules.rules if rule.rule.key in takers]
            yield from self._shadowed(one, possible.values(), above)
        elif possible:
            leads = {place: self._reaching(one, place, rest.pieces) for place, rest in left.items()}
            yield from crew_findings(
                one, boxes=possible, leads=leads, world=self.world, crews=crews
            )
        self.taken += [Taken(one.rule.key, box) for box in possible.values()]

    def _boxes(self, rule: Rule) -> dict[int | None, Box]:
        """What each group takes; a rule without conditions takes everything."""
        boxes: dict[int | None, Box] = {
            place: self.world.box(row for row in group if not row.is_about_rep)
            for place, group in enumerate(rule.groups)
            if group
        }
        return boxes or {None: {}}

    def _impossible(self, one: CompiledRule, boxes: dict[int | None, Box]) -> Iterator[Finding]:
        """Groups that no lead can meet; all of them together are one finding."""
        impossible = [place for place, box in boxes.items() if _is_impossible(box)]
        is_all = len(impossible) == len(boxes)
        code = FindingCode.UNREACHABLE if is_all else FindingCode.CONTRADICTORY
        for place in impossible[:1] if is_all else impossible:
            group = [row for row in one.rule.groups[place or 0] if not row.is_about_rep]
            kept, refused = self._as_far_as_it_goes(group)
            nearest = {**self.world.around(refused), **self.world.box(kept)}
            yield Finding(
                code=code,
                rules=(one.rule.key,),
                example=next(self.world.leads(nearest), {}),
                group=place,
                conditions=self._clashing(kept, refused),
            )

    def _as_far_as_it_goes(self, group: Sequence[Condition]) -> tuple[list[Condition], Condition]:
        """The first conditions that a lead can meet together, and the first that goes too far."""
        kept: list[Condition] = []
        for row in group:
            if _is_impossible(self.world.box([*kept, row])):
                return kept, row
            kept.append(row)
        raise AssertionError("a group that is possible")

    def _clashing(self, kept: Sequence[Condition], refused: Condition) -> tuple[Condition, ...]:
        """The pair that no lead meets; where it takes more than a pair, all of them."""
        for row in kept:
            if _is_impossible(self.world.box([row, refused])):
                return (row, refused)
        if _is_impossible(self.world.box([refused])):
            return (refused,)
        return (*kept, refused)

    def _shadowed(
        self, one: CompiledRule, boxes: Iterable[Box], above: Sequence[str]
    ) -> Iterator[Finding]:
        """With a lead that one of the rules ``above`` takes, if possible, or else any other."""
        shown: tuple[tuple[str, ...], Facts] | None = None
        leads = chain.from_iterable(map(self.world.leads, boxes))
        for facts in islice(leads, _MOST_TRIES):
            taker = match(self.rules, facts).rule
            is_its_own = isinstance(self._judge(one, facts), Match)
            if not is_its_own or taker is None or taker.key == one.rule.key:
                continue
            shown = shown or ((*above, taker.key), facts)
            if taker.key in above:
                shown = (tuple(above), facts)
                break
        if shown is not None:
            rules = (one.rule.key, *shown[0])
            yield Finding(code=FindingCode.SHADOWED, rules=rules, example=shown[1])

    def _reaching(
        self, one: CompiledRule, place: int | None, pieces: Sequence[Box]
    ) -> Facts | None:
        """A lead that this group of this rule gets, tried out; None if none was found."""
        leads = chain.from_iterable(map(self.world.leads, pieces))
        for facts in islice(leads, _MOST_TRIES):
            found = match(self.rules, facts)
            if found.rule is one.rule and found.group == place:
                return facts
        return None

    def _judge(self, one: CompiledRule, facts: Facts) -> object:
        return self.rules.judge(one, facts, self.rules.slots.blank.copy())


def _is_impossible(box: Box) -> bool:
    """Whether no lead can be in it; False when in doubt."""
    return any(is_empty(part) for part in box.values())
