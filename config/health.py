"""``/healthz``: whether Fairlead works, for a monitor that knows nothing else of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assignment.desk.manager import stuck_messages
from config.dashboard import periods
from reps.sweeps import ages, late_jobs


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, every sweep is in time and no message is stuck; else 503.

    Tells names of jobs and ages in seconds, and nothing of anybody's data.
    """
    try:
        state = state_at(timezone.now())
    except DatabaseError:
        return JsonResponse({"ok": False, "database": "unreachable"}, status=503)
    return JsonResponse(state, status=200 if state["ok"] else 503)


def state_at(now: datetime) -> dict[str, Any]:
    """The answer while the database can be reached; three queries."""
    late = late_jobs(periods(), now=now)
    stuck = stuck_messages(now=now)
    oldest = (now - stuck.oldest).total_seconds() if stuck.oldest else None
    return {
        "ok": not late and not stuck.count,
        "database": "ok",
        "sweeps": ages(periods(), now=now),
        "late": sorted(late),
        "open_messages": {"stuck": stuck.count, "oldest_seconds": oldest},
    }
