"""Rules in one readable sentence each."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assignment.choices import RulePurpose, TargetKind
from assignment.engine.conditions import Condition as EngineCondition
from assignment.engine.fields import FieldType, Operator, type_of
from assignment.models import Condition, Rule
from assignment.wording.condition_text import NEED_NO_VALUE
from assignment.wording.condition_words import NO_NAMES, Names, value_words
from assignment.wording.rep_phrases import rep_phrase
from assignment.wording.words import field_label, operator_label


def rule_sentence(rule: Rule, names: Names = NO_NAMES) -> str:
    """Whom a rule takes and where it sends them; reads its conditions, pool, reps and team.

    ``names`` are those of ``condition_words.names_for``; without them teams go by their number.
    """
    target = target_text(rule)
    if rule.is_catch_all:
        return _("Everything else → %(target)s") % {"target": target}
    groups: dict[int, list[Condition]] = {}
    for row in sorted(rule.conditions.all(), key=lambda row: (row.group, row.pk)):
        groups.setdefault(row.group, []).append(row)
    if not groups:
        return _("No conditions yet → %(target)s") % {"target": target}
    together = [
        _(" and ").join(condition_text(row, names) for row in rows) for rows in groups.values()
    ]
    asked = together[0] if len(together) == 1 else _(" or ").join(f"({one})" for one in together)
    return _("If %(conditions)s → %(target)s") % {"conditions": asked, "target": target}


def condition_text(row: Condition | EngineCondition, names: Names = NO_NAMES) -> str:
    """One condition in words, such as: country is one of Germany, Austria."""
    condition = EngineCondition(row.field, row.operator, row.value)
    field, field_type = str(field_label(row.field)), type_of(row.field)
    if field_type == FieldType.FLAG and isinstance(row.value, bool):
        is_wanted = row.value is (row.operator == Operator.IS)
        return field if is_wanted else _("%(field)s: no") % {"field": field}
    phrase = rep_phrase(row.field, row.operator)
    if phrase is not None:
        return phrase % {"value": value_words(condition, names, either=True)}
    said = [field, str(operator_label(row.operator, field_type))]
    if row.operator not in NEED_NO_VALUE:
        said.append(value_words(condition, names))
    return " ".join(said)


def target_text(rule: Rule) -> str:
    """Where a rule sends its leads, by name, and how a pool shares them out."""
    if rule.purpose == RulePurpose.KEY:
        return _("key lead")
    if rule.target == TargetKind.POOL and rule.pool:
        strategy = rule.pool.get_strategy_display()
        said = {"name": rule.pool, "strategy": strategy[:1].lower() + strategy[1:]}
        return _("pool %(name)s, %(strategy)s") % said
    if rule.target == TargetKind.REPS:
        return ", ".join(str(rep) for rep in rule.reps.all())
    if rule.target == TargetKind.TEAM:
        return _("team %(name)s") % {"name": rule.team}
    return _("a manager's review")
