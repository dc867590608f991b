"""Versions of the rules, and what there is to say of them, as clients read them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assignment.api.serializers import KeyRuleSerializer, NamedSerializer, RuleSerializer
from assignment.choices import PartialKind
from assignment.engine.findings import FindingCode
from assignment.models import RuleSetVersion
from assignment.versions.arm_texts import verdict_sentence
from assignment.versions.arms import Verdict
from assignment.versions.faults import Fault, FaultCode, fault_sentence
from assignment.versions.finding_texts import ToldFinding
from assignment.versions.partial import MOST_PERCENT, Share
from assignment.versions.published import rules_of_version
from leads.models import Channel
from reps.models import Team


class TrialSerializer(serializers.Serializer):
    """Which leads a version decides, or decided, that was published in part."""

    kind = serializers.ChoiceField(choices=PartialKind.choices, source="partial_kind")
    channel = NamedSerializer(source="partial_channel", allow_null=True)
    team = NamedSerializer(source="partial_team", allow_null=True)
    percent = serializers.IntegerField(source="partial_percent", allow_null=True)
    since = serializers.DateTimeField(source="partial_from")
    until = serializers.DateTimeField(source="partial_until", allow_null=True)


class VersionSerializer(serializers.ModelSerializer):
    rule_set = NamedSerializer(read_only=True)
    published_by = serializers.CharField(
        source="published_by.username", read_only=True, allow_null=True, default=None
    )
    publish_by = serializers.CharField(
        source="publish_by.username", read_only=True, allow_null=True, default=None
    )
    trial = serializers.SerializerMethodField()

    class Meta:
        model = RuleSetVersion
        fields = [
            "id",
            "rule_set",
            "number",
            "state",
            "note",
            "published_at",
            "published_by",
            "publish_at",
            "publish_by",
            "trial",
        ]
        read_only_fields = fields

    @extend_schema_field(TrialSerializer(allow_null=True))
    def get_trial(self, version: RuleSetVersion) -> dict[str, Any] | None:
        return TrialSerializer(version).data if version.partial_from else None


class ContentSerializer(serializers.Serializer):
    rules = RuleSerializer(many=True)
    key_rules = KeyRuleSerializer(many=True)


class VersionDetailSerializer(VersionSerializer):
    content = serializers.SerializerMethodField()

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "content"]
        read_only_fields = fields

    @extend_schema_field(ContentSerializer)
    def get_content(self, version: RuleSetVersion) -> dict[str, Any]:
        return ContentSerializer(rules_of_version(version)).data


class PlanSerializer(serializers.Serializer):
    publish_at = serializers.DateTimeField(help_text="A moment to come.")


class TrialShareSerializer(serializers.Serializer):
    """Give what the kind asks for: a channel, a team or a percentage."""

    kind = serializers.ChoiceField(choices=PartialKind.choices)
    channel = serializers.PrimaryKeyRelatedField(queryset=Channel.objects.all(), required=False)
    team = serializers.PrimaryKeyRelatedField(queryset=Team.objects.all(), required=False)
    percent = serializers.IntegerField(min_value=1, max_value=MOST_PERCENT, required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        needed = given["kind"]
        if needed not in given:
            message = self.fields[needed].error_messages["required"]
            raise serializers.ValidationError({needed: [message]}, code="required")
        return given

    def to_share(self) -> Share:
        given = self.validated_data
        kind = given["kind"]
        return Share(
            kind=kind,
            channel_id=given["channel"].pk if kind == PartialKind.CHANNEL else None,
            team_id=given["team"].pk if kind == PartialKind.TEAM else None,
            percent=given["percent"] if kind == PartialKind.PERCENT else None,
        )


class FaultSerializer(serializers.Serializer):
    """What keeps a draft from being published."""

    code = serializers.ChoiceField(choices=[(str(code), str(code)) for code in FaultCode])
    rule = serializers.CharField(help_text="Its name; empty if it is the draft as a whole.")
    detail = serializers.SerializerMethodField()

    def get_detail(self, fault: Fault) -> str:
        return fault_sentence(fault.to_data())


class RuleNameSerializer(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()


class FindingSerializer(serializers.Serializer):
    """What looks wrong. ``example`` is a lead that shows it, or one that comes nearest."""

    code = serializers.ChoiceField(choices=[(str(code), str(code)) for code in FindingCode])
    rules = serializers.SerializerMethodField()
    detail = serializers.CharField(source="sentence")
    example = serializers.DictField(source="facts")

    @extend_schema_field(RuleNameSerializer(many=True))
    def get_rules(self, finding: ToldFinding) -> list[dict[str, str]]:
        return [{"key": key, "name": name} for key, name in finding.named]


class VersionCheckSerializer(serializers.Serializer):
    faults = FaultSerializer(many=True)
    findings = FindingSerializer(many=True)
    leads = serializers.IntegerField(help_text="How many leads of late it was checked against.")
    days = serializers.IntegerField()


class IntervalSerializer(serializers.Serializer):
    low = serializers.FloatField()
    high = serializers.FloatField()


class ArmShareSerializer(serializers.Serializer):
    """A part of a whole, and between what the true share lies with 95 % probability."""

    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)
    interval = IntervalSerializer(allow_null=True)


class ArmSerializer(serializers.Serializer):
    leads = serializers.IntegerField()
    answered = ArmShareSerializer()
    converted = ArmShareSerializer()


class MeasureSerializer(serializers.Serializer):
    """By how much the trial is above what is published, and whether that means anything."""

    difference = IntervalSerializer(allow_null=True)
    verdict = serializers.ChoiceField(choices=[(str(code), str(code)) for code in Verdict])
    detail = serializers.SerializerMethodField()

    def get_detail(self, measure: Any) -> str:
        return verdict_sentence(measure)


class ArmsSerializer(serializers.Serializer):
    """Both arms of a trial side by side."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    is_before = serializers.BooleanField(
        help_text="Whether the control is the same kind of leads in the time before."
    )
    trial = ArmSerializer()
    control = ArmSerializer()
    answered = MeasureSerializer()
    converted = MeasureSerializer()
