"""Which rules a simulation goes by: a version as it is, or a draft as it stands now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assignment.choices import VersionState
from assignment.engine import rules as engine
from assignment.engine.codes import TargetKind
from assignment.engine.rules import CompiledRuleSet, Target
from assignment.models import RuleSetVersion
from assignment.versions.rule_sets import to_engine

LONGEST_NUMBER = 10  # digits
NEWEST_FIRST = ("-number", "-pk")


def content_of(version: RuleSetVersion) -> dict[str, Any]:
    """The rules as the engine reads them; a draft's as they stand now."""
    return version.content or engine.to_content(to_engine(version))


def rules_of(content: dict[str, Any]) -> CompiledRuleSet:
    """Raises ``UnreadableRules`` for content that no release has written."""
    return CompiledRuleSet(engine.from_content(content))


def published() -> RuleSetVersion | None:
    return RuleSetVersion.objects.filter(state=VersionState.PUBLISHED).first()


def draft() -> RuleSetVersion | None:
    """The draft of the rules in force; of any, while none are."""
    drafts = RuleSetVersion.objects.filter(state=VersionState.DRAFT).order_by(*NEWEST_FIRST)
    in_force = published()
    own = drafts.filter(rule_set=in_force.rule_set_id).first() if in_force else None
    return own or drafts.first()


def numbered(number: int) -> RuleSetVersion | None:
    """The version of a number: of the rule set in force, else the newest of any."""
    versions = RuleSetVersion.objects.filter(number=number).order_by("-pk")
    in_force = published()
    own = versions.filter(rule_set=in_force.rule_set_id).first() if in_force else None
    return own or versions.first()


def version_named(word: str) -> RuleSetVersion | None:
    """The version that a word means: "draft", "published", or a number."""
    if word == VersionState.DRAFT:
        return draft()
    if word == VersionState.PUBLISHED:
        return published()
    return numbered(int(word)) if word.isdecimal() and len(word) < LONGEST_NUMBER else None


def targets_of(rule_sets: Iterable[CompiledRuleSet]) -> tuple[set[int], set[Target]]:
    """The pools that rules give to, and what names reps and teams."""
    targets = {one.rule.target for rules in rule_sets for one in rules.rules}
    pools = {target.pool for target in targets if target.pool is not None}
    named = {one for one in targets if one.kind in (TargetKind.REPS, TargetKind.TEAM)}
    return pools, named


def asks_of_reps(rule_sets: Iterable[CompiledRuleSet]) -> bool:
    """Whether any rule demands something of the rep."""
    return any(match.requirements for rules in rule_sets for _, match in rules.groups)
