from rest_framework import serializers


class FigureSerializer(serializers.Serializer):
    """Rates are fractions, durations seconds; null when there is nothing to judge by."""

    code = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    previous = serializers.FloatField(
        allow_null=True, help_text="The same of the period of equal length before."
    )
    is_alert = serializers.BooleanField()


class ReportSerializer(serializers.Serializer):
    """Figures and tables by their codes; tables that one may not see are absent."""

    since = serializers.DateField()
    until = serializers.DateField()
    time_zone = serializers.CharField()
    figures = FigureSerializer(many=True)
    tables = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))
