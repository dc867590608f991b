from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from rest_framework.throttling import BaseThrottle

MINUTE = 60


class RequestsPerMinute(BaseThrottle):
    """So many requests a calendar minute from one API key or one user.

    No limit when ``API_REQUESTS_PER_MINUTE`` is 0. Counted in the cache, so by each process on
    its own unless the cache is a shared one.
    """

    def allow_request(self, request, view) -> bool:
        if not settings.API_REQUESTS_PER_MINUTE:
            return True
        moment = timezone.now().timestamp()
        self.remaining = MINUTE - moment % MINUTE
        name = f"requests:{_who(request)}:{int(moment // MINUTE)}"
        return _count(name) <= settings.API_REQUESTS_PER_MINUTE

    def wait(self) -> float:
        return self.remaining


def _who(request) -> str:
    return f"key{request.auth.pk}" if request.auth else f"user{request.user.pk}"


def _count(name: str) -> int:
    try:
        return cache.incr(name)
    except ValueError:  # the first of this minute
        return 1 if cache.add(name, 1, timeout=2 * MINUTE) else cache.incr(name)
