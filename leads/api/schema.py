"""What the OpenAPI document says about leads beyond what the code shows by itself."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from leads.api.serializers import (
    ActivitySerializer,
    FollowUpSerializer,
    LeadDetailSerializer,
    LeadSerializer,
    OwnerSerializer,
)
from leads.choices import LeadStatus, Outcome
from leads.draft import LIMITS


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "leads.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Api-Key fl_…`, a key of a channel. Type the word Api-Key too.",
        }


class RoutedSerializer(serializers.Serializer):
    """The lead and where it stands."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=LeadStatus.choices)
    owner = OwnerSerializer(allow_null=True)


class ReasonedSerializer(serializers.Serializer):
    """Why it went there; more under the lead's decisions."""

    id = serializers.IntegerField()
    rule = serializers.CharField(help_text="Name of the rule; empty for a sticky owner.")
    reasons = serializers.ListField(child=serializers.CharField())


class UnusedValueSerializer(serializers.Serializer):
    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class AnswerSerializer(serializers.Serializer):
    """What became of a submission. A key of scope submit reads ``message`` only."""

    outcome = serializers.ChoiceField(choices=Outcome.choices, required=False)
    message = serializers.IntegerField(help_text="Number of the inbox message.")
    lead = RoutedSerializer(allow_null=True, required=False)
    decision = ReasonedSerializer(allow_null=True, required=False)
    reasons = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Why it was set aside."
    )
    # Its own errors are not needed here, so their name is free for the field.
    errors = UnusedValueSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text="Values that could not be used; the lead stands."
    )


def _text(name: str, description: str = "") -> dict[str, Any]:
    said = description or f"Up to {LIMITS[name]} characters."
    return {"type": "string", "description": said}


SUBMISSION = {
    "type": "object",
    "description": "All fields are optional, but a lead needs an e-mail address or a phone "
    "number, else it is quarantined. Numbers may come as text and text as numbers. "
    "Unknown fields are kept as attributes.",
    "properties": {
        "external_id": _text("external_id", "Your id of it; sending it again changes nothing."),
        "name": _text("name"),
        "company": _text("company"),
        "email": _text("email"),
        "phone": _text("phone", "In any form; without country code it is of the channel's."),
        "country": _text("country", "ISO 3166, or a usual name in English or Chinese."),
        "region": _text("region"),
        "city": _text("city"),
        "industry": _text("industry"),
        "product": _text("product"),
        "quantity": {"oneOf": [{"type": "number"}, {"type": "string"}]},
        "value": {"oneOf": [{"type": "number"}, {"type": "string"}]},
        "currency": _text("currency", "ISO 4217."),
        "company_size": _text("company_size"),
        "language": _text("language", "ISO 639."),
        "source": _text("source"),
        "grade": _text("grade", "A, B or C."),
        "score": {"oneOf": [{"type": "number"}, {"type": "string"}]},
        "whatsapp": _text("whatsapp", "A phone number that answers on WhatsApp."),
        "message": _text("message"),
        "attributes": {"type": "object", "additionalProperties": True},
    },
    "additionalProperties": True,
}
INQUIRY = OpenApiExample(
    "An inquiry",
    request_only=True,
    value={
        "external_id": "web-20931",
        "name": "Anna Schmidt",
        "company": "Muster GmbH",
        "email": "anna.schmidt@muster.example",
        "phone": "+49 30 901820",
        "country": "DE",
        "industry": "Machinery",
        "product": "Servo drive",
        "quantity": 400,
        "value": "86000",
        "currency": "EUR",
        "source": "Trade fair",
        "message": "Please quote for 400 pieces, delivery in May.",
    },
)
CREATED = OpenApiExample(
    "Created and given to its owner",
    response_only=True,
    status_codes=["201"],
    value={
        "outcome": "created",
        "message": 5120,
        "lead": {"id": 4711, "status": "assigned", "owner": {"id": 7, "name": "Ana"}},
        "decision": {"id": 9001, "rule": "DACH", "reasons": ["rule"]},
        "reasons": [],
        "errors": [],
    },
)
QUARANTINED = OpenApiExample(
    "Nobody to answer",
    response_only=True,
    status_codes=["202"],
    value={
        "outcome": "quarantined",
        "message": 5121,
        "lead": None,
        "decision": None,
        "reasons": ["no_contact"],
        "errors": [{"field": "email", "code": "bad_email", "detail": "anna at muster"}],
    },
)
ONLY_KEPT = OpenApiExample(
    "With a key of scope submit", response_only=True, status_codes=["202"], value={"message": 5122}
)

sends_lead = extend_schema(
    summary="Send a lead",
    description="Keeps one submission and finds its owner in the same request. "
    "Repeating it gives the first answer again. A key of scope submit always reads 202.",
    auth=[{"apiKey": []}],  # type: ignore[list-item]  # as the document spells it
    request={"application/json": SUBMISSION},
    parameters=[
        OpenApiParameter(
            "Idempotency-Key",
            location=OpenApiParameter.HEADER,
            description="At most 200 characters; the same key with the same body changes nothing.",
        )
    ],
    responses={
        201: AnswerSerializer,
        200: OpenApiResponse(AnswerSerializer, "Attached to a known lead, or sent before."),
        202: OpenApiResponse(AnswerSerializer, "Kept: to be looked at, or to be finished soon."),
        400: OpenApiResponse(description="The body is no JSON object. It is kept all the same."),
        409: OpenApiResponse(description="The id or key came before with another body."),
        413: OpenApiResponse(description="The body is too large."),
    },
    examples=[INQUIRY, CREATED, QUARANTINED, ONLY_KEPT],
)
lists_leads = extend_schema(
    summary="Find leads",
    description="Newest first. A key reads the leads of its channel.",
    responses=LeadSerializer(many=True),
)
reads_lead = extend_schema(summary="Read a lead", responses=LeadDetailSerializer)
logs_follow_up = extend_schema(
    summary="Log a follow-up",
    description="For the owner and his managers, signed in. The lead is being worked then.",
    auth=[{"cookieAuth": []}],  # type: ignore[list-item]
    request=FollowUpSerializer,
    responses={
        201: ActivitySerializer,
        409: OpenApiResponse(description="The lead has no owner, or it was changed meanwhile."),
    },
)
