"""How the page that tries one lead says what would happen."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assignment.choices import DecisionKind
from assignment.engine.codes import Note, Reason
from assignment.simulation.try_one import Answer
from assignment.wording.words import REASON_LABELS, UNASSIGNED_REMEDIES

register = template.Library()
SAID_ELSEWHERE = {Reason.RULE, Reason.OFFERED, Reason.POOLED}


@register.filter
def verdict(answer: Answer) -> str:
    """Where the lead would go, in one sentence."""
    kind, who = answer.outcome.kind, {"name": answer.winner, "pool": answer.pool}
    if kind == DecisionKind.ASSIGNED:
        return _("It would go to %(name)s.") % who
    if kind == DecisionKind.OFFERED:
        return (
            _("It would be offered to %(name)s; nothing is booked until the offer is taken.") % who
        )
    if kind == DecisionKind.POOLED:
        return _("It would lie in the public pool “%(pool)s” until somebody claims it.") % who
    if kind == DecisionKind.WAITING:
        return _("It would wait.")
    if answer.winner:
        return _("A manager would decide; %(name)s would be suggested.") % who
    return _("A manager would decide; nobody would be suggested.")


@register.filter
def follows(answer: Answer) -> list[str]:
    """Why, and what would follow."""
    outcome = answer.outcome
    lines = []
    if outcome.plan.rule is not None:
        lines.append(_("The rule “%(rule)s” holds.") % {"rule": outcome.plan.rule.name})
    told: list[str] = [*outcome.plan.notes, *outcome.reasons]
    codes = dict.fromkeys(code for code in told if code not in SAID_ELSEWHERE)
    for code in codes:
        lines.append(str(REASON_LABELS.get(code, code)))
        if code == Note.KEY_CONDITION and answer.key_rules:
            lines[-1] += ": " + ", ".join(answer.key_rules)
        if code in UNASSIGNED_REMEDIES:
            lines.append(str(UNASSIGNED_REMEDIES[code]))
    if answer.first_due is not None:
        due = date_format(timezone.localtime(answer.first_due), "SHORT_DATETIME_FORMAT")
        lines.append(_("First follow-up due: %(due)s") % {"due": due})
    return lines
