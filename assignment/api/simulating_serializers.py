"""Simulations as clients ask for them and read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assignment.api.serializers import NamedSerializer
from assignment.choices import (
    DecisionKind,
    SimulationKind,
    SimulationState,
)
from assignment.engine.match import ConditionCheck, RuleCheck
from assignment.models import RuleSetVersion, Simulation
from assignment.simulation.dry_run import MOST_DAYS
from assignment.simulation.report import report_on
from assignment.simulation.try_one import Answer, Subject

LARGEST_ID = 2**63 - 1


class TrialSerializer(serializers.Serializer):
    """Which lead to try, and by which rules: "draft", "published" or the number of a version."""

    lead_id = serializers.IntegerField(
        default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    lead = serializers.DictField(default=dict, help_text=_("As sent to POST /leads/."))
    channel = serializers.CharField(default="", allow_blank=True, help_text=_("Its slug."))
    versions = serializers.ListField(
        child=serializers.CharField(max_length=20),
        default=lambda: ["draft", "published"],
        min_length=1,
        max_length=4,
    )


class TriedVersionSerializer(serializers.ModelSerializer):
    rule_set = serializers.CharField(source="rule_set.name")

    class Meta:
        model = RuleSetVersion
        fields = ["id", "number", "state", "rule_set"]


class CheckSerializer(serializers.Serializer):
    field = serializers.CharField()
    operator = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    fact = serializers.JSONField(allow_null=True, help_text=_("What the lead has."))
    holds = serializers.BooleanField()
    flaw = serializers.CharField(allow_null=True)


class TriedRuleSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    holds = serializers.BooleanField()
    flaw = serializers.CharField(allow_null=True)
    groups = serializers.ListField(child=CheckSerializer(many=True))


class TriedCandidateSerializer(serializers.Serializer):
    rep = NamedSerializer()
    number = serializers.FloatField(allow_null=True)
    points = serializers.DictField(child=serializers.IntegerField())
    code = serializers.CharField(allow_null=True)


class AnswerOfVersionSerializer(serializers.Serializer):
    """What one version would do. ``rules`` end with the one that holds."""

    version = TriedVersionSerializer()
    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    rep = NamedSerializer(allow_null=True)
    pool = serializers.CharField()
    strategy = serializers.CharField()
    rule = serializers.CharField(help_text=_("Name of the rule; empty for a sticky owner."))
    reasons = serializers.ListField(child=serializers.CharField())
    notes = serializers.ListField(child=serializers.CharField())
    key_rules = serializers.ListField(child=serializers.CharField())
    rules = TriedRuleSerializer(many=True)
    not_reached = serializers.ListField(child=serializers.CharField())
    candidates = TriedCandidateSerializer(many=True)
    first_follow_up_due = serializers.DateTimeField(allow_null=True)


class TriedSerializer(serializers.Serializer):
    facts = serializers.DictField()
    known_lead = serializers.IntegerField(
        allow_null=True, help_text=_("The lead that this would join instead.")
    )
    unused = serializers.ListField(child=serializers.CharField())
    answers = AnswerOfVersionSerializer(many=True)


class AskSerializer(serializers.Serializer):
    """Versions are named "draft", "published" or by number."""

    version = serializers.CharField(default="draft", max_length=20)
    compare_with = serializers.CharField(
        default="", allow_blank=True, max_length=20, help_text=_("Empty: a dry run of one version.")
    )
    days = serializers.IntegerField(default=30, min_value=1, max_value=MOST_DAYS)


class SimulationSerializer(serializers.ModelSerializer):
    kind = serializers.ChoiceField(choices=SimulationKind.choices)
    state = serializers.ChoiceField(choices=SimulationState.choices)
    version = TriedVersionSerializer(allow_null=True)
    baseline = TriedVersionSerializer(allow_null=True)

    class Meta:
        model = Simulation
        fields = [
            "id",
            "kind",
            "state",
            "version",
            "baseline",
            "since",
            "until",
            "total",
            "done",
            "problem",
            "asked_at",
            "finished_at",
        ]


class CountSerializer(serializers.Serializer):
    """One count for each version, the baseline first."""

    name = serializers.CharField()
    counts = serializers.ListField(child=serializers.IntegerField())


class ShareSerializer(serializers.Serializer):
    pool = serializers.CharField()
    rep = serializers.CharField()
    received = serializers.ListField(child=serializers.IntegerField())
    fair = serializers.ListField(child=serializers.FloatField())


class FullSerializer(serializers.Serializer):
    rep = serializers.CharField()
    code = serializers.CharField()
    counts = serializers.ListField(child=serializers.IntegerField())


class EndSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=DecisionKind.choices)
    who = serializers.CharField()
    rule = serializers.CharField()


class MoveSerializer(serializers.Serializer):
    lead = serializers.IntegerField()
    title = serializers.CharField()
    before = EndSerializer()
    after = EndSerializer()


class FiguresSerializer(serializers.Serializer):
    """``moves`` are the first of ``moved``."""

    leads = serializers.IntegerField()
    ends = CountSerializer(many=True)
    steps = CountSerializer(many=True)
    unassigned = CountSerializer(many=True)
    reviews = CountSerializer(many=True)
    shares = ShareSerializer(many=True)
    rules = CountSerializer(many=True)
    full = FullSerializer(many=True)
    excluded = CountSerializer(many=True)
    moved = serializers.IntegerField()
    moves = MoveSerializer(many=True)


class SimulationDetailSerializer(SimulationSerializer):
    figures = serializers.SerializerMethodField()

    class Meta(SimulationSerializer.Meta):
        fields = [*SimulationSerializer.Meta.fields, "figures"]

    @extend_schema_field(FiguresSerializer(allow_null=True))
    def get_figures(self, simulation: Simulation) -> dict[str, Any] | None:
        if simulation.state != SimulationState.DONE:
            return None
        return asdict(report_on(simulation.result))


class DifferenceSerializer(serializers.Serializer):
    what = serializers.CharField()
    stored = serializers.JSONField(allow_null=True)
    computed = serializers.JSONField(allow_null=True)


class ReplaySerializer(serializers.Serializer):
    is_equal = serializers.BooleanField(allow_null=True, help_text=_("Null if it cannot be done."))
    problem = serializers.CharField(allow_null=True)
    differences = DifferenceSerializer(many=True)


def tried_data(subject: Subject, answers: Sequence[Answer]) -> dict[str, Any]:
    """What trying a lead said, as data."""
    return {
        "facts": answers[0].facts if answers else {},
        "known_lead": subject.known.pk if subject.known else None,
        "unused": [problem.field for problem in subject.problems],
        "answers": [_answer(one) for one in answers],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    outcome = answer.outcome
    rule = outcome.plan.rule
    return {
        "version": TriedVersionSerializer(answer.version).data,
        "kind": outcome.kind,
        "rep": {"id": outcome.rep, "name": answer.winner} if outcome.rep else None,
        "pool": answer.pool,
        "strategy": answer.strategy,
        "rule": rule.name if rule else "",
        "reasons": list(map(str, outcome.reasons)),
        "notes": list(map(str, outcome.plan.notes)),
        "key_rules": list(answer.key_rules),
        "rules": [_rule(check) for check in answer.checks],
        "not_reached": list(answer.below),
        "candidates": _candidates(answer),
        "first_follow_up_due": answer.first_due,
    }


def _rule(check: RuleCheck) -> dict[str, Any]:
    return {
        "key": check.rule.key,
        "name": check.rule.name,
        "holds": check.holds,
        "flaw": check.flaw.code if check.flaw else None,
        "groups": [[_check(row) for row in group] for group in check.groups],
    }


def _check(row: ConditionCheck) -> dict[str, Any]:
    condition = row.condition
    return {
        "field": condition.field,
        "operator": str(condition.operator),
        "value": condition.value,
        "fact": row.actual,
        "holds": row.holds,
        "flaw": row.flaw,
    }


def _candidates(answer: Answer) -> list[dict[str, Any]]:
    eligible = [
        {
            "rep": {"id": one.rep_id, "name": one.name},
            "number": one.number,
            "points": dict(one.points),
            "code": None,
        }
        for one in answer.candidates
    ]
    others = [
        {
            "rep": {"id": one.rep_id, "name": one.name},
            "number": None,
            "points": {},
            "code": str(one.code),
        }
        for one in answer.excluded
    ]
    return eligible + others
