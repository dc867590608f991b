from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from leads.keys import find_key

SCHEME = "Api-Key"


class ApiKeyAuthentication(BaseAuthentication):
    """``Authorization: Api-Key fl_…``; the key is then ``request.auth``, and nobody the user."""

    def authenticate(self, request):
        scheme, _space, plain = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        key = find_key(plain.strip(), now=timezone.now())
        if key is None:
            raise AuthenticationFailed(
                _("This API key is unknown, revoked, or of a channel that is switched off."),
                code="unknown_key",
            )
        return AnonymousUser(), key

    def authenticate_header(self, request) -> str:
        return SCHEME
