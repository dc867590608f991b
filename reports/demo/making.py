"""Making the demo company once, and knowing it again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection

from assignment.policies import replace_policy
from leads.choices import KeyScope
from leads.keys import digest_of
from leads.models import ApiKey, Channel, Lead
from reports.demo.arrivals import REST, arrivals
from reports.demo.company import FILES, Company, found
from reports.demo.history import History
from reports.demo.old_crm import bring_along
from reports.demo.welcome import plain_key
from reports.results import count_results
from reps.models import Rep

SEED = 20
KEYS = {KeyScope.READ: "demo", KeyScope.SUBMIT: "demo form on a website"}


class State(StrEnum):
    """What the database holds."""

    NOTHING = "nothing"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # a demo whose making was interrupted
    OTHER = "other"  # somebody's own data


def state() -> State:
    """The demo's keys are the last thing that is made, so their being there proves the rest."""
    channel = Channel.objects.filter(slug=REST, name__endswith="Partner portal").first()
    if channel is not None:
        keys = ApiKey.objects.filter(channel=channel, name__in=KEYS.values())
        return State.COMPLETE if keys.exists() else State.INCOMPLETE
    is_empty = not any(model.objects.exists() for model in (Rep, Channel, Lead))
    # The reps are founded before the channels.
    is_ours = Rep.objects.filter(user__username="wangfang").exists() and not Lead.objects.exists()
    return State.NOTHING if is_empty else State.INCOMPLETE if is_ours else State.OTHER


def make(*, leads: int, days: int, now: datetime, report: Callable[[int, int], None]) -> Company:
    """Found the company in an empty database and live through its history, up to ``now``.

    ``report`` hears how many submissions have come in, and of how many. Made of many
    transactions: interrupted, it leaves an incomplete demo.
    """
    starts_at = now - timedelta(days=days)
    with _hurried():
        company = found(opens_at=starts_at, ends_at=now)
        bring_along(
            company.channels[FILES],
            by=company.manager.pk,
            dice=random.Random(SEED + 2),
            now=starts_at,
        )
        mail = list(arrivals(count=leads, days=days, ends_at=now, dice=random.Random(SEED)))
        history = History(
            company, mail, starts_at=starts_at, ends_at=now, dice=random.Random(SEED + 1)
        )
        history.live(lambda arrived: report(arrived, len(mail)))
        count_results(now=now)
        replace_policy({"retry_minutes": 5}, now=now)
        ensure_keys(now=now)
    return company


def ensure_keys(*, now: datetime) -> None:
    """Make the demo's keys valid that belong to this installation's secret. May be repeated."""
    channel = Channel.objects.get(slug=REST)
    for scope, name in KEYS.items():
        plain = plain_key(scope, secret=settings.SECRET_KEY)
        ApiKey.objects.get_or_create(
            digest=digest_of(plain),
            defaults={
                "channel": channel,
                "name": name,
                "scope": scope,
                "prefix": plain[:10],
                "created_at": now,
            },
        )


@contextmanager
def _hurried() -> Iterator[None]:
    """Do not wait for the disk while a demo is made that could be made anew."""
    statements = {
        "sqlite": ("PRAGMA synchronous = OFF", "PRAGMA synchronous = NORMAL"),
        "postgresql": ("SET synchronous_commit TO off", "SET synchronous_commit TO DEFAULT"),
    }
    before, after = statements[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(before)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(after)
