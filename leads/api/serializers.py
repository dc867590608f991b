"""Leads as clients read them, and follow-ups as they send them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from leads.choices import ActivityKind, ActivityOutcome
from leads.followup import FollowUp
from leads.models import Activity, ContactPoint, Inquiry, Lead
from reps.models import Rep


class OwnerSerializer(serializers.ModelSerializer):
    class Meta:
        model = Rep
        fields = ["id", "name"]


class PointSerializer(serializers.ModelSerializer):
    class Meta:
        model = ContactPoint
        fields = ["namespace", "value", "is_live", "is_shared"]


class InquirySerializer(serializers.ModelSerializer):
    channel = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Inquiry
        fields = ["id", "message", "channel", "cycle", "received_at", "text", "source"]


class LeadSerializer(serializers.ModelSerializer):
    """A lead in a list."""

    channel = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    owner = OwnerSerializer(read_only=True, allow_null=True)
    value = serializers.SerializerMethodField("in_units", help_text=_("In units of its currency."))

    class Meta:
        model = Lead
        fields = [
            "id",
            "status",
            "owner",
            "name",
            "company",
            "email",
            "phone",
            "country",
            "region",
            "city",
            "industry",
            "product",
            "quantity",
            "value",
            "currency",
            "company_size",
            "language",
            "source",
            "campaign",
            "grade",
            "score",
            "attributes",
            "channel",
            "is_key",
            "key_reasons",
            "waiting_for",
            "waiting_reasons",
            "cycle",
            "recycles",
            "received_at",
            "assigned_at",
            "due_at",
            "first_response_at",
            "last_follow_up_at",
            "next_contact_at",
            "touched_at",
            "closed_at",
            "close_reason",
            "converted_at",
        ]
        read_only_fields = fields

    def in_units(self, lead: Lead) -> Decimal | None:
        return None if lead.value_minor is None else Decimal(lead.value_minor) / 100


class LeadDetailSerializer(LeadSerializer):
    """One lead with how to reach it and all that it asked for."""

    points = PointSerializer(many=True, read_only=True)
    inquiries = InquirySerializer(many=True, read_only=True)

    class Meta(LeadSerializer.Meta):
        fields = [*LeadSerializer.Meta.fields, "points", "inquiries"]
        read_only_fields = fields


class FollowUpSerializer(serializers.Serializer):
    """What a rep did for a lead. Anything but a note counts as follow-up."""

    kind = serializers.ChoiceField(choices=ActivityKind.choices)
    outcome = serializers.ChoiceField(
        choices=ActivityOutcome.choices, required=False, allow_blank=True, default=""
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)
    next_contact_at = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def to_follow_up(self) -> FollowUp:
        values: dict[str, Any] = dict(self.validated_data)
        return FollowUp(**values)


class ActivitySerializer(serializers.ModelSerializer):
    rep = OwnerSerializer(read_only=True)

    class Meta:
        model = Activity
        fields = [
            "id",
            "lead",
            "rep",
            "kind",
            "outcome",
            "note",
            "is_follow_up",
            "at",
            "next_contact_at",
        ]
        read_only_fields = fields
