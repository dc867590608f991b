"""Reassigning many leads and handing over what a leaver holds: look first, then do."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import generics, mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from assignment.choices import MoveResult, SimulationState
from assignment.models import Pool, Reassignment
from assignment.moving import handover, reassigning
from assignment.moving.destinations import UnknownDestination, Where
from assignment.moving.reassigning import MOST, MOVES, Criteria
from assignment.tasks import set_going
from leads.api.permissions import IsPerson
from leads.choices import OPEN
from reps.models import Rep, Team

SIGNED_IN: Any = [{"cookieAuth": []}]
LARGEST_ID = 2**63 - 1
STATUSES = [(status.value, status.label) for status in OPEN]


class Leaving(APIException):
    status_code = 409
    default_code = "already_leaving"
    default_detail = _("A handover of this rep is on its way already.")


class Number(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)


class ReassignSerializer(serializers.Serializer):
    """Which open leads, of those you decide about, and where to."""

    leads = serializers.ListField(child=Number(), required=False, max_length=MOST)
    owner = Number(required=False)
    team = Number(required=False)
    status = serializers.ChoiceField(choices=STATUSES, required=False)
    pool = Number(required=False, help_text=_("Leads that this pool has given, or holds."))
    where = serializers.CharField(
        max_length=40, help_text=_("rules, pool:<id> or rep:<id>; such as rep:5.")
    )
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.keys() & {"leads", "owner", "team", "status", "pool"}:
            raise ValidationError(_("Say which leads."))
        return attrs


class ForeseenSerializer(serializers.Serializer):
    lead = serializers.IntegerField(source="lead.pk")
    owner = serializers.IntegerField(source="lead.owner_id", allow_null=True)
    result = serializers.ChoiceField(choices=MoveResult.choices)
    rep = serializers.IntegerField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())


class PreviewSerializer(serializers.Serializer):
    leads = ForeseenSerializer(many=True)


class MovedSerializer(serializers.Serializer):
    lead = serializers.IntegerField()
    result = serializers.ChoiceField(choices=MoveResult.choices)
    rep = serializers.IntegerField(allow_null=True)


class ReassignmentSerializer(serializers.ModelSerializer):
    state = serializers.ChoiceField(choices=SimulationState.choices)
    wishes = serializers.DictField(child=serializers.CharField())
    total = serializers.SerializerMethodField()
    results = serializers.SerializerMethodField()

    class Meta:
        model = Reassignment
        fields = [
            "id",
            "leaver",
            "wishes",
            "note",
            "state",
            "total",
            "results",
            "counts",
            "asked_at",
            "finished_at",
        ]
        read_only_fields = fields

    def get_total(self, order: Reassignment) -> int:
        return len(order.lead_ids) or len(order.results)

    @extend_schema_field(MovedSerializer(many=True))
    def get_results(self, order: Reassignment) -> list[dict[str, Any]]:
        return [
            {"lead": int(pk), "result": result, "rep": rep}
            for pk, (result, rep) in order.results.items()
        ]


class HandoverSerializer(serializers.Serializer):
    """Where each kind goes; the first of the ways named where it is left out."""

    customers = serializers.CharField(required=False, help_text="nobody, pool:<id>, rep:<id>")
    tasks = serializers.CharField(required=False, help_text="owner, rep:<id>")
    collaborations = serializers.CharField(required=False, help_text="nobody, rep:<id>")
    leads = serializers.CharField(required=False, help_text="rules, pool:<id>, rep:<id>")
    nurturing = serializers.CharField(required=False, help_text="rules, pool:<id>, rep:<id>")
    reviews = serializers.CharField(required=False, help_text="rules, rep:<id>")
    pools = serializers.CharField(required=False, help_text="nobody, rep:<id>")


class ProspectSerializer(serializers.Serializer):
    counts = serializers.DictField(child=serializers.IntegerField())
    leads = ForeseenSerializer(many=True)
    nurturing = ForeseenSerializer(many=True)


class ReassignmentViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """Many leads that go to others, and what became of each. For managers."""

    queryset = Reassignment.objects.none()  # for the schema; get_queryset decides
    serializer_class = ReassignmentSerializer
    permission_classes = [IsPerson]
    filter_backends: list[Any] = []
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("-asked_at", "-id")

    def get_queryset(self):
        return reassigning.orders_for(self.request.user)

    @extend_schema(summary="Read reassignments", auth=SIGNED_IN)
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="Read a reassignment with its results", auth=SIGNED_IN)
    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(
        summary="Look ahead: to whom leads would go",
        description="Nothing is changed. At most 2000 leads, the key leads and the oldest first.",
        auth=SIGNED_IN,
        request=ReassignSerializer,
        responses=PreviewSerializer,
    )
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        criteria, where, _note = self.asked()
        rows = reassigning.preview(request.user, criteria, where, now=timezone.now())
        return Response(PreviewSerializer({"leads": rows}).data)

    @extend_schema(
        summary="Reassign leads",
        description="Moved at once as far as that takes no longer than seconds, else in the "
        "background: read it again.",
        auth=SIGNED_IN,
        request=ReassignSerializer,
        responses={201: ReassignmentSerializer},
    )
    def create(self, request: Request) -> Response:
        criteria, where, note = self.asked()
        order = reassigning.begin(request.user, criteria, where, note=note, now=timezone.now())
        return set_out(order)

    def asked(self) -> tuple[Criteria, Where, str]:
        user = self.request.user
        if not user.has_perm("leads.change_lead"):
            raise NotFound
        given = ReassignSerializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        criteria = Criteria(
            ids=wanted.get("leads", ()),
            owner=_found(Rep, wanted.get("owner")),
            team=_found(Team, wanted.get("team")),
            status=wanted.get("status", ""),
            pool=_found(Pool, wanted.get("pool")),
        )
        try:
            where = reassigning.allowed(user, wanted["where"], among=MOVES)
        except UnknownDestination as error:
            raise ValidationError({"where": [_("There is no such destination.")]}) from error
        return criteria, where, wanted["note"]


class HandoverView(generics.GenericAPIView):
    """The handover when somebody leaves."""

    queryset = Rep.objects.none()  # for the schema; leavers_for decides
    serializer_class = HandoverSerializer
    permission_classes = [IsPerson]

    @extend_schema(
        summary="Hand over everything that a leaver holds",
        description="Nothing more comes to the rep from now on. In the end he is out of his pools "
        "and switched off. Doing it again goes on with what is left.",
        auth=SIGNED_IN,
        request=HandoverSerializer,
        responses={
            201: ReassignmentSerializer,
            409: OpenApiResponse(description="One is on its way."),
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        leaver, wishes = asked_for(request, pk)
        try:
            order = handover.begin(request.user, leaver, wishes, now=timezone.now())
        except handover.AlreadyLeaving as error:
            raise Leaving from error
        return set_out(order)


class HandoverPreviewView(generics.GenericAPIView):
    """Looking ahead at a handover."""

    queryset = Rep.objects.none()  # for the schema; leavers_for decides
    serializer_class = HandoverSerializer
    permission_classes = [IsPerson]

    @extend_schema(
        summary="Look ahead: what a handover would do",
        auth=SIGNED_IN,
        request=HandoverSerializer,
        responses=ProspectSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        leaver, wishes = asked_for(request, pk)
        prospect = handover.preview(leaver, wishes, now=timezone.now())
        return Response(ProspectSerializer(prospect).data)


def asked_for(request: Request, pk: int) -> tuple[Rep, dict[str, Where]]:
    leaver = get_object_or_404(handover.leavers_for(request.user), pk=pk)
    given = HandoverSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    try:
        return leaver, handover.wishes_of(request.user, leaver, given.validated_data)
    except UnknownDestination as error:
        raise ValidationError(_("There is no such destination: %s") % error) from error


def set_out(order: Reassignment) -> Response:
    set_going(order.pk)
    order.refresh_from_db()
    return Response(ReassignmentSerializer(order).data, status=201)


def _found(model: Any, number: int | None) -> Any:
    return get_object_or_404(model, pk=number) if number else None
