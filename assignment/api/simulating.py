"""Rules tried on leads, for clients: one lead now, the leads of the past, an old decision again."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assignment.api.simulating_serializers import (
    AskSerializer,
    ReplaySerializer,
    SimulationDetailSerializer,
    SimulationSerializer,
    TrialSerializer,
    TriedSerializer,
    tried_data,
)
from assignment.engine.rules import UnreadableRules
from assignment.models import Decision, RuleSetVersion, Simulation
from assignment.policies import NoPolicy
from assignment.roles import may_simulate
from assignment.simulation.dry_run import ask
from assignment.simulation.replay import RosterNotKept, replay
from assignment.simulation.try_one import Subject, subject_from, subject_of, try_one
from assignment.simulation.versions import version_named
from assignment.tasks import queue_simulation
from leads.access import visible_leads
from leads.models import Channel

ForPeople = OpenApiResponse(description=_("Not there, or not for you."))


class CannotTry(APIException):
    """Something that routing needs is missing, so nothing can be tried."""

    status_code = 409
    default_code = "cannot_try"
    default_detail = _("No SLA policy is in force, or the rules can no longer be read.")


class ForOperations(APIView):
    """For those who may try rules on everybody's leads; to others there is nothing here."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.auth is not None or not may_simulate(request.user):
            raise NotFound


class TryView(ForOperations):
    """One lead and what the rules would do with it now; nothing is written."""

    @extend_schema(
        summary="Try one lead",
        description="Either `lead_id`, or `lead` with its fields as sent to `POST /leads/`, read as"
        " the channel would. Answers for the draft and the published rules unless told otherwise.",
        request=TrialSerializer,
        responses={200: TriedSerializer, 404: ForPeople},
    )
    def post(self, request: Request) -> Response:
        given = TrialSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        now = timezone.now()
        versions = [_version(word, field="versions") for word in wanted["versions"]]
        subject = _subject(request, wanted, now=now)
        try:
            answers = try_one(subject, versions, now=now)
        except (NoPolicy, UnreadableRules) as error:
            raise CannotTry from error
        return Response(tried_data(subject, answers))


class DryRunViewSet(
    ForOperations,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """The leads of the last days decided again, by one version or by two side by side."""

    queryset = Simulation.objects.select_related("version__rule_set", "baseline__rule_set")
    serializer_class = SimulationSerializer
    filter_backends = []
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("-id",)

    def get_queryset(self):
        rows = super().get_queryset()
        return rows.defer("carried", "content", "result") if self.action == "list" else rows

    def get_serializer_class(self):
        return SimulationDetailSerializer if self.action == "retrieve" else SimulationSerializer

    @extend_schema(summary="List dry runs")
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="Read a dry run: how far it is, and what came out")
    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(
        summary="Ask for a dry run or a comparison",
        request=AskSerializer,
        responses={202: SimulationSerializer, 404: ForPeople},
    )
    def create(self, request: Request) -> Response:
        given = AskSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        wanted = given.validated_data
        compared = wanted["compare_with"]
        simulation = ask(
            version=_version(wanted["version"], field="version"),
            baseline=_published_one(compared) if compared else None,
            days=wanted["days"],
            by=request.user.pk,
            now=timezone.now(),
        )
        queue_simulation(simulation.pk)
        return Response(SimulationSerializer(simulation).data, status=202)


class ReplayView(APIView):
    """An old decision computed again from its version, its facts and the rosters it saw."""

    @extend_schema(
        summary="Compute a decision again",
        request=inline_serializer("ReplayRequest", {}),
        responses={200: ReplaySerializer, 404: ForPeople},
    )
    def post(self, request: Request, pk: int) -> Response:
        if request.auth is not None or not request.user.has_perm("assignment.view_decision"):
            raise NotFound
        leads = visible_leads(user=request.user)
        decisions = Decision.objects.select_related("version").filter(lead__in=leads)
        try:
            answer = replay(get_object_or_404(decisions, pk=pk))
        except RosterNotKept:
            return Response({"is_equal": None, "problem": "roster_not_kept", "differences": []})
        differences = [asdict(one) for one in answer.differences]
        told = {"is_equal": answer.is_equal, "problem": None, "differences": differences}
        return Response(told)


def _version(word: str, *, field: str) -> RuleSetVersion:
    version = version_named(word)
    if version is None:
        raise ValidationError(
            {field: serializers.ErrorDetail(gettext("No such version."), "unknown")}
        )
    return version


def _published_one(word: str) -> RuleSetVersion:
    """A baseline stays as it is, which a draft does not."""
    version = _version(word, field="compare_with")
    if version.content is None:
        said = serializers.ErrorDetail(gettext("A draft cannot be compared with."), "draft")
        raise ValidationError({"compare_with": said})
    return version


def _subject(request: Request, wanted: dict[str, Any], *, now: Any) -> Subject:
    if wanted["lead_id"] is not None:
        leads = visible_leads(user=request.user).select_related("channel", "customer__owner")
        lead = leads.filter(pk=wanted["lead_id"]).first()
        if lead is None:
            raise NotFound
        return subject_of(lead)
    channels = Channel.objects.filter(is_active=True).order_by("pk")
    slug = wanted["channel"]
    channel = channels.filter(slug=slug).first() if slug else channels.first()
    if channel is None:
        said = serializers.ErrorDetail(gettext("There is no such channel."), "unknown")
        raise ValidationError({"channel": said})
    return subject_from(wanted["lead"], channel=channel, now=now)
