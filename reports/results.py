"""Counting what reps made of their leads, for pools that give to whoever has most success."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from assignment.choices import ClockKind, ClockState, EndReason, Strategy
from assignment.engine.strategies.best_result import ALL_LEADS, SEGMENT, segment_of
from assignment.facts import COPIED, facts_of
from assignment.models import Assignment, Clock, Pool, ResultFigure
from leads.choices import LeadStatus
from leads.regions import places
from leads.regions.table import areas_of
from reports.metrics.results import Outcome, results_of

WINDOW: Final = timedelta(days=180)
NAMELESS: Final = frozenset({"name", "company"})  # one of a kind: nothing to group by
AREA: Final = ("country", "region", "city")
Fields = tuple[str, ...]


def count_results(*, now: datetime) -> int:
    """Count the figures of the last 180 days anew and replace the old ones; returns how many.

    Each period of ownership counts for the rep who had it: answered if its first deadline was
    kept, converted if it ended so. Safe to repeat.
    """
    periods = _periods(now)
    outcomes = list(_in_segments(periods, ()))
    for fields in _segments():
        outcomes += _in_segments(periods, fields)
    figures = [
        ResultFigure(
            rep_id=rep,
            segment=segment,
            leads=leads,
            responded=responded,
            converted=converted,
            counted_at=now,
        )
        for (rep, segment), (leads, responded, converted) in sorted(results_of(outcomes).items())
    ]
    with transaction.atomic():
        ResultFigure.objects.all().delete()
        ResultFigure.objects.bulk_create(figures, batch_size=500)
    return len(figures)


def _segments() -> list[Fields]:
    """The fields by which pools of this strategy tell leads apart, each list once."""
    pools = Pool.objects.filter(strategy=Strategy.BEST_RESULT).values_list("options", flat=True)
    return sorted({tuple(SEGMENT.of(options)) for options in pools} - {()})


def _periods(now: datetime) -> QuerySet[Assignment]:
    """The ownerships of the window, each with what came of it.

    What moved in from another system has no clocks: there an answer at all counts as in time.
    """
    kept = Clock.objects.filter(
        assignment=OuterRef("pk"), kind=ClockKind.FIRST_FOLLOW_UP, state=ClockState.KEPT
    )
    answered = Q(lead__is_history=True, lead__first_response_at__isnull=False)
    won = Q(
        end_reason=EndReason.CLOSED,
        lead__status=LeadStatus.CONVERTED,
        lead__owner=F("rep"),
        lead__cycle=F("cycle"),
    )
    periods = Assignment.objects.filter(starts_at__gte=now - WINDOW, starts_at__lt=now)
    return periods.order_by().annotate(responded=Exists(kept) | answered, converted=won)


def _in_segments(periods: QuerySet[Assignment], fields: Fields) -> Iterator[Outcome]:
    """The outcomes by rep and segment: grouped by the database where columns tell it."""
    columns = _columns(fields)
    rows = _one_by_one(periods) if columns is None else _grouped(periods, columns)
    for rep, facts, leads, responded, converted in rows:
        segment = segment_of(facts, fields) if fields else ALL_LEADS
        yield Outcome(rep, segment, leads, responded, converted)


def _columns(fields: Fields) -> Sequence[str] | None:
    """The columns of a lead from which these facts follow; None if there are none such."""
    columns: list[str] = []
    for field in fields:
        if field == "area":
            columns += AREA
        elif field in COPIED and field not in NAMELESS:
            columns.append(field)
        else:
            return None
    return list(dict.fromkeys(columns))


def _grouped(
    periods: QuerySet[Assignment], columns: Sequence[str]
) -> Iterator[tuple[int, Mapping[str, Any], int, int, int]]:
    named = [f"lead__{column}" for column in columns]
    counted = periods.values("rep", *named).annotate(
        n=Count("pk"),
        answers=Count("pk", filter=Q(responded=True)),
        won=Count("pk", filter=Q(converted=True)),
    )
    table = places.current() if set(AREA) <= set(columns) else None
    for row in counted.values_list("rep", "n", "answers", "won", *named).iterator():
        rep, leads, answers, won, *values = row
        facts: dict[str, Any] = dict(zip(columns, values, strict=True))
        if table is not None:
            facts["area"] = areas_of(*(facts[name] for name in AREA), table=table)
        yield rep, facts, leads, answers, won


def _one_by_one(
    periods: QuerySet[Assignment],
) -> Iterator[tuple[int, Mapping[str, Any], int, int, int]]:
    """For facts that no column holds, such as custom attributes or the domain of a mailbox."""
    places.current()
    for one in periods.select_related("lead__channel").iterator(chunk_size=1000):
        facts = facts_of(one.lead, channel=one.lead.channel.slug, text="")
        row: Any = one
        yield one.rep_id, facts, 1, int(row.responded), int(row.converted)
