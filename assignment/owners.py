"""Reps as owners-to-be: what giving a lead to them must know."""

from collections.abc import Collection
from datetime import datetime

from assignment.ownership import Owner
from reps.availability import load_availability
from reps.models import Leave, Rep


def as_owner(rep: Rep, *, now: datetime) -> Owner:
    """A rep with his hours and his date; two queries at most."""
    hours = load_availability({rep.pk: rep.calendar_id}, now=now).of(rep.pk)
    return Owner(rep_id=rep.pk, user_id=rep.user_id, today=hours.today(now), hours=hours)


def back_from_leave(rep_ids: Collection[int], *, now: datetime) -> dict[int, datetime]:
    """When those who are on leave now come back; one query, none for nobody."""
    if not rep_ids:
        return {}
    running = Leave.objects.filter(rep__in=rep_ids, starts_at__lte=now, ends_at__gt=now)
    return dict(running.order_by("ends_at", "pk").values_list("rep", "ends_at"))
