"""What reps ask of their managers: objections to decisions, and credits in the ledger."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from assignment.api.serializers import NamedSerializer
from assignment.api.statements import SIGNED_IN, own_rep
from assignment.choices import RequestState
from assignment.fairness import parts
from assignment.fairness.credits import grant_credit, refuse_credit
from assignment.fairness.objections import answer, object_to
from assignment.models import Credit, Objection
from leads.lifecycle import LostRace

OWN = {"change_objection": "rep__user", "change_credit": "assignment__rep__user"}


class Decided(APIException):
    """Somebody else was first."""

    status_code = 409
    default_detail = _("Somebody else has decided this already.")
    default_code = "decided"


class ObjectionSerializer(serializers.ModelSerializer):
    rep = NamedSerializer(read_only=True)
    decision = serializers.IntegerField(source="decision_id", min_value=1)
    lead_id = serializers.IntegerField(source="decision.lead_id", read_only=True)
    rule_key = serializers.CharField(source="decision.rule_key", read_only=True)
    text = serializers.CharField(max_length=1000)

    class Meta:
        model = Objection
        fields = [
            "id",
            "decision",
            "lead_id",
            "rule_key",
            "rep",
            "text",
            "state",
            "answer",
            "opened_at",
            "closed_at",
        ]
        read_only_fields = ["state", "answer", "opened_at", "closed_at"]


class AnswerSerializer(serializers.Serializer):
    granted = serializers.BooleanField()
    text = serializers.CharField(max_length=1000, help_text="The rep reads this.")


class CreditSerializer(serializers.ModelSerializer):
    rep = NamedSerializer(source="assignment.rep", read_only=True)
    pool = NamedSerializer(source="entry.pool", read_only=True)
    lead_id = serializers.IntegerField(source="assignment.lead_id", read_only=True)

    class Meta:
        model = Credit
        fields = ["id", "lead_id", "rep", "pool", "reason", "state", "asked_at", "closed_at"]
        read_only_fields = fields


class StateFilter(filters.FilterSet):
    state = filters.MultipleChoiceFilter(
        choices=RequestState.choices, help_text=_("May be given several times.")
    )


class ObjectionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """What reps object to: their own, and their teams' for managers."""

    queryset = Objection.objects.none()  # for the schema; get_queryset decides
    serializer_class = ObjectionSerializer
    filterset_class = StateFilter
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("-opened_at", "-id")

    def get_queryset(self) -> QuerySet[Objection]:
        return _readable(Objection.objects.all(), self.request, own="rep__user").select_related(
            "rep", "decision"
        )

    @extend_schema(summary="Read objections")
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="Read an objection")
    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(
        summary="Object to a decision",
        description="For reps who had a part in it, signed in; once for each decision.",
        auth=SIGNED_IN,
        responses={201: ObjectionSerializer, 404: OpenApiResponse(description="Not yours.")},
    )
    def create(self, request: Request) -> Response:
        given = ObjectionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        rep = own_rep(request)
        found = parts.decision_for(rep, given.validated_data["decision_id"])
        if found is None:
            raise Http404
        text, by = given.validated_data["text"], cast(int, request.user.pk)
        objection = object_to(decision=found[0], rep=rep, text=text, by=by, now=timezone.now())
        return Response(ObjectionSerializer(objection).data, status=201)

    @extend_schema(
        summary="Answer an objection",
        description="For managers of the rep, signed in.",
        auth=SIGNED_IN,
        request=AnswerSerializer,
        responses={200: ObjectionSerializer, 409: OpenApiResponse(description="Answered.")},
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def answer(self, request: Request, pk: str) -> Response:
        objection = _decidable(Objection.objects.all(), request, pk, "change_objection")
        given = AnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        text = given.validated_data["text"]
        granted = given.validated_data["granted"]
        state = RequestState.GRANTED if granted else RequestState.REFUSED
        by = cast(int, request.user.pk)
        try:
            answer(objection=objection, state=state, text=text, by=by, now=timezone.now())
        except LostRace as error:
            raise Decided from error
        return Response(ObjectionSerializer(self.get_queryset().get(pk=pk)).data)


class CreditViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Deals that reps want back: their own, and their teams' for managers."""

    queryset = Credit.objects.none()  # for the schema; get_queryset decides
    serializer_class = CreditSerializer
    filterset_class = StateFilter
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("-asked_at", "-id")

    def get_queryset(self) -> QuerySet[Credit]:
        credits = _readable(Credit.objects.all(), self.request, own="assignment__rep__user")
        return credits.select_related("assignment__rep", "entry__pool")

    @extend_schema(summary="Read requests for credits")
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(
        summary="Grant a credit",
        description="For managers of the rep, signed in. The deal is reversed in the ledger.",
        auth=SIGNED_IN,
        request=None,
        responses={200: CreditSerializer, 409: OpenApiResponse(description="Decided.")},
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def grant(self, request: Request, pk: str) -> Response:
        return self._decide(request, pk, grant_credit)

    @extend_schema(
        summary="Refuse a credit",
        description="For managers of the rep, signed in. The debit stands.",
        auth=SIGNED_IN,
        request=None,
        responses={200: CreditSerializer, 409: OpenApiResponse(description="Decided.")},
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def refuse(self, request: Request, pk: str) -> Response:
        return self._decide(request, pk, refuse_credit)

    def _decide(self, request: Request, pk: str, decide: Any) -> Response:
        credit = _decidable(Credit.objects.all(), request, pk, "change_credit")
        try:
            decide(credit=credit, by=request.user.pk, now=timezone.now())
        except LostRace as error:
            raise Decided from error
        return Response(CreditSerializer(self.get_queryset().get(pk=pk)).data)


def _readable(rows: Any, request: Request, *, own: str) -> Any:
    """One's own and those of the reps whom one manages; a key reads none."""
    if request.auth is not None or not request.user.is_authenticated:
        return rows.none()
    managed = rows.visible_to(request.user).values("pk")
    return rows.filter(Q(**{own: request.user}) | Q(pk__in=managed))


def _decidable(rows: Any, request: Request, pk: str, right: str) -> Any:
    """A row of a rep whom one manages; what one may read but not decide is refused."""
    found = get_object_or_404(_readable(rows.all(), request, own=OWN[right]), pk=pk)
    visible = rows.visible_to(request.user).filter(pk=found.pk)
    if not request.user.has_perm(f"assignment.{right}") or not visible.exists():
        raise PermissionDenied
    return found
