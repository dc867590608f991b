"""Rules as managers edit them become versions that are published, retired and brought back.

What is put in force here is in force for every lead; ``partial`` does so for some.
"""

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
from assignment.models import Condition, Rule, RuleSet, RuleSetVersion
from assignment.versions.content import rules_of, to_engine
from assignment.versions.faults import Fault, fault_sentence, faults_of


class NotPublishable(Exception):
    """The draft has faults; ``problems`` says which, in sentences for a manager.

    ``faults`` are the same as codes, empty when the version is no draft any more.
    """

    def __init__(
        self, problems: Sequence[str | StrPromise], *, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems
        self.faults = faults


class NotADraft(Exception):
    """The version has been published meanwhile, or replaced; its rules change no more."""


NO_RULES = engine.CompiledRuleSet(engine.RuleSet(version=0, rules=()))


@lru_cache(maxsize=32)
def compiled(version_id: int, published_at: datetime) -> engine.CompiledRuleSet:
    """The rules of a version that is or was in force, which never change again.

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
    return new_draft(newest, rule_set=rule_set)


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


@transaction.atomic
def publish(draft: RuleSetVersion, *, by: int | None, now: datetime) -> RuleSetVersion:
    """Put a draft in force, retire what was, and open the next draft as its copy.

    What is published in part stays so: it decides its share of the leads as before. Raises
    NotPublishable when the draft has faults, or is no draft any more because somebody else
    published it first.
    """
    draft = sound_draft(draft.pk)
    retire_all(VersionState.PUBLISHED)
    draft.state = VersionState.PUBLISHED
    draft.published_at, draft.published_by_id = now, by
    draft.save()
    new_draft(draft, rule_set=draft.rule_set)
    return draft


@transaction.atomic
def roll_back(version: RuleSetVersion, *, by: int | None, now: datetime) -> RuleSetVersion:
    """Publish the rules of an older version again, as a new version.

    The draft that was being edited is replaced by them, and what was published in part ends:
    whoever rolls back wants to know by which rules every lead goes.
    """
    lock_rule_sets()
    RuleSetVersion.objects.filter(rule_set=version.rule_set_id, state=VersionState.DRAFT).delete()
    draft = new_draft(version, rule_set=version.rule_set)
    partial = RuleSetVersion.objects.filter(state=VersionState.PARTIAL)
    partial.update(state=VersionState.RETIRED, partial_until=now)
    return publish(draft, by=by, now=now)


def sound_draft(version_id: int) -> RuleSetVersion:
    """A draft about to be put in force: locked, with its content, and with no plan any more.

    Raises NotPublishable when it has faults or is no draft any more. The caller writes it.
    """
    lock_rule_sets()
    try:
        draft = lock_draft(version_id)
    except NotADraft as error:
        said = _("Somebody else has published or replaced this draft already.")
        raise NotPublishable([said]) from error
    faults = faults_of(draft)
    if faults:
        problems = [fault_sentence(fault.to_data()) for fault in faults]
        raise NotPublishable(problems, faults=faults)
    draft.content = engine.to_content(to_engine(draft))
    draft.publish_at = draft.publish_by = None
    return draft


def retire_all(state: str) -> None:
    """Take out of force what is in this state. Its content stays, so what it decided can be told.

    Under ``lock_rule_sets``.
    """
    RuleSetVersion.objects.filter(state=state).update(state=VersionState.RETIRED)


def lock_rule_sets() -> None:
    """Publish one after the other, whichever rule set; nobody deletes what another publishes."""
    list(RuleSet.objects.order_by("pk").select_for_update(no_key=True))


def new_draft(source: RuleSetVersion | None, *, rule_set: RuleSet) -> RuleSetVersion:
    """The next version, with the rules of another one to begin with."""
    newest = rule_set.versions.order_by("-number").values_list("number", flat=True).first()
    draft = RuleSetVersion.objects.create(rule_set=rule_set, number=(newest or 0) + 1)
    if source is not None:
        copy_rules(source, to=draft)
    return draft


def copy_rules(source: RuleSetVersion, *, to: RuleSetVersion) -> None:
    """Give a draft the rules of another version, below those that it has."""
    for rule in rules_of(source):
        rows, named = list(rule.conditions.all()), list(rule.reps.all())
        rule.pk, rule.version = None, to
        rule.save()
        rule.reps.add(*named)  # set() would compare with those that were prefetched
        Condition.objects.bulk_create(
            Condition(
                rule=rule, group=row.group, field=row.field, operator=row.operator, value=row.value
            )
            for row in rows
        )
