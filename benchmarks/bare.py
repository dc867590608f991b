"""What an intake is measured against: the least that Django and REST framework can do.

One authenticated request, one serializer, one INSERT of the same row into the same table
through the same middleware; nobody is recognised, nothing is routed.
"""

from __future__ import annotations

from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leads.api.authentication import ApiKeyAuthentication
from leads.choices import WaitingFor
from leads.models import Lead


class BareLead(serializers.ModelSerializer):
    value = serializers.IntegerField(source="value_minor")
    message = serializers.CharField(write_only=True)

    class Meta:
        model = Lead
        fields = (
            "id",
            "name",
            "company",
            "email",
            "phone",
            "country",
            "city",
            "industry",
            "product",
            "quantity",
            "value",
            "currency",
            "language",
            "source",
            "message",
            "attributes",
            "status",
        )
        read_only_fields = ("id", "status")

    def create(self, validated_data):
        validated_data.pop("message")
        return super().create(validated_data)


class BareInsert(APIView):
    authentication_classes = [ApiKeyAuthentication]
    permission_classes = []

    def post(self, request):
        serializer = BareLead(data=request.data)
        serializer.is_valid(raise_exception=True)
        now = timezone.now()
        serializer.save(
            channel=request.auth.channel,
            waiting_for=WaitingFor.ROUTING,
            try_at=now,
            received_at=now,
            opened_at=now,
            touched_at=now,
        )
        return Response(serializer.data, status=status.HTTP_201_CREATED)
