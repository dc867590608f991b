"""What the checker found, in sentences with the example that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assignment.engine.codes import TargetKind
from assignment.engine.conditions import Condition
from assignment.engine.fields import ATTRIBUTE_PREFIX, ATTRIBUTES, Facts
from assignment.engine.findings import Finding, FindingCode
from assignment.engine.rules import Target
from assignment.models import Pool
from assignment.versions.checker import Checked
from assignment.wording.condition_words import Names, all_names, fact_words
from assignment.wording.sentences import condition_text
from assignment.wording.words import field_label
from reps.models import Rep, Team

MODELS: Final[Mapping[str, Any]] = {"pool": Pool, "reps": Rep, "team": Team}


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """A finding for people: the rules by key and name, and a lead with its fields in words."""

    code: str
    named: tuple[tuple[str, str], ...]
    sentence: str
    example: tuple[tuple[str, str], ...]
    facts: Facts

    @property
    def is_near_miss(self) -> bool:
        """Whether no lead can show it, so that the example is the one that comes nearest."""
        return self.code in (FindingCode.UNREACHABLE, FindingCode.CONTRADICTORY)


class Teller:
    """Says findings about some rules; asks for the names of all targets once."""

    def __init__(self, checked: Checked) -> None:
        rule_set = checked.rules
        self.rules = {rule.key: rule.name for rule in (*rule_set.rules, *rule_set.key_rules)}
        self.names: Names = all_names() if checked.findings else {}
        self.targets = _target_names(one.target for one in checked.findings if one.target)
        self.days = checked.days

    def tell(self, finding: Finding) -> ToldFinding:
        example = {name: fact for name, fact in finding.example.items() if name != ATTRIBUTES}
        own: Mapping[str, Any] = finding.example.get(ATTRIBUTES) or {}
        example |= {f"{ATTRIBUTE_PREFIX}{name}": fact for name, fact in own.items()}
        return ToldFinding(
            code=str(finding.code),
            named=tuple((key, self.rules.get(key, key)) for key in finding.rules),
            sentence=self.sentence(finding),
            example=tuple(
                (str(field_label(name)), fact_words(name, fact, self.names))
                for name, fact in example.items()
            ),
            facts=finding.example,
        )

    def sentence(self, finding: Finding) -> str:
        if finding.code == FindingCode.SHADOWED:
            return self._shadowed(finding)
        if finding.code == FindingCode.UNCOVERED:
            return self._uncovered(finding)
        said = {
            "rule": self._named(finding.rules[:1]),
            "group": (finding.group or 0) + 1,
            "conditions": self._conditions(finding.conditions),
            "target": self._target(finding.target),
            "a_day": f"{finding.a_day:.1f}",
            "room": f"{finding.room:.1f}",
        }
        return str(_SENTENCES[finding.code]) % said

    def _shadowed(self, finding: Finding) -> str:
        above = finding.rules[1:]
        sentence = ngettext(
            "%(rule)s never gets a lead: %(above)s above it takes them all.",
            "%(rule)s never gets a lead: %(above)s above it take them all.",
            len(above),
        )
        return sentence % {"rule": self._named(finding.rules[:1]), "above": self._named(above)}

    def _uncovered(self, finding: Finding) -> str:
        field, value = finding.segment or ("", "")
        sentence = ngettext(
            "%(count)d lead of the last %(days)d days with %(field)s %(value)s met no rule but the"
            " one for everything else.",
            "All %(count)d leads of the last %(days)d days with %(field)s %(value)s met no rule but"
            " the one for everything else.",
            finding.leads,
        )
        said = {"field": field_label(field), "value": fact_words(field, value, self.names)}
        return sentence % {**said, "count": finding.leads, "days": self.days}

    def _named(self, keys: Sequence[str]) -> str:
        quoted = (_("“%(rule)s”") % {"rule": self.rules.get(key, key)} for key in keys)
        return _(", ").join(quoted)

    def _conditions(self, rows: Sequence[Condition]) -> str:
        return _(" and ").join(condition_text(row, self.names) for row in rows)

    def _target(self, target: Target | None) -> str:
        if target is None:
            return ""
        if target.kind == TargetKind.POOL:
            return _("the pool “%(name)s”") % {"name": self.targets.get(("pool", target.pool), "?")}
        if target.kind == TargetKind.TEAM:
            return _("the team “%(name)s”") % {"name": self.targets.get(("team", target.team), "?")}
        return _(", ").join(self.targets.get(("reps", rep), "?") for rep in target.reps)


def tell(checked: Checked) -> list[ToldFinding]:
    """All findings in the reader's language; five queries at most, none without findings."""
    teller = Teller(checked)
    return [teller.tell(finding) for finding in checked.findings]


_SENTENCES: Final[Mapping[FindingCode, Any]] = {
    FindingCode.UNREACHABLE: gettext_lazy(
        "%(rule)s never gets a lead: none can meet “%(conditions)s”."
    ),
    FindingCode.CONTRADICTORY: gettext_lazy(
        "%(rule)s, group %(group)s, never holds: no lead can meet “%(conditions)s”."
    ),
    FindingCode.NOBODY: gettext_lazy("%(rule)s gives to %(target)s, where nobody is."),
    FindingCode.ALL_AWAY: gettext_lazy(
        "%(rule)s gives to %(target)s, where everybody is inactive or paused."
    ),
    FindingCode.UNMET: gettext_lazy(
        "%(rule)s: nobody in %(target)s meets “%(conditions)s”, so its leads will wait."
    ),
    FindingCode.TOO_SMALL: gettext_lazy(
        "About %(a_day)s leads a day come to %(target)s, where caps and capacities let at most"
        " %(room)s in."
    ),
}


def _target_names(targets: Iterable[Target]) -> dict[tuple[str, int | None], str]:
    wanted: dict[str, set[int]] = {"pool": set(), "reps": set(), "team": set()}
    for target in targets:
        wanted["reps"].update(target.reps)
        if target.pool is not None:
            wanted["pool"].add(target.pool)
        if target.team is not None:
            wanted["team"].add(target.team)
    return {
        (kind, pk): name
        for kind, ids in wanted.items()
        if ids
        for pk, name in MODELS[kind].objects.filter(pk__in=ids).values_list("pk", "name")
    }
