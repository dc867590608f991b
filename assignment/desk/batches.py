"""What a manager does to many leads at once: each on its own, so that one never stops the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from assignment.archiving import archive, quiet_leads
from assignment.handling import NothingSuggested, approve, give_by_hand, take_back
from assignment.models import Review
from assignment.policies import current_policy
from leads.choices import CLOSED
from leads.lifecycle import LostRace
from leads.models import Lead
from reps.models import Rep
from reps.sweeps import Tally, sweep

MOST = 500


def take_back_many(lead_ids: Sequence[int], *, note: str, user: Any, now: datetime) -> Tally:
    """Take leads from their owners and route them again; those without one are skipped."""

    def act(lead: Lead) -> bool:
        if lead.owner_id is None or lead.status in CLOSED:
            return False
        take_back(lead=lead, note=note, by=user.pk, now=now)
        return True

    return _each(lead_ids, act, user=user)


def give_many(lead_ids: Sequence[int], *, rep: Rep, user: Any, now: datetime) -> Tally:
    """Give leads to one rep whatever his limits; closed leads and his own are skipped."""

    def act(lead: Lead) -> bool:
        if lead.status in CLOSED or lead.owner_id == rep.pk:
            return False
        give_by_hand(lead=lead, rep=rep, by=user.pk, now=now)
        return True

    return _each(lead_ids, act, user=user)


def approve_many(review_ids: Sequence[int], *, user: Any, now: datetime) -> Tally:
    """Take the suggestions of open reviews; those that nobody could take now count as skipped."""
    related = ("lead__customer__owner", "lead__channel", "lead__owner")
    reviews = Review.objects.visible_to(user).open().select_related(*related)

    def one(review_id: int) -> bool:
        review = reviews.filter(pk=review_id).first()
        try:
            routed = approve(review=review, by=user.pk, now=now) if review else []
        except (LostRace, NothingSuggested):
            return False
        return any(each.owner_id for each in routed)

    return sweep(review_ids[:MOST], one)


def archive_many(*, user: Any, now: datetime) -> Tally:
    """Archive the quietest leads, at most ``MOST`` of them."""

    quiet = quiet_leads(current_policy(), now=now)

    def act(lead: Lead) -> bool:
        if not quiet.filter(pk=lead.pk).exists():
            return False
        archive(lead, by=user.pk, now=now)
        return True

    return _each(list(quiet.values_list("pk", flat=True)[:MOST]), act, user=user)


def _each(lead_ids: Sequence[int], act: Callable[[Lead], bool], *, user: Any) -> Tally:
    own = Lead.objects.decided_by(user).select_related("customer__owner", "channel", "owner")

    def one(lead_id: int) -> bool:
        lead = own.filter(pk=lead_id).first()
        try:
            return lead is not None and act(lead)
        except LostRace:
            return False

    return sweep(lead_ids[:MOST], one)
