"""The OpenAPI document and its page."""

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.views import APIView


class SchemaView(SpectacularAPIView):
    """As YAML, or as JSON for whoever accepts that; public, as it holds no data."""

    content_negotiation_class = DefaultContentNegotiation
    permission_classes = [AllowAny]
    throttle_classes = []


class DocsView(SpectacularSwaggerSplitView):
    """In two requests, page and script, since the policy allows no inline script."""

    template_name = "api/docs.html"
    permission_classes = [AllowAny]
    throttle_classes = []


@extend_schema(exclude=True)
class NothingHere(APIView):
    """Any other address below the API: a problem document instead of a page."""

    permission_classes = [AllowAny]
    throttle_classes = []

    def initial(self, request, *args, **kwargs):
        raise NotFound
