"""How long customers waited for their first response, read lead by lead."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from leads.choices import LeadStatus
from reports.metrics.period import Period
from reports.metrics.spread import RESPONSE_HOURS, Spread, bucket_of, spread_of
from reports.rows import BucketRow, ResponseRow
from reports.scope import Scope

Group = tuple[int, str]


@dataclass(slots=True)
class Responses:
    """The first responses of a period, in seconds from the beginning of the lead's cycle."""

    all: list[float] = field(default_factory=list)
    by_rep: defaultdict[Group, list[float]] = field(default_factory=lambda: defaultdict(list))
    by_channel: defaultdict[Group, list[float]] = field(default_factory=lambda: defaultdict(list))
    buckets: Counter[int] = field(default_factory=Counter)
    converted: Counter[int] = field(default_factory=Counter)

    def spread(self) -> Spread:
        return spread_of(self.all)

    def bucket_rows(self) -> list[BucketRow]:
        ends: list[int | None] = [*RESPONSE_HOURS, None]
        return [
            BucketRow(hours, self.buckets[number], self.converted[number])
            for number, hours in enumerate(ends)
        ]


def responses(scope: Scope, period: Period) -> Responses:
    """Read the leads received in the period that had a first response in their present cycle.

    One query, read as a stream. Leads from elsewhere are left out: nobody here answered.
    """
    leads = scope.arrived(period).filter(is_history=False, first_response_at__isnull=False)
    rows = leads.values_list(
        "owner",
        "owner__name",
        "channel",
        "channel__name",
        "opened_at",
        "first_response_at",
        "status",
    )
    found = Responses()
    for owner, name, channel, channel_name, opened_at, answered_at, status in rows.iterator():
        took = max((answered_at - opened_at).total_seconds(), 0.0)
        found.all.append(took)
        found.by_channel[(channel, channel_name)].append(took)
        if owner is not None:
            found.by_rep[(owner, name)].append(took)
        found.buckets[bucket_of(took)] += 1
        found.converted[bucket_of(took)] += status == LeadStatus.CONVERTED
    return found


def response_rows(groups: dict[Group, list[float]]) -> list[ResponseRow]:
    rows = []
    for (number, name), durations in groups.items():
        spread = spread_of(durations)
        rows.append(ResponseRow(number, name, spread.count, spread.median, spread.p90))
    return sorted(rows, key=lambda row: (row.name, row.id))
