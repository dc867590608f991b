"""Reps as owners-to-be: what giving a lead to them must know."""

from datetime import datetime

from assignment.ownership import Owner
from reps.availability import load_availability
from reps.models import Rep


def as_owner(rep: Rep, *, now: datetime) -> Owner:
    """A rep with his hours and his date; two queries at most."""
    hours = load_availability({rep.pk: rep.calendar_id}, now=now).of(rep.pk)
    return Owner(rep_id=rep.pk, user_id=rep.user_id, today=hours.today(now), hours=hours)
