from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission

from leads.choices import ChannelKind, KeyScope


class MayRead(BasePermission):
    """People who are signed in, and keys of scope read."""

    message = _("A key of scope submit may only send leads.")

    def has_permission(self, request, view) -> bool:
        if request.auth is not None:
            return request.auth.scope == KeyScope.READ and request.method in SAFE_METHODS
        return bool(request.user.is_authenticated)


class MaySend(BasePermission):
    """Keys of either scope; the lead then belongs to the key's channel."""

    message = _("Leads are sent with a key of a channel of the kind REST API.")

    def has_permission(self, request, view) -> bool:
        key = request.auth
        return key is not None and key.channel.kind == ChannelKind.API


class IsPerson(BasePermission):
    message = _("Only people who are signed in may do this.")

    def has_permission(self, request, view) -> bool:
        return bool(request.user.is_authenticated)
