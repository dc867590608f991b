from __future__ import annotations

from django.utils import timezone
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from leads.access import visible_leads
from leads.api import schema
from leads.api.filters import LeadFilter
from leads.api.permissions import IsPerson, MayRead, MaySend
from leads.api.refusals import Changed, UnreadableBody
from leads.api.sending import send
from leads.api.serializers import (
    ActivitySerializer,
    FollowUpSerializer,
    LeadDetailSerializer,
    LeadSerializer,
)
from leads.followup import log_follow_up
from leads.keys import count_refusal
from leads.lifecycle import LostRace
from leads.models import Lead


class LeadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Channels send leads; people and keys of scope read see what became of them."""

    queryset = Lead.objects.none()  # for the schema; get_queryset decides
    filterset_class = LeadFilter
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("-received_at", "-id")

    def get_queryset(self):
        leads = visible_leads(user=self.request.user, key=self.request.auth)
        leads = leads.select_related("owner", "channel")
        if self.action == "retrieve":
            return leads.prefetch_related("points", "inquiries__channel")
        return leads

    def get_serializer_class(self):
        return LeadDetailSerializer if self.action == "retrieve" else LeadSerializer

    def get_permissions(self):
        own = {"create": MaySend, "follow_ups": IsPerson}
        return [own.get(self.action or "", MayRead)()]

    @schema.lists_leads
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @schema.reads_lead
    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @schema.sends_lead
    def create(self, request: Request) -> Response:
        return send(request)

    @schema.logs_follow_up
    @action(detail=True, methods=["post"], url_path="follow-ups", filterset_class=None)
    def follow_ups(self, request: Request, pk: str) -> Response:
        lead = self.get_object()
        given = FollowUpSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        if lead.owner is None:
            raise Changed
        rep = getattr(request.user, "rep", None) or lead.owner
        try:
            activity = log_follow_up(
                lead=lead,
                rep=rep,
                follow_up=given.to_follow_up(),
                by=request.user.pk,
                now=timezone.now(),
            )
        except LostRace as error:
            raise Changed from error
        return Response(ActivitySerializer(activity).data, status=201)

    def handle_exception(self, exc: Exception) -> Response:
        """Count what a known key was refused; an unreadable body is kept, so it is none."""
        response = super().handle_exception(exc)
        key = self.request.auth if self.action == "create" else None
        is_refusal = isinstance(exc, APIException) and response.status_code < 500
        if key is not None and is_refusal and not isinstance(exc, UnreadableBody):
            count_refusal(key.channel)
        return response
