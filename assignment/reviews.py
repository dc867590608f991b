"""Leads that wait for a manager: opened with the engine's suggestion, decided once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q

from assignment.choices import ClockKind, ReviewReason
from assignment.clocks import keep
from assignment.engine.codes import Reason, Unassigned
from assignment.engine.route import Outcome
from assignment.models import Clock, Decision, Policy, Review
from assignment.pools.offers import offered, withdraw
from leads.choices import EventKind, LeadStatus
from leads.lifecycle import LostRace
from leads.models import Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.notices import managers_above, notice, send
from reps.sql import update_each

Held = tuple[Lead, Outcome, Decision]
HELD = ("status", "is_key", "key_reasons", "try_at", "waiting_for", "waiting_reasons", "due_at")


def open_reviews(held: Sequence[Held], *, policy: Policy, now: datetime) -> None:
    """Hold waiting leads for a manager. Raises LostRace when one stopped waiting."""
    if not held:
        return
    due_at = now + timedelta(hours=policy.review_hours)
    rows = []
    for lead, outcome, _ in held:
        keys = list(outcome.plan.key_reasons)
        due = due_at if outcome.rep else None
        rows.append((lead.pk, LeadStatus.REVIEW, bool(keys), keys, None, "", [], due))
    rows.sort(key=lambda row: row[0])
    asked = offered(lead for lead, _, _ in held)
    _write(rows, {lead.pk: lead for lead, _, _ in held})
    withdraw(asked, now=now)
    reviews = [_review(*one, due_at=due_at, now=now) for one in held]
    _announce(reviews, policy=policy, now=now)


def hold_exhausted(lead: Lead, *, policy: Policy, now: datetime) -> None:
    """Put a lead that was recycled too often on the manager's desk. Raises LostRace."""
    due_at = None
    _write(
        [(lead.pk, LeadStatus.REVIEW, lead.is_key, lead.key_reasons, None, "", [], due_at)],
        {lead.pk: lead},
    )
    review = Review(lead=lead, reason=ReviewReason.EXHAUSTED, opened_at=now, due_at=due_at)
    _announce([review], policy=policy, now=now)


@transaction.atomic
def name_suggestion(review: Review, rep_id: int, *, policy: Policy, now: datetime) -> bool:
    """Suggest a rep in an open review; with the first suggestion its time begins to run.

    False when it has been decided, or somebody else has named one, meanwhile.
    """
    as_seen = Review.objects.open().filter(pk=review.pk, due_at=review.due_at)
    if review.due_at is not None:
        return bool(as_seen.update(suggestion=rep_id))
    due_at = now + timedelta(hours=policy.review_hours)
    if not as_seen.update(suggestion=rep_id, due_at=due_at):
        return False
    review.suggestion_id, review.due_at = rep_id, due_at
    _clock(review.lead_id, due_at, policy=policy, now=now).save(force_insert=True)
    Lead.objects.filter(pk=review.lead_id, status=LeadStatus.REVIEW).update(due_at=due_at)
    return True


def close(review: Review, resolution: str, *, by: int | None, now: datetime) -> None:
    """Mark a review as decided. Raises LostRace when somebody else was first."""
    open_one = Review.objects.filter(pk=review.pk, closed_at__isnull=True)
    if not open_one.update(closed_at=now, closed_by=by, resolution=resolution):
        raise LostRace
    keep(review.lead_id, kinds=[ClockKind.REVIEW], now=now)
    record([event(review.lead_id, EventKind.REVIEW_CLOSED, at=now, by=by, how=str(resolution))])


def close_for_lead(lead: Lead, resolution: str, *, by: int | None, now: datetime) -> None:
    """A lead was given or closed while it waited for a decision. Raises LostRace."""
    review = Review.objects.filter(lead=lead, closed_at__isnull=True).first()
    if review is None:
        raise LostRace
    close(review, resolution, by=by, now=now)


def _write(rows: list[tuple], leads: dict[int, Lead]) -> None:
    seen = {"status": LeadStatus.WAITING}
    if update_each(Lead, rows, key="id", columns=HELD, only_where=seen) != len(rows):
        raise LostRace
    for pk, *values in rows:
        for name, value in zip(HELD, values, strict=True):
            setattr(leads[pk], name, value)


def _review(
    lead: Lead, outcome: Outcome, decision: Decision, *, due_at: datetime, now: datetime
) -> Review:
    return Review(
        lead=lead,
        reason=_reason(outcome),
        decision=decision,
        suggestion_id=outcome.rep,
        opened_at=now,
        due_at=due_at if outcome.rep else None,
    )


def _reason(outcome: Outcome) -> str:
    if Unassigned.EXHAUSTED in outcome.reasons:
        return ReviewReason.EXHAUSTED
    if outcome.plan.key_reasons:
        return ReviewReason.KEY
    is_asked = Reason.REVIEW_TARGET in outcome.reasons
    return ReviewReason.RULE if is_asked else ReviewReason.NOBODY


def _announce(reviews: Sequence[Review], *, policy: Policy, now: datetime) -> None:
    """Write reviews with their clocks and lines, and tell the managers."""
    Review.objects.bulk_create(reviews)
    Clock.objects.bulk_create(
        _clock(review.lead_id, review.due_at, policy=policy, now=now)
        for review in reviews
        if review.due_at
    )
    record(
        event(
            review.lead_id,
            EventKind.REVIEW_OPENED,
            at=now,
            reason=str(review.reason),
            suggestion=review.suggestion_id,
        )
        for review in reviews
    )
    told = _told(reviews)
    send(
        notice(
            user_id,
            NoticeKind.REVIEW_OPENED,
            key=f"review:{review.pk}",
            at=now,
            lead=review.lead_id,
            who=review.lead.company or review.lead.name,
            reason=str(review.reason),
        )
        for review in reviews
        for user_id in told[review.lead_id]
    )


def _clock(lead_id: int, due_at: datetime, *, policy: Policy, now: datetime) -> Clock:
    return Clock(
        lead_id=lead_id,
        kind=ClockKind.REVIEW,
        policy=policy,
        starts_at=now,
        due_at=due_at,
        expires_at=due_at,
    )


def _told(reviews: Sequence[Review]) -> dict[int, list[int]]:
    """Who hears of each lead's review: those who may decide it and may see it."""
    deciders = _with_right("assignment", "change_review")
    see_all = _with_right("leads", "see_all_leads")
    managers = managers_above({one.suggestion_id for one in reviews if one.suggestion_id})
    told = {}
    for review in reviews:
        allowed = see_all | managers.get(review.suggestion_id or 0, set())
        told[review.lead_id] = sorted(deciders & allowed if review.suggestion_id else deciders)
    return told


def _with_right(app: str, codename: str) -> set[int]:
    """Active users who have a right, directly, by group or as superusers."""
    right = Permission.objects.filter(codename=codename, content_type__app_label=app)
    may = Q(is_superuser=True) | Q(user_permissions__in=right) | Q(groups__permissions__in=right)
    users = get_user_model().objects.filter(may, is_active=True)
    return set(users.values_list("pk", flat=True))
