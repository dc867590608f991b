"""The SLA policy in force, and how a new version takes its place."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from assignment.models import Policy

COPIED = (
    "normal_hours",
    "key_hours",
    "reminders",
    "recycles_at_most",
    "key_value_minor",
    "reviews_key_leads",
    "review_hours",
    "archive_days",
    "retry_minutes",
)


class NoPolicy(Exception):
    """No SLA policy is in force; the first-run setup or a manager must make one."""


def current_policy() -> Policy:
    policy = Policy.objects.filter(is_current=True).first()
    if policy is None:
        raise NoPolicy
    return policy


@transaction.atomic
def replace_policy(values: dict[str, object], *, now: datetime) -> Policy:
    """Put a new version in force; running clocks keep the version they started with."""
    Policy.objects.select_for_update().order_by("version").first()  # the second of two waits here
    newest = Policy.objects.order_by("-version").first()
    Policy.objects.filter(is_current=True).update(is_current=False)
    kept = {name: getattr(newest, name) for name in COPIED} if newest else {"reminders": [50, 80]}
    version = newest.version + 1 if newest else 1
    return Policy.objects.create(
        **(kept | values), version=version, is_current=True, created_at=now
    )


def first_follow_up_within(policy: Policy, *, is_key: bool) -> timedelta:
    return timedelta(hours=policy.key_hours if is_key else policy.normal_hours)
