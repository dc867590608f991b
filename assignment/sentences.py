"""Rules in one readable sentence each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assignment.choices import TargetKind
from assignment.condition_text import NEED_NO_VALUE, to_text
from assignment.engine.conditions import Condition as EngineCondition
from assignment.models import Condition, Rule
from assignment.words import OPERATOR_LABELS, field_label


def rule_sentence(rule: Rule) -> str:
    """Whom a rule takes and where it sends them; reads its conditions, pool and rep."""
    target = target_text(rule)
    if rule.is_catch_all:
        return _("Everything else → %(target)s") % {"target": target}
    groups: dict[int, list[Condition]] = {}
    for row in sorted(rule.conditions.all(), key=lambda row: (row.group, row.pk)):
        groups.setdefault(row.group, []).append(row)
    if not groups:
        return _("No conditions yet → %(target)s") % {"target": target}
    together = [_(" and ").join(map(condition_text, rows)) for rows in groups.values()]
    asked = together[0] if len(together) == 1 else _(" or ").join(f"({one})" for one in together)
    return _("If %(conditions)s → %(target)s") % {"conditions": asked, "target": target}


def condition_text(row: Condition | EngineCondition) -> str:
    """One condition in words, such as: country is one of DE, AT."""
    words = [str(field_label(row.field)), str(OPERATOR_LABELS.get(row.operator, row.operator))]
    if row.operator not in NEED_NO_VALUE:
        words.append(value_text(row.value))
    return " ".join(words)


def value_text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return to_text(value)


def target_text(rule: Rule) -> str:
    """Where a rule sends its leads, by name."""
    if rule.target == TargetKind.POOL:
        return _("pool %(name)s") % {"name": rule.pool}
    if rule.target == TargetKind.REPS:
        return str(rule.rep)
    return _("a manager's review")
