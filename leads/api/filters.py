from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters

from leads.access import with_points
from leads.choices import LeadStatus
from leads.identity.normalize import email_point, external_point, phone_points
from leads.models import Channel, Lead

LARGEST_ID = 2**63 - 1


class LeadFilter(filters.FilterSet):
    """What a list of leads may be narrowed to; several filters must all hold."""

    status = filters.MultipleChoiceFilter(
        choices=LeadStatus.choices, help_text=_("May be given several times.")
    )
    owner = filters.NumberFilter(
        field_name="owner", min_value=1, max_value=LARGEST_ID, help_text=_("The id of a rep.")
    )
    channel = filters.CharFilter(field_name="channel__slug")
    source = filters.CharFilter(lookup_expr="iexact")
    country = filters.CharFilter(lookup_expr="iexact", help_text=_("ISO 3166, two letters."))
    industry = filters.CharFilter(lookup_expr="iexact")
    is_key = filters.BooleanFilter()
    received_after = filters.IsoDateTimeFilter(field_name="received_at", lookup_expr="gte")
    received_before = filters.IsoDateTimeFilter(field_name="received_at", lookup_expr="lt")
    touched_after = filters.IsoDateTimeFilter(
        field_name="touched_at", lookup_expr="gte", help_text=_("Last activity since then.")
    )
    external_id = filters.CharFilter(method="with_external_id")
    email = filters.CharFilter(method="with_email")
    phone = filters.CharFilter(
        method="with_phone", help_text=_("In international form, such as +8613800138000.")
    )

    class Meta:
        model = Lead
        fields: list[str] = []

    def with_external_id(self, leads, name, value):
        """Ids are unique in their channel only, so a person may find several."""
        key = self.request.auth
        slugs = [key.channel.slug] if key else Channel.objects.values_list("slug", flat=True)
        points = (external_point(value, scope=slug) for slug in slugs)
        return with_points(leads, [point for point in points if point])

    def with_email(self, leads, name, value):
        point = email_point(value)
        return with_points(leads, [point] if point else [])

    def with_phone(self, leads, name, value):
        """An unescaped ``+`` arrives as a space and is stripped, so both are tried."""
        region = self.request.auth.channel.default_country if self.request.auth else ""
        points = {*phone_points(value, region=region), *phone_points(f"+{value}", region="")}
        return with_points(leads, sorted(points))
