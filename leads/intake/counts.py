"""How the messages of each channel ended."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from leads.models import InboxMessage


def outcomes_by_channel(*, since: datetime) -> dict[int, dict[str, int]]:
    """Messages received since then, by channel and outcome; one query."""
    rows = InboxMessage.objects.filter(received_at__gte=since).order_by()
    counts: dict[int, dict[str, int]] = {}
    grouped = rows.values("channel", "outcome").annotate(count=Count("pk"))
    for channel, outcome, count in grouped.values_list("channel", "outcome", "count"):
        counts.setdefault(channel, {})[outcome] = count
    return counts
