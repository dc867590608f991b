"""Putting away leads in which nothing has moved for a quarter."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef

from assignment.handling import close_lead
from assignment.models import Policy, Task
from leads.choices import OPEN, CloseReason, LeadStatus
from leads.models import Lead


def quiet_leads(policy: Policy, *, now: datetime):
    """Open leads without inquiry or activity since the limit, no contact planned, nothing to do."""
    limit = now - timedelta(days=policy.archive_days)
    to_do = Task.objects.filter(lead=OuterRef("pk"), done_at__isnull=True)
    quiet = Lead.objects.filter(~Exists(to_do), status__in=OPEN, touched_at__lte=limit)
    return quiet.exclude(next_contact_at__gt=now).order_by("touched_at", "pk")


def is_archive_day(now: datetime) -> bool:
    """The archive runs by itself on the first days of each quarter, by the company's calendar."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    return today.month in (1, 4, 7, 10) and today.day <= 3


def archive(lead: Lead, *, by: int | None, now: datetime) -> None:
    """Archive one lead, reason no demand; it opens again when its person writes."""
    close_lead(lead=lead, status=LeadStatus.ARCHIVED, reason=CloseReason.NO_DEMAND, by=by, now=now)
