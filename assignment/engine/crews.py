"""Whether anybody stands behind a rule who can take what it gives."""

from collections.abc import Iterator, Mapping, Sequence

from assignment.engine.boxes import Box, World
from assignment.engine.codes import TargetKind
from assignment.engine.conditions import Condition, requirement_of
from assignment.engine.fields import Facts
from assignment.engine.findings import Crews, Finding, FindingCode, Member
from assignment.engine.requirements import Requirement
from assignment.engine.rules import CompiledRule


def crew_findings(
    one: CompiledRule,
    *,
    boxes: Mapping[int | None, Box],
    leads: Mapping[int | None, Facts | None],
    world: World,
    crews: Crews,
) -> Iterator[Finding]:
    """Nobody, everybody away, or nobody who meets what a group asks of the rep.

    ``leads`` are those known to reach the rule, by group; a rule that none is known to reach says
    nothing, and no more does one that asks a manager.
    """
    target = one.rule.target
    first = next((facts for facts in leads.values() if facts is not None), None)
    if first is None or target.kind == TargetKind.REVIEW:
        return
    crew = crews.get(target, ())
    if not any(member.is_there for member in crew):
        code = FindingCode.ALL_AWAY if crew else FindingCode.NOBODY
        yield Finding(code=code, rules=(one.rule.key,), example=first, target=target)
        return
    active = [member for member in crew if member.is_active]
    for place, box in boxes.items():
        group = () if place is None else one.rule.groups[place]
        asked = [row for row in group if row.is_about_rep]
        unmet = _unmet(asked, active, box=box, world=world)
        example = leads[place]
        if unmet and example is not None:
            yield Finding(
                code=FindingCode.UNMET,
                rules=(one.rule.key,),
                example=example,
                group=place,
                conditions=unmet,
                target=target,
            )


def _unmet(
    asked: Sequence[Condition], members: Sequence[Member], *, box: Box, world: World
) -> tuple[Condition, ...]:
    """The first condition that none of them meets, or all plain ones if nobody meets them all."""
    for row in asked:
        if not _can_be_met(requirement_of(row), members, box=box, world=world):
            return (row,)
    plain = [(row, requirement_of(row)) for row in asked]
    plain = [(row, requirement) for row, requirement in plain if not requirement.fact]
    for member in members:
        if all(requirement.holds(member.traits, {}) for _, requirement in plain):
            return ()
    return tuple(row for row, _ in plain)


def _can_be_met(
    requirement: Requirement, members: Sequence[Member], *, box: Box, world: World
) -> bool:
    """Whether somebody meets it for some lead of the box; True when in doubt."""
    if not requirement.fact:
        return any(requirement.holds(member.traits, {}) for member in members)
    points = world.points_of(box, requirement.fact)
    if points is None:  # it may be missing, or be anything
        return True
    return any(requirement.holds(member.traits, point) for point in points for member in members)
