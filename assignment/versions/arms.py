"""Two versions of the rules side by side: the one published in part and what it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from assignment.choices import ClockKind, ClockState, PartialKind, RoutingEvent
from assignment.models import Clock, Decision, RuleSetVersion
from assignment.proportions import Interval, difference, wilson
from assignment.versions.trial import load_reach
from leads.models import Lead

FEWEST_LEADS = 20  # in each arm, before anything is said of the difference
BEGINNINGS = (RoutingEvent.ARRIVED, RoutingEvent.REOPENED)
IN_TIME = Q(state=ClockState.KEPT, stopped_at__lte=F("due_at"))


class Verdict(StrEnum):
    TOO_FEW = "too_few"
    CHANCE = "chance"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of some leads, and where the true share lies with 95 % probability."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Arm:
    """The leads that some rules decided. ``answered`` is of those whose deadline has told."""

    leads: int
    answered: Share
    converted: Share


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of both arms, by how much the trial is above, and whether that means anything."""

    trial: Share
    control: Share

    @property
    def difference(self) -> Interval | None:
        one, other = self.trial, self.control
        return difference((one.part, one.whole), (other.part, other.whole))

    @property
    def verdict(self) -> Verdict:
        gap = self.difference
        if gap is None or min(self.trial.whole, self.control.whole) < FEWEST_LEADS:
            return Verdict.TOO_FEW
        if gap.low > 0:
            return Verdict.BETTER
        return Verdict.WORSE if gap.high < 0 else Verdict.CHANCE


@dataclass(frozen=True, slots=True)
class Comparison:
    """A trial and its control. ``is_before``: the control is the same leads in the time before.

    A channel or a team sends all its leads to the trial, so there is nobody to compare with in
    the same time; a share of all leads is compared with the rest of them.
    """

    trial: Arm
    control: Arm
    since: datetime
    until: datetime
    is_before: bool

    @property
    def answered(self) -> Measure:
        return Measure(self.trial.answered, self.control.answered)

    @property
    def converted(self) -> Measure:
        return Measure(self.trial.converted, self.control.converted)


def compare_arms(version: RuleSetVersion, *, now: datetime) -> Comparison | None:
    """Hold a version against what was published, from when it was published in part.

    None for a version that never was. Leads count that came, or came back, in that time and were
    decided by rules; not those of known customers, which go to their owners under any rules.
    """
    if version.partial_from is None:
        return None
    since, until = version.partial_from, version.partial_until or now
    is_before = version.partial_kind != PartialKind.PERCENT
    begins = since - (until - since) if is_before else since
    decided = Decision.objects.filter(event__in=BEGINNINGS).exclude(rule_key="")
    trial = decided.filter(version=version, at__gte=since, at__lt=until)
    control = decided.filter(at__gte=begins, at__lt=since if is_before else until)
    control = control.filter(_scope(version)).exclude(version=version)
    return Comparison(
        trial=_arm(trial, since=since, until=until if is_before else now, now=now),
        control=_arm(control, since=begins, until=since if is_before else now, now=now),
        since=since,
        until=until,
        is_before=is_before,
    )


def _scope(version: RuleSetVersion) -> Q:
    """Of the decisions of other versions, those that this one would have taken over."""
    if version.partial_kind == PartialKind.CHANNEL:
        return Q(lead__channel=version.partial_channel_id)
    if version.partial_kind == PartialKind.TEAM and version.partial_team_id:
        reach = load_reach(version.partial_team_id)
        return Q(pool__in=reach.pools) | Q(pool__isnull=True, rep__in=reach.reps)
    return Q()


def _arm(decisions: QuerySet[Decision], *, since: datetime, until: datetime, now: datetime) -> Arm:
    """Conversions count up to ``until``, so that both arms are given the same time for them."""
    leads = Lead.objects.filter(pk__in=decisions.values("lead"))
    clocks = Clock.objects.filter(
        lead__in=leads.values("pk"), kind=ClockKind.FIRST_FOLLOW_UP, starts_at__gte=since
    )
    late = clocks.filter(
        Q(state=ClockState.MISSED)
        | Q(state=ClockState.RUNNING, due_at__lte=now)
        | Q(state=ClockState.KEPT, stopped_at__gt=F("due_at"))
    )
    in_time = clocks.filter(IN_TIME).exclude(lead__in=late.values("lead"))
    count, missed = leads.count(), late.values("lead").distinct().count()
    answered = in_time.values("lead").distinct().count()
    converted = leads.filter(converted_at__gte=since, converted_at__lt=until).count()
    return Arm(
        leads=count,
        answered=Share(answered, answered + missed),
        converted=Share(converted, count),
    )
