"""Statements, the pools' tables, and the leads that one's pools gave to somebody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assignment.api.serializers import NamedSerializer
from assignment.desk import ledgers, selectors
from assignment.fairness import parts
from assignment.fairness.statement import MONTH, PERIODS, Period, period_of
from assignment.models import Pool
from assignment.versions.published import readable_pools
from reps.models import Rep

SIGNED_IN: Any = [{"cookieAuth": []}]
PERIOD = OpenApiParameter("period", str, enum=list(PERIODS), default=MONTH)


class SkipSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="What kept the rep from a lead.")
    count = serializers.IntegerField()


class FairShareSerializer(serializers.Serializer):
    """One member's part in a pool's period, in leads; the balance is that of today."""

    rep = NamedSerializer()
    pool = NamedSerializer()
    could_have_taken = serializers.IntegerField(source="could")
    fair_share = serializers.FloatField()
    received = serializers.IntegerField()
    credits = serializers.FloatField()
    balance = serializers.FloatField()
    skips = SkipSerializer(many=True)


class PoolTableSerializer(serializers.Serializer):
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    shares = FairShareSerializer(many=True)


class PartSerializer(serializers.Serializer):
    """One's own part in a decision; nothing of the customer but the segment."""

    decision = serializers.IntegerField(source="decision_id")
    lead_id = serializers.IntegerField()
    at = serializers.DateTimeField()
    country = serializers.CharField()
    product = serializers.CharField()
    pool = serializers.CharField()
    rule = serializers.CharField()
    is_mine = serializers.BooleanField(source="is_winner")
    code = serializers.CharField(help_text="What kept one out; empty if one could have taken it.")
    rank = serializers.IntegerField(help_text="1 is the first; 0 without a place.")
    candidates = serializers.IntegerField(help_text="How many could have taken it.")
    behind = serializers.FloatField(allow_null=True, help_text="Short of the first by so much.")


class PartsSerializer(serializers.Serializer):
    before = serializers.IntegerField(help_text="Where the next page begins; 0: there is none.")
    results = PartSerializer(many=True)


class StatementView(APIView):
    """A rep's own statement."""

    @extend_schema(
        summary="Read my statement",
        description="For reps, signed in: what they could have taken, were due and received.",
        auth=SIGNED_IN,
        parameters=[PERIOD],
        responses={200: PoolTableSerializer, 404: OpenApiResponse(description="You are no rep.")},
    )
    def get(self, request: Request) -> Response:
        period = _period(request)
        told = ledgers.statement_of(own_rep(request), period, page=1)
        return Response(PoolTableSerializer(_table(told.pools, period)).data)


class PoolTableView(APIView):
    """A pool's table, for its members and their managers."""

    @extend_schema(
        summary="Read a pool's table",
        description="Fair share, received, credits, balance and skips of every member.",
        parameters=[PERIOD],
        responses=PoolTableSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        key: Any = request.auth
        pools: QuerySet[Pool] = readable_pools(user=request.user, key=key)
        pool, period = get_object_or_404(pools, pk=pk), _period(request)
        rows = ledgers.pool_table(pool, period)
        return Response(PoolTableSerializer(_table(rows, period)).data)


class PartsView(APIView):
    """The leads that one's pools gave to somebody."""

    @extend_schema(
        summary="Read the leads dealt in my pools",
        description="For reps, signed in: newest first, each with one's own place or code.",
        auth=SIGNED_IN,
        parameters=[OpenApiParameter("before", int, description="From the page before.")],
        responses={200: PartsSerializer, 404: OpenApiResponse(description="You are no rep.")},
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params.get("before", "0")
        before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0
        found = parts.parts_of(own_rep(request), before=before)
        return Response(PartsSerializer({"before": found.before, "results": found.rows}).data)


def own_rep(request: Request) -> Rep:
    """The rep who asks; whoever is none has nothing here."""
    rep = selectors.rep_of(request.user) if request.user.is_authenticated else None
    if rep is None:
        raise Http404
    return rep


def _period(request: Request) -> Period:
    asked = request.query_params.get("period", MONTH)
    code = asked if asked in PERIODS else MONTH
    return period_of(code, now=timezone.now(), zone=timezone.get_current_timezone())


def _table(rows: Any, period: Period) -> dict[str, Any]:
    shares = [
        {
            "rep": {"id": row.rep_id, "name": row.name},
            "pool": {"id": row.pool_id, "name": row.pool},
            "could": row.could,
            "fair_share": row.fair_share,
            "received": row.received,
            "credits": row.credits,
            "balance": row.balance,
            "skips": row.skips,
        }
        for row in rows
    ]
    return {"since": period.since, "until": period.until, "shares": shares}
