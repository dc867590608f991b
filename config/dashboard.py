"""The first page of the admin: what needs a decision, who has how much, what has stopped."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignment.desk import manager
from config.schedules import JOBS
from reps.sweeps import late_jobs


def show(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Named in ``settings.UNFOLD``; adds to the context of the page. Ten queries at most."""
    now = timezone.now()
    may_watch = request.user.has_perm("leads.see_all_leads")
    late = late_jobs(periods(), now=now) if may_watch else {}
    unassigned = manager.unassigned(request.user)
    return context | {
        "title": _("Overview"),
        "unassigned": unassigned,
        "unassigned_count": sum(one.count for one in unassigned),
        "overdue": manager.overdue(request.user, now=now),
        "reviews": manager.open_reviews(request.user, now=now),
        "requests": manager.open_requests(request.user),
        "loads": manager.loads(request.user, now=now),
        "stuck": manager.stuck_messages(now=now) if may_watch else None,
        "late": [job.title for job in JOBS if job.name in late],
    }


def periods() -> dict[str, int]:
    """Every how many minutes each job runs."""
    return {job.name: job.minutes for job in JOBS}
