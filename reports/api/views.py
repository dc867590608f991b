from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reports.api.serializers import ReportSerializer
from reports.forms import LENGTHS, PeriodForm
from reports.report import build_report


class ReportView(APIView):
    """The figures and tables of the reports page, as data."""

    @extend_schema(
        summary="Read the report of a period",
        description="Without days, the last thirty. People read what their own reports page "
        "shows them, keys of scope read the leads of their channel and the balance of all pools.",
        parameters=[
            OpenApiParameter("since", date, description="First day."),
            OpenApiParameter("until", date, description="Last day, included."),
            OpenApiParameter("days", int, enum=LENGTHS, description="Up to today."),
        ],
        responses=ReportSerializer,
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        key: Any = request.auth
        form = PeriodForm(request.query_params)
        period = form.period(now=now)
        if form.errors:
            raise ValidationError(
                {name: [str(one) for one in said] for name, said in form.errors.items()}
            )
        report = build_report(
            user=request.user, key=key, since=period.since, until=period.until, now=now
        )
        return Response(report.as_data())
