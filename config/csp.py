"""One content security policy for each part of the site."""

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts

Directives = dict[str, list[str]]

APP: Directives = {
    "default-src": [SELF],
    "img-src": [SELF, "data:"],  # Bootstrap draws its arrows and ticks as data images
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
# The admin theme runs on Alpine, which evaluates expressions and sets styles. So text by
# strangers must never be marked safe there.
ADMIN: Directives = {
    **APP,
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-ancestors": [SELF],
}
# Customers put the lead form into pages of their own.
EMBEDDED: Directives = {**APP, "frame-ancestors": ["*"]}

PREFIXES = {"/admin/": ADMIN, "/f/": EMBEDDED}


def policy_for(path: str) -> Directives:
    """The directives for a path of this site: the strict ones unless a prefix says otherwise."""
    for prefix, directives in PREFIXES.items():
        if path.startswith(prefix):
            return directives
    return APP


class PathPolicyMiddleware(CSPMiddleware):
    """Sends the policy of the path; decorators of a view still refine or replace it."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        config = parts.config or policy_for(request.path_info)
        return PolicyParts(config, parts.update, parts.replace, parts.nonce)
