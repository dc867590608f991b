"""Public pools and offers for clients: what may be taken, and taking it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assignment.api.serializers import NamedSerializer
from assignment.choices import OfferState
from assignment.models import Offer, Waiting
from assignment.pools.answering import accept, decline, offer_of
from assignment.pools.claims import MOST_AT_ONCE, claim
from assignment.pools.glimpses import Glimpse, glimpses_of, readable_offers, readable_places
from assignment.pools.refusals import Refused, sentence_of
from leads.choices import Grade

LARGEST_ID = 2**63 - 1


class NotTaken(APIException):
    """The lead is gone, or something keeps the rep from taking it; the code says what."""

    status_code = 409

    def __init__(self, refusal: Refused) -> None:
        super().__init__(sentence_of(refusal.code), code=str(refusal.code))


class ClaimableSerializer(serializers.Serializer):
    """A lead before it is one's own. What is hidden until then is an empty text."""

    id = serializers.IntegerField(source="lead_id")
    pool = serializers.SerializerMethodField()
    since = serializers.DateTimeField(help_text=_("Since when it may be taken."))
    is_masked = serializers.BooleanField(help_text=_("Whether contact data is hidden."))
    company = serializers.CharField()
    name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    country = serializers.CharField()
    region = serializers.CharField()
    city = serializers.CharField()
    industry = serializers.CharField()
    product = serializers.CharField()
    quantity = serializers.IntegerField(allow_null=True)
    value = serializers.SerializerMethodField("in_units", help_text=_("In units of its currency."))
    currency = serializers.CharField()
    company_size = serializers.CharField()
    language = serializers.CharField()
    grade = serializers.ChoiceField(choices=Grade.choices, allow_blank=True)
    score = serializers.IntegerField(allow_null=True)
    is_key = serializers.BooleanField()
    received_at = serializers.DateTimeField()
    message = serializers.CharField()

    @extend_schema_field(NamedSerializer)
    def get_pool(self, one: Glimpse) -> dict[str, Any]:
        return {"id": one.pool_id, "name": one.pool}

    def in_units(self, one: Glimpse) -> Decimal | None:
        return None if one.value_minor is None else Decimal(one.value_minor) / 100


class OfferSerializer(serializers.ModelSerializer):
    """An offer to one rep alone. The lead is shown while the offer stands."""

    pool = NamedSerializer(read_only=True)
    rep = NamedSerializer(read_only=True)
    lead_id = serializers.IntegerField(read_only=True)
    lead = serializers.SerializerMethodField()

    class Meta:
        model = Offer
        fields = [
            "id",
            "state",
            "pool",
            "rep",
            "offered_at",
            "expires_at",
            "answered_at",
            "lead_id",
            "lead",
        ]
        read_only_fields = fields

    @extend_schema_field(ClaimableSerializer(allow_null=True))
    def get_lead(self, offer: Offer) -> dict[str, Any] | None:
        one = self.context.get("glimpses", {}).get(offer.lead_id)
        return ClaimableSerializer(one).data if one else None


class ClaimSerializer(serializers.Serializer):
    leads = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        min_length=1,
        max_length=MOST_AT_ONCE,
        help_text=_("The ids of the leads, in the order in which they are wanted."),
    )


class ClaimAnswerSerializer(serializers.Serializer):
    lead = serializers.IntegerField(source="lead_id")
    code = serializers.CharField(help_text=_("taken, or why it was not."))
    detail = serializers.SerializerMethodField(help_text=_("The same as a sentence."))

    def get_detail(self, one: Any) -> str:
        return sentence_of(one.code)


class ClaimsSerializer(serializers.Serializer):
    answers = ClaimAnswerSerializer(many=True)


class ClaimableFilter(filters.FilterSet):
    pool = filters.NumberFilter(
        field_name="pool", min_value=1, max_value=LARGEST_ID, help_text=_("The id of a pool.")
    )
    country = filters.CharFilter(
        field_name="lead__country", lookup_expr="iexact", help_text=_("ISO 3166, two letters.")
    )
    product = filters.CharFilter(field_name="lead__product", lookup_expr="icontains")
    is_key = filters.BooleanFilter(field_name="lead__is_key")

    class Meta:
        model = Waiting
        fields: list[str] = []


class ClaimableLeads(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What lies in public pools."""

    queryset = Waiting.objects.none()  # for the schema; get_queryset decides
    serializer_class = ClaimableSerializer
    filterset_class = ClaimableFilter
    ordering = ("since", "lead_id")

    def get_queryset(self):
        return readable_places(user=self.request.user, key=self.request.auth)

    @extend_schema(
        summary="Read what may be claimed",
        description="Oldest first. People read what lies in their pools, a key the leads of its "
        "channel. Contact data is hidden where the pool says so.",
        responses=ClaimableSerializer(many=True),
    )
    def list(self, request: Request, *args, **kwargs) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(
            ClaimableSerializer(glimpses_of(rows or []), many=True).data
        )


class ClaimsView(APIView):
    """Claiming leads."""

    @extend_schema(
        summary="Claim leads",
        description="For reps, signed in. Each lead is answered on its own: taken, or with the "
        "code of what stands against it. At most 50 at a time.",
        auth=[{"cookieAuth": []}],  # type: ignore[list-item]
        request=ClaimSerializer,
        responses={200: ClaimsSerializer, 404: OpenApiResponse(description="You are no rep.")},
    )
    def post(self, request: Request) -> Response:
        rep = getattr(request.user, "rep", None)
        if rep is None:
            raise NotFound
        given = ClaimSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        answers = claim(
            given.validated_data["leads"], rep=rep, by=request.user.pk, now=timezone.now()
        )
        return Response(ClaimsSerializer({"answers": answers}).data)


class OfferFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(
        choices=OfferState.choices, help_text=_("May be given several times.")
    )

    class Meta:
        model = Offer
        fields: list[str] = []


class OfferViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Leads that are offered to one rep alone for a while."""

    queryset = Offer.objects.none()  # for the schema; get_queryset decides
    serializer_class = OfferSerializer
    filterset_class = OfferFilter
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("-offered_at", "-id")

    def get_queryset(self):
        return readable_offers(user=self.request.user, key=self.request.auth)

    @extend_schema(
        summary="Read offers",
        description="Newest first. Reps read their own, a key those of its channel's leads.",
        responses=OfferSerializer(many=True),
    )
    def list(self, request: Request, *args, **kwargs) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(
            OfferSerializer(rows, many=True, context=_shown(rows, now=timezone.now())).data
        )

    @extend_schema(
        summary="Accept an offer",
        description="For the rep to whom it was made, signed in. The lead is his then.",
        auth=[{"cookieAuth": []}],  # type: ignore[list-item]
        request=None,
        responses={200: OfferSerializer, 409: OpenApiResponse(description="Over, or he is full.")},
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def accept(self, request: Request, pk: str) -> Response:
        offer = self.own(pk)
        try:
            accept(offer, by=request.user.pk, now=timezone.now())
        except Refused as refusal:
            raise NotTaken(refusal) from refusal
        return self.again(offer)

    @extend_schema(
        summary="Decline an offer",
        description="For the rep to whom it was made, signed in. Somebody else is asked at once.",
        auth=[{"cookieAuth": []}],  # type: ignore[list-item]
        request=None,
        responses={200: OfferSerializer, 409: OpenApiResponse(description="It is over.")},
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def decline(self, request: Request, pk: str) -> Response:
        offer = self.own(pk)
        try:
            decline(offer, by=request.user.pk, now=timezone.now())
        except Refused as refusal:
            raise NotTaken(refusal) from refusal
        return self.again(offer)

    def own(self, pk: str) -> Offer:
        rep = getattr(self.request.user, "rep", None)
        offer = offer_of(rep.pk, int(pk)) if rep else None
        if offer is None:
            raise NotFound
        return offer

    def again(self, offer: Offer) -> Response:
        return Response(OfferSerializer(self.get_queryset().get(pk=offer.pk)).data)


def _shown(rows: Sequence[Offer], *, now: datetime) -> dict[str, Any]:
    """What may be seen of the leads of those offers that still stand."""
    standing = [row for row in rows if row.state == OfferState.OPEN and row.expires_at > now]
    return {"glimpses": {one.lead_id: one for one in glimpses_of(standing)}}
