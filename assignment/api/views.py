from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assignment.api.serializers import (
    DecisionSerializer,
    PoolSerializer,
    RulesSerializer,
    names_in,
)
from assignment.models import Decision, Pool
from assignment.versions.published import published_rules, readable_pools
from leads.access import manages, visible_leads


class RulesView(APIView):
    """The rules by which leads find their owners."""

    @extend_schema(summary="Read the published rules", responses=OpenApiResponse(RulesSerializer))
    def get(self, request: Request) -> Response:
        return Response(RulesSerializer(published_rules()).data)


class PoolViewSet(viewsets.ReadOnlyModelViewSet):
    """Who shares out which leads, by what weights, and how the ledger stands.

    Managers of everything and keys of scope read see all pools, others their own.
    """

    queryset = Pool.objects.none()  # for the schema; get_queryset decides
    serializer_class = PoolSerializer
    lookup_value_regex = "[0-9]{1,18}"
    ordering = ("id",)

    def get_queryset(self):
        return readable_pools(user=self.request.user, key=self.request.auth)

    @extend_schema(summary="Read the pools")
    def list(self, request: Request, *args, **kwargs) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(summary="Read a pool")
    def retrieve(self, request: Request, *args, **kwargs) -> Response:
        return super().retrieve(request, *args, **kwargs)


class DecisionsOfLead(generics.GenericAPIView):
    """Every decision about one lead, the newest first."""

    queryset = Decision.objects.none()  # for the schema; the lead decides
    serializer_class = DecisionSerializer
    filter_backends = []
    ordering = ("-at", "-id")

    @extend_schema(
        summary="Read why a lead went where it went", responses=DecisionSerializer(many=True)
    )
    def get(self, request: Request, pk: int) -> Response:
        key: Any = request.auth
        leads = visible_leads(user=request.user, key=key)
        lead = get_object_or_404(leads.select_related("owner"), pk=pk)
        decisions = Decision.objects.filter(lead=lead).select_related("version", "pool", "rep")
        page = self.paginate_queryset(decisions) or []
        context = {"names": names_in(page)} if manages(request.user, lead) else {}
        return self.get_paginated_response(
            DecisionSerializer(page, many=True, context=context).data
        )
