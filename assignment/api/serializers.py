"""Rules, pools and decisions as clients read them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assignment.choices import TargetKind
from assignment.models import Decision, Pool, PoolMember
from assignment.versions.published import account_of
from reps.models import Rep


class NamedSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ConditionSerializer(serializers.Serializer):
    # Serializer has a property of this name; as a declared field it is what the rule says.
    field = serializers.CharField()
    operator = serializers.CharField()
    value = serializers.JSONField(allow_null=True)


class TargetSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=TargetKind.choices)
    pool = NamedSerializer(allow_null=True)
    reps = NamedSerializer(many=True)
    team = NamedSerializer(allow_null=True)


class KeyRuleSerializer(serializers.Serializer):
    """Marks leads as key ones. Groups are joined by OR, the conditions in one by AND."""

    key = serializers.CharField(help_text="The same from version to version.")
    name = serializers.CharField()
    groups = serializers.ListField(child=ConditionSerializer(many=True))
    flaw = serializers.CharField(allow_null=True, help_text="Why it cannot be judged.")


class RuleSerializer(KeyRuleSerializer):
    """Groups are joined by OR, the conditions in one by AND; no groups take every lead."""

    target = TargetSerializer()


class RulesSerializer(serializers.Serializer):
    """The published version, its rules from the top."""

    version = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    rules = RuleSerializer(many=True)
    key_rules = KeyRuleSerializer(many=True)


class AccountSerializer(serializers.Serializer):
    """In leads: balance = fair share − received; the largest is next."""

    fair_share = serializers.FloatField()
    received = serializers.IntegerField()
    balance = serializers.FloatField()


class MemberSerializer(serializers.ModelSerializer):
    rep = NamedSerializer(read_only=True)
    ledger = serializers.SerializerMethodField()

    class Meta:
        model = PoolMember
        fields = ["rep", "weight", "is_active", "ledger"]

    @extend_schema_field(AccountSerializer)
    def get_ledger(self, member: PoolMember) -> dict[str, Any]:
        return account_of(member.pool, member)


class PoolSerializer(serializers.ModelSerializer):
    members = MemberSerializer(many=True, read_only=True)

    class Meta:
        model = Pool
        fields = ["id", "name", "strategy", "respects_hours", "members"]


class CandidateSerializer(serializers.Serializer):
    rep = NamedSerializer()
    number = serializers.FloatField(allow_null=True, help_text="What the strategy ranked by.")
    code = serializers.CharField(allow_null=True, help_text="Why he could not take it.")


class DecisionSerializer(serializers.ModelSerializer):
    """Why a lead went where it went. Only managers read the candidates."""

    version = serializers.IntegerField(source="version.number", default=None, read_only=True)
    pool = NamedSerializer(read_only=True, allow_null=True)
    rep = NamedSerializer(read_only=True, allow_null=True)
    notes = serializers.SerializerMethodField()
    candidates = serializers.SerializerMethodField()

    class Meta:
        model = Decision
        fields = [
            "id",
            "at",
            "event",
            "kind",
            "cycle",
            "version",
            "rule_key",
            "rule_name",
            "pool",
            "rep",
            "reasons",
            "notes",
            "candidates",
            "took_us",
        ]

    def get_notes(self, decision: Decision) -> list[str]:
        return decision.record.get("notes", [])

    @extend_schema_field(CandidateSerializer(many=True, allow_null=True))
    def get_candidates(self, decision: Decision) -> list[dict[str, Any]] | None:
        names = self.context.get("names")
        if names is None:
            return None
        record = decision.record
        ranked = [(rep, number, None) for rep, number in record.get("ranked", ())]
        excluded = record.get("excluded", {}).items()
        barred = [(rep, None, code) for code, reps in excluded for rep in reps]
        return [
            {"rep": {"id": rep, "name": names.get(rep, "")}, "number": number, "code": code}
            for rep, number, code in ranked + barred
        ]


def names_in(decisions: list[Decision]) -> dict[int, str]:
    """The names of all candidates of a page of decisions, in one query."""
    ids: set[int] = set()
    for decision in decisions:
        ids |= {rep for rep, _ in decision.record.get("ranked", ())}
        ids |= {rep for reps in decision.record.get("excluded", {}).values() for rep in reps}
    return dict(Rep.objects.filter(pk__in=ids).values_list("pk", "name"))
