"""A rep's own schedule: his days, his leave, and whether he receives leads."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from assignment.api.statements import SIGNED_IN, own_rep
from reps.hours import Presence
from reps.leave import LONGEST, IsOver, Overlaps, cancel_leave, enter_leave, leaves_of
from reps.models import Leave, Rep
from reps.pausing import pause, resume
from reps.schedule import DayKind, schedule_of

NO_REP = OpenApiResponse(description="You are no rep.")


class LeaveOverlaps(APIException):
    status_code = 409
    default_code = "overlaps"
    default_detail = _("There is leave at that time already.")


class LeaveSerializer(serializers.ModelSerializer):
    class Meta:
        model = Leave
        fields = ["id", "starts_at", "ends_at", "reason"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        starts_at, ends_at = attrs["starts_at"], attrs["ends_at"]
        if ends_at <= starts_at or ends_at - starts_at > LONGEST:
            said = _("The leave would end before it begins, or last too long.")
            raise serializers.ValidationError({"ends_at": [said]})
        return attrs


class SpanSerializer(serializers.Serializer):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class PlannedDaySerializer(serializers.Serializer):
    date = serializers.DateField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in DayKind])
    name = serializers.CharField(help_text=_("Of the holiday, or why the day is an exception."))
    hours = SpanSerializer(many=True)
    has_leave = serializers.BooleanField()
    is_away = serializers.BooleanField(help_text=_("Leave takes all hours of the day."))


class ScheduleSerializer(serializers.Serializer):
    time_zone = serializers.CharField()
    is_paused = serializers.BooleanField(help_text=_("Receives no leads until resumed."))
    presence = serializers.ChoiceField(choices=[one.value for one in Presence])
    back_at = serializers.DateTimeField(help_text=_("When the rep works from now on."))
    days = PlannedDaySerializer(many=True, help_text=_("This week and next."))
    leaves = LeaveSerializer(many=True, help_text=_("Running or to come."))


class PauseSerializer(serializers.Serializer):
    is_paused = serializers.BooleanField()


class ScheduleView(APIView):
    """My own schedule."""

    @extend_schema(
        summary="Read my schedule",
        description="For reps, signed in: this week and next in the time zone of their work.",
        auth=SIGNED_IN,
        responses={200: ScheduleSerializer, 404: NO_REP},
    )
    def get(self, request: Request) -> Response:
        return Response(told(own_rep(request)))

    @extend_schema(
        summary="Pause or resume",
        description="For reps, signed in. Whoever has paused receives no leads.",
        auth=SIGNED_IN,
        request=PauseSerializer,
        responses={200: ScheduleSerializer, 404: NO_REP},
    )
    def patch(self, request: Request) -> Response:
        rep = own_rep(request)
        given = PauseSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        if given.validated_data["is_paused"]:
            pause([rep.pk])
        else:
            resume([rep.pk], now=timezone.now())
        rep.refresh_from_db(fields=["is_paused"])
        return Response(told(rep))


class LeavesView(APIView):
    """My own leave."""

    @extend_schema(
        summary="Enter leave",
        description="For reps, signed in. No leads come to the rep meanwhile.",
        auth=SIGNED_IN,
        request=LeaveSerializer,
        responses={
            201: LeaveSerializer,
            404: NO_REP,
            409: OpenApiResponse(description="There is leave at that time already."),
        },
    )
    def post(self, request: Request) -> Response:
        rep = own_rep(request)
        given = LeaveSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            leave = enter_leave(rep=rep, **given.validated_data, now=timezone.now())
        except Overlaps as error:
            raise LeaveOverlaps from error
        except IsOver as error:
            said = _("That time is over already.")
            raise serializers.ValidationError({"ends_at": [said]}) from error
        return Response(LeaveSerializer(leave).data, status=201)


class OneLeaveView(APIView):
    """One leave of mine."""

    @extend_schema(
        summary="Cancel leave",
        description="For reps, signed in. Leave that runs ends now; the past stays as it was.",
        auth=SIGNED_IN,
        responses={204: None, 404: OpenApiResponse(description="You have no such leave.")},
    )
    def delete(self, request: Request, pk: str) -> Response:
        now = timezone.now()
        leave = leaves_of(own_rep(request), now=now).filter(pk=pk).first()
        if leave is None:
            raise Http404
        try:
            cancel_leave(leave=leave, now=now)
        except IsOver as error:
            raise Http404 from error
        return Response(status=204)


def told(rep: Rep) -> dict[str, Any]:
    now = timezone.now()
    schedule = schedule_of(rep, language=get_language() or "", now=now)
    days = [
        {
            "date": day.date,
            "kind": str(day.kind),
            "name": day.name,
            "hours": [{"starts_at": begin, "ends_at": end} for begin, end in day.hours],
            "has_leave": day.has_leave,
            "is_away": day.is_away,
        }
        for week in schedule.weeks
        for day in week
    ]
    shown = {
        "time_zone": schedule.zone,
        "is_paused": rep.is_paused,
        "presence": schedule.presence,
        "back_at": schedule.back_at,
        "days": days,
        "leaves": schedule.leaves,
    }
    return ScheduleSerializer(shown).data
