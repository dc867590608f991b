"""Rules as managers edit them become versions that the engine reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assignment.choices import TargetKind, VersionState
from assignment.engine import rules as engine
from assignment.engine.conditions import Condition as EngineCondition
from assignment.engine.conditions import validate
from assignment.models import Condition, Rule, RuleSet, RuleSetVersion
from assignment.words import PROBLEM_LABELS, field_label


class NotPublishable(Exception):
    """The draft has faults; ``problems`` says which, in sentences for a manager."""

    def __init__(self, problems: Sequence[str | StrPromise]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class NotADraft(Exception):
    """The version has been published meanwhile, or replaced; its rules change no more."""


NO_RULES = engine.CompiledRuleSet(engine.RuleSet(version=0, rules=()))


@lru_cache(maxsize=32)
def compiled(version_id: int, published_at: datetime) -> engine.CompiledRuleSet:
    """The rules of a published or retired version, which never change again.

    The date tells apart versions of databases that were restored or made anew.
    """
    content = RuleSetVersion.objects.values_list("content", flat=True).get(pk=version_id)
    return engine.CompiledRuleSet(engine.from_content(content))


def draft_of(rule_set: RuleSet) -> RuleSetVersion:
    """The version that managers edit; made from the newest one if there is none."""
    draft = rule_set.versions.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    newest = rule_set.versions.order_by("-number").first()
    return _copy(newest, rule_set=rule_set)


@transaction.atomic
def open_rule_set(rule_set: RuleSet) -> RuleSetVersion:
    """The first draft of a new rule set; its catch-all asks a manager until told otherwise."""
    draft = draft_of(rule_set)
    name = gettext("Everything else")
    Rule.objects.create(version=draft, name=name, is_catch_all=True, target=TargetKind.REVIEW)
    return draft


def lock_draft(version_id: int) -> RuleSetVersion:
    """The draft, locked for the caller's transaction, so that nobody publishes it meanwhile.

    Raises NotADraft when it is none any more.
    """
    drafts = RuleSetVersion.objects.select_for_update().filter(state=VersionState.DRAFT)
    draft = drafts.filter(pk=version_id).first()
    if draft is None:
        raise NotADraft
    return draft


def last_position(draft: RuleSetVersion) -> int:
    """Where a further rule stands: below the others; the catch-all is last by itself."""
    lowest = draft.rules.filter(is_catch_all=False).aggregate(lowest=Max("position"))["lowest"]
    return 0 if lowest is None else lowest + 1


def problems_of(draft: RuleSetVersion) -> list[str | StrPromise]:
    """What keeps a draft from being published; empty when nothing does."""
    rules = list(_rules_of(draft))
    active = [rule for rule in rules if rule.is_active]
    problems: list[str | StrPromise] = []
    if not active or not active[-1].is_catch_all:
        problems.append(
            _("The last rule must be an active catch-all, so that every lead finds a rule.")
        )
    for rule in active:
        problems += _problems_of_rule(rule)
    return problems


@transaction.atomic
def publish(draft: RuleSetVersion, *, by: int | None, now: datetime) -> RuleSetVersion:
    """Put a draft in force, retire what was, and open the next draft as its copy.

    Raises NotPublishable when the draft has faults, or is no draft any more because
    somebody else published it first.
    """
    _lock_rule_sets()
    draft = RuleSetVersion.objects.select_for_update().get(pk=draft.pk)
    if draft.state != VersionState.DRAFT:
        raise NotPublishable([_("Somebody else has published this draft already.")])
    problems = problems_of(draft)
    if problems:
        raise NotPublishable(problems)
    RuleSetVersion.objects.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
    draft.content = engine.to_content(to_engine(draft))
    draft.state = VersionState.PUBLISHED
    draft.published_at, draft.published_by_id = now, by
    draft.save()
    _copy(draft, rule_set=draft.rule_set)
    return draft


@transaction.atomic
def roll_back(version: RuleSetVersion, *, by: int | None, now: datetime) -> RuleSetVersion:
    """Publish the rules of an older version again, as a new version.

    The draft that was being edited is replaced by them.
    """
    _lock_rule_sets()
    RuleSetVersion.objects.filter(rule_set=version.rule_set_id, state=VersionState.DRAFT).delete()
    draft = _copy(version, rule_set=version.rule_set)
    return publish(draft, by=by, now=now)


def _lock_rule_sets() -> None:
    """Publish one after the other, whichever rule set; nobody deletes what another publishes."""
    list(RuleSet.objects.order_by("pk").select_for_update(no_key=True))


def to_engine(version: RuleSetVersion) -> engine.RuleSet:
    """The active rules of a version as the engine reads them."""
    rules = tuple(_to_engine_rule(rule) for rule in _rules_of(version) if rule.is_active)
    return engine.RuleSet(version=version.pk, rules=rules)


def _to_engine_rule(rule: Rule) -> engine.Rule:
    groups: dict[int, list[EngineCondition]] = {}
    for row in rule.conditions.all():
        condition = EngineCondition(field=row.field, operator=row.operator, value=row.value)
        groups.setdefault(row.group, []).append(condition)
    target = engine.Target(
        kind=engine.TargetKind(rule.target),
        pool=rule.pool_id,
        reps=(rule.rep_id,) if rule.rep_id else (),
    )
    ordered = tuple(tuple(groups[number]) for number in sorted(groups))
    return engine.Rule(key=rule.key, name=rule.name, groups=ordered, target=target)


def _rules_of(version: RuleSetVersion):
    """From the top; a catch-all stands last wherever it was dragged."""
    rules = version.rules.prefetch_related("conditions")
    return rules.order_by("is_catch_all", "position", "pk")


def _problems_of_rule(rule: Rule) -> list[str]:
    problems = []
    conditions = list(rule.conditions.all())
    if not conditions and not rule.is_catch_all:
        problems.append(_("Rule “%(rule)s” has no conditions.") % {"rule": rule.name})
    if conditions and rule.is_catch_all:
        problems.append(_("The catch-all “%(rule)s” has conditions.") % {"rule": rule.name})
    for row in conditions:
        code = validate(EngineCondition(row.field, row.operator, row.value))
        if code:
            problems.append(
                _("Rule “%(rule)s”, condition on “%(field)s”: %(problem)s")
                % {
                    "rule": rule.name,
                    "field": field_label(row.field),
                    "problem": PROBLEM_LABELS[code],
                }
            )
    if rule.target == TargetKind.POOL and not rule.pool.members.filter(is_active=True).exists():
        problems.append(
            _("Rule “%(rule)s”: the pool “%(pool)s” has no active members.")
            % {"rule": rule.name, "pool": rule.pool}
        )
    return problems


def _copy(source: RuleSetVersion | None, *, rule_set: RuleSet) -> RuleSetVersion:
    newest = rule_set.versions.order_by("-number").values_list("number", flat=True).first()
    draft = RuleSetVersion.objects.create(rule_set=rule_set, number=(newest or 0) + 1)
    for rule in _rules_of(source) if source else ():
        rows = list(rule.conditions.all())
        rule.pk, rule.version = None, draft
        rule.save()
        Condition.objects.bulk_create(
            Condition(
                rule=rule, group=row.group, field=row.field, operator=row.operator, value=row.value
            )
            for row in rows
        )
    return draft
