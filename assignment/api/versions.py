"""Versions of the rules for clients: read, check, publish, plan, try on some leads, roll back."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from assignment.api.version_serializers import (
    ArmsSerializer,
    PlanSerializer,
    TrialShareSerializer,
    VersionCheckSerializer,
    VersionDetailSerializer,
    VersionSerializer,
)
from assignment.choices import VersionState
from assignment.models import RuleSetVersion
from assignment.versions.arms import compare_arms
from assignment.versions.checker import check_version
from assignment.versions.faults import faults_of
from assignment.versions.finding_texts import tell
from assignment.versions.partial import NotPartial, end_partial, promote, publish_in_part
from assignment.versions.planning import NotInFuture, call_off, plan_publication
from assignment.versions.rule_sets import NotADraft, NotPublishable, publish, roll_back

RELATED = ("rule_set", "published_by", "publish_by", "partial_channel", "partial_team")


class MayKeepRules(BasePermission):
    """People with the rights that the admin asks for; reading and changing apart."""

    message = _("Only people who may see or change the rules can do this.")

    def has_permission(self, request, view) -> bool:
        verb = "view" if request.method in SAFE_METHODS else "change"
        is_person = request.auth is None and request.user.is_authenticated
        return is_person and request.user.has_perm(f"assignment.{verb}_rulesetversion")


class Refused(APIException):
    """The draft has faults, or something else is in the way."""

    status_code = 409
    default_code = "not_publishable"

    def __init__(self, error: NotPublishable) -> None:
        super().__init__(" ".join(str(problem) for problem in error.problems))


class WrongState(APIException):
    status_code = 409
    default_code = "wrong_state"
    default_detail = _("The version is not in a state for this, or not any more. Read it again.")


class VersionViewSet(viewsets.ReadOnlyModelViewSet):
    """The rules in all their versions. Only the draft is edited, in the admin."""

    queryset = RuleSetVersion.objects.select_related(*RELATED)
    permission_classes = [MayKeepRules]
    filterset_fields = ["state", "rule_set"]
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("-id",)

    def get_serializer_class(self) -> Any:
        return VersionDetailSerializer if self.action == "retrieve" else VersionSerializer

    @extend_schema(summary="Read the versions of the rules")
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="Read a version with its rules")
    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(summary="Check a version", responses=VersionCheckSerializer)
    @action(detail=True, url_path="check", filterset_fields=None)
    def check(self, request: Request, pk: str) -> Response:
        """Faults keep a draft from being published; findings look wrong, each with an example."""
        version = self.get_object()
        is_draft = version.state == VersionState.DRAFT
        checked = check_version(version, now=timezone.now())
        answer = {
            "faults": faults_of(version) if is_draft else [],
            "findings": tell(checked),
            "leads": checked.leads,
            "days": checked.days,
        }
        return Response(VersionCheckSerializer(answer).data)

    @extend_schema(
        summary="Publish a draft, or a trial for all leads",
        request=None,
        responses=VersionSerializer,
    )
    @action(detail=True, methods=["post"], filterset_fields=None)
    def publish(self, request: Request, pk: str) -> Response:
        version, by, now = self.get_object(), request.user.pk, timezone.now()
        try:
            if version.state == VersionState.PARTIAL:
                done = promote(version, by=by, now=now)
            else:
                done = publish(version, by=by, now=now)
        except NotPublishable as error:
            raise Refused(error) from error
        except NotPartial as error:
            raise WrongState from error
        return self._answer(done)

    @extend_schema(
        summary="Plan the publication of a draft",
        request=PlanSerializer,
        responses=VersionSerializer,
    )
    @action(detail=True, methods=["put"], filterset_fields=None)
    def plan(self, request: Request, pk: str) -> Response:
        """It is published at that moment as it is by then, unless it has faults."""
        draft = self.get_object()
        given = PlanSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        at, by = given.validated_data["publish_at"], cast(int, request.user.pk)
        try:
            return self._answer(plan_publication(draft, at=at, by=by, now=timezone.now()))
        except NotInFuture as error:
            raise ValidationError({"publish_at": [_("Choose a moment in the future.")]}) from error
        except NotADraft as error:
            raise WrongState from error

    @extend_schema(summary="Call off a planned publication", responses=VersionSerializer)
    @plan.mapping.delete
    def call_off(self, request: Request, pk: str) -> Response:
        try:
            return self._answer(call_off(self.get_object()))
        except NotADraft as error:
            raise WrongState from error

    @extend_schema(
        summary="Publish a draft for some leads",
        request=TrialShareSerializer,
        responses=VersionSerializer,
    )
    @action(detail=True, methods=["put"], url_path="trial", filterset_fields=None)
    def trial(self, request: Request, pk: str) -> Response:
        """For one channel, one team or a share of all leads; the published version stays."""
        draft = self.get_object()
        given = TrialShareSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        by, now = request.user.pk, timezone.now()
        try:
            return self._answer(publish_in_part(draft, given.to_share(), by=by, now=now))
        except NotPublishable as error:
            raise Refused(error) from error

    @extend_schema(summary="End a trial", responses=VersionSerializer)
    @trial.mapping.delete
    def end_trial(self, request: Request, pk: str) -> Response:
        try:
            return self._answer(end_partial(self.get_object(), now=timezone.now()))
        except NotPartial as error:
            raise WrongState from error

    @extend_schema(summary="Compare a trial with what is published", responses=ArmsSerializer)
    @action(detail=True, filterset_fields=None)
    def arms(self, request: Request, pk: str) -> Response:
        """404 for a version that never was published for some leads only."""
        found = compare_arms(self.get_object(), now=timezone.now())
        if found is None:
            raise NotFound
        return Response(ArmsSerializer(found).data)

    @extend_schema(
        summary="Publish the rules of a retired version again",
        request=None,
        responses=VersionSerializer,
    )
    @action(detail=True, methods=["post"], url_path="roll-back", filterset_fields=None)
    def roll_back(self, request: Request, pk: str) -> Response:
        """As a new version, which is the answer. The draft is replaced and a trial ends."""
        version = self.get_object()
        if version.state != VersionState.RETIRED:
            raise WrongState
        try:
            return self._answer(roll_back(version, by=request.user.pk, now=timezone.now()))
        except NotPublishable as error:
            raise Refused(error) from error

    def _answer(self, version: RuleSetVersion) -> Response:
        shown = self.queryset.get(pk=version.pk)
        return Response(VersionSerializer(shown).data)
