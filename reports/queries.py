"""What the database counts for a report: the same number of queries whatever the period holds.

Every function takes what the user may see (``scope``) and a period. SQL groups and counts;
percentiles and the ledger are worked out here, row by row, so that both databases agree.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from assignment.choices import ClockKind, ClockState, DecisionKind, EndReason, VersionState
from assignment.models import Clock, Decision, Rule
from leads.choices import LeadStatus, Outcome
from leads.models import Activity, Channel, InboxMessage
from reports.metrics.period import Period
from reports.rows import ConversionRow, DayRow, DeadlineRow, LeakRow, StatusRow
from reports.scope import Scope, within

GRACE = timedelta(minutes=2)
USED = (Outcome.CREATED, Outcome.ATTACHED)
CONVERTED = Count("pk", filter=Q(status=LeadStatus.CONVERTED))


def intake_leak(period: Period, *, now: datetime) -> list[LeakRow]:
    """Messages by channel, and those that are no lead's two minutes after they came.

    Of the company as a whole: a message that is nobody's lead has no owner to see it.
    """
    names = dict(Channel.objects.values_list("pk", "name"))
    lost = ~Q(outcome__in=USED) & Q(received_at__lte=now - GRACE)
    # Naming the channels lets the index by channel answer, without a look at the bodies.
    messages = InboxMessage.objects.filter(
        **within("received_at", period), channel__in=sorted(names)
    ).exclude(outcome=Outcome.IGNORED)
    counted = messages.values("channel").annotate(n=Count("pk"), lost=Count("pk", filter=lost))
    rows = [
        LeakRow(row["channel"], names[row["channel"]], row["n"], row["lost"]) for row in counted
    ]
    return sorted(rows, key=lambda row: (-row.whole, row.name))


def follow_up_leak(scope: Scope, period: Period, *, now: datetime) -> list[LeakRow]:
    """First deadlines by channel that have passed, and those without a follow-up by then.

    One deadline for each lead and cycle: the first owner's. A lead that was closed before
    needed no follow-up. What its rep let pass counts for him, whoever owns the lead now.
    """
    clocks = _first_deadlines(scope, period, now=now).annotate(is_leak=_unanswered())
    counted = clocks.values("lead__channel", "lead__channel__name").annotate(
        n=Count("pk"), lost=Count("pk", filter=Q(is_leak=True))
    )
    rows = [
        LeakRow(row["lead__channel"], row["lead__channel__name"], row["n"], row["lost"])
        for row in counted
    ]
    return sorted(rows, key=lambda row: (-row.whole, row.name))


def _first_deadlines(scope: Scope, period: Period, *, now: datetime) -> QuerySet[Clock]:
    earlier = Clock.objects.filter(
        lead=OuterRef("lead"),
        kind=ClockKind.FIRST_FOLLOW_UP,
        assignment__cycle=OuterRef("assignment__cycle"),
        pk__lt=OuterRef("pk"),
    )
    clocks = _passed(period, now=now).filter(~Exists(earlier), kind=ClockKind.FIRST_FOLLOW_UP)
    return clocks.filter(scope.of_clocks(rep="assignment__rep"))


def _passed(period: Period, *, now: datetime) -> QuerySet[Clock]:
    clocks = Clock.objects.filter(**within("due_at", period))
    return clocks.filter(due_at__lt=now)


def _unanswered() -> Q:
    in_time = Activity.objects.filter(
        lead=OuterRef("lead"),
        cycle=OuterRef("assignment__cycle"),
        is_follow_up=True,
        at__lte=OuterRef("due_at"),
    )
    closed = Q(state=ClockState.CANCELLED, assignment__end_reason=EndReason.CLOSED)
    return ~Q(state=ClockState.KEPT) & ~closed & ~Q(Exists(in_time))


def deadlines(scope: Scope, period: Period, *, now: datetime) -> list[DeadlineRow]:
    """Deadlines of follow-ups and responses that have passed, by the rep who had them.

    Those that ended with the ownership before they passed were neither kept nor missed.
    """
    clocks = _passed(period, now=now).exclude(kind=ClockKind.REVIEW)
    clocks = clocks.exclude(state=ClockState.CANCELLED).annotate(
        rep=Coalesce("assignment__rep", "lead__owner"),
        rep_name=Coalesce("assignment__rep__name", "lead__owner__name"),
    )
    clocks = clocks.filter(scope.of_clocks(rep="rep"))
    recycled = Q(kind=ClockKind.FIRST_FOLLOW_UP, assignment__end_reason=EndReason.RECYCLED)
    counted = clocks.values("rep", "rep_name").annotate(
        kept=Count("pk", filter=Q(state=ClockState.KEPT)),
        missed=Count("pk", filter=~Q(state=ClockState.KEPT)),
        recycled=Count("pk", filter=recycled),
    )
    return [
        DeadlineRow(row["rep"], row["rep_name"], row["kept"], row["missed"], row["recycled"])
        for row in counted.order_by("rep_name", "rep")
    ]


def leads_and_converted(scope: Scope, period: Period) -> tuple[int, int]:
    found = scope.arrived(period).aggregate(n=Count("pk"), converted=CONVERTED)
    return found["n"], found["converted"]


def conversion_by_source(scope: Scope, period: Period) -> list[ConversionRow]:
    counted = _conversions(scope.arrived(period), "source")
    return [ConversionRow(row["source"], row["source"], row["n"], row["won"]) for row in counted]


def conversion_by_rep(scope: Scope, period: Period) -> list[ConversionRow]:
    counted = _conversions(scope.arrived(period), "owner", "owner__name")
    return [
        ConversionRow(row["owner"] or "", row["owner__name"] or "", row["n"], row["won"])
        for row in counted
    ]


def conversion_by_rule(scope: Scope, period: Period) -> list[ConversionRow]:
    """By the rule that gave the lead to an owner last in its cycle; "" when no rule did.

    What moved in from elsewhere was given by no rule of ours and is left out.
    """
    given = Decision.objects.filter(
        lead=OuterRef("pk"), cycle=OuterRef("cycle"), kind=DecisionKind.ASSIGNED
    )
    rule = Coalesce(Subquery(given.order_by("-at", "-pk").values("rule_key")[:1]), Value(""))
    leads = scope.arrived(period).filter(is_history=False).annotate(rule=rule)
    counted = _conversions(leads, "rule")
    names = _rule_names([row["rule"] for row in counted])
    return [
        ConversionRow(row["rule"], names.get(row["rule"], row["rule"]), row["n"], row["won"])
        for row in counted
    ]


def _conversions(leads: QuerySet, *group: str) -> list[dict[str, Any]]:
    counted = leads.values(*group).annotate(n=Count("pk"), won=CONVERTED)
    return list(counted.order_by("-n", *group))


def _rule_names(keys: list[str]) -> dict[str, str]:
    """What each rule was called when it was published last."""
    rules = Rule.objects.filter(key__in=keys).exclude(version__state=VersionState.DRAFT)
    return dict(rules.order_by("version__published_at", "pk").values_list("key", "name"))


def statuses(scope: Scope, period: Period) -> list[StatusRow]:
    """Where the leads of the period stand now, every status in the order of a lead's life."""
    counted = scope.arrived(period).values("status").annotate(n=Count("pk"))
    found = dict(counted.values_list("status", "n"))
    return [StatusRow(status, found.get(status, 0)) for status in LeadStatus.values]


def days(scope: Scope, period: Period) -> list[DayRow]:
    """Arrivals day by day as the company's calendar has them, empty days included."""
    day = TruncDate("received_at", tzinfo=period.since.tzinfo)
    counted = scope.arrived(period).annotate(day=day).values("day")
    rows = counted.annotate(n=Count("pk"), won=CONVERTED).values_list("day", "n", "won")
    found = {day: (n, won) for day, n, won in rows}
    return [DayRow(day, *found.get(day, (0, 0))) for day in period.days()]
