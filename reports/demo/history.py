"""Sixty days of the demo company, lived through with its real services.

The clock jumps from one moment at which something happens to the next: a submission, an
action that somebody had planned, or a sweep that has become due. Nothing is written but
by the services that write it every day.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from assignment.choices import ClockKind, ClockState, DecisionKind
from assignment.models import Assignment, Review
from assignment.tasks import (
    archive_due,
    recycle_due,
    remind_due,
    remind_of_due_tasks,
    route_due,
    settle_due,
)
from leads.channels.api import Unreadable
from leads.choices import LeadStatus, Outcome
from leads.intake.receive import Receipt, receive_form, receive_json
from leads.tasks import finish_open
from reports.demo.arrivals import FORM, Arrival
from reports.demo.company import Company
from reports.demo.manager import Manager
from reports.demo.office import Office
from reports.demo.scenes import scenes
from reports.demo.takers import Takers
from reports.results import count_results
from reps.sql import read
from reps.sweeps import Tally

# Does something, and says whether a lead may have come to somebody's desk by it.
Act = Callable[[datetime], bool]
A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SWEEPS: dict[str, Callable[[datetime], Tally]] = {
    "route": route_due,
    "remind": remind_due,
    "recycle": recycle_due,
    "settle": settle_due,
    "tasks": remind_of_due_tasks,
}


@dataclass(order=True, frozen=True, slots=True)
class Step:
    """Something that is going to happen; of two at one moment the one planned first."""

    at: datetime
    number: int
    act: Act = field(compare=False)


class Agenda:
    """What is going to happen, in order of time."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.planned = 0

    def plan(self, at: datetime, act: Act) -> None:
        self.planned += 1
        heapq.heappush(self.steps, Step(at, self.planned, act))

    def next_at(self) -> datetime | None:
        return self.steps[0].at if self.steps else None

    def pop(self) -> Step:
        return heapq.heappop(self.steps)


class History:
    """Lives through the arrivals and what follows from them, up to the end."""

    def __init__(
        self,
        company: Company,
        arrivals: Iterable[Arrival],
        *,
        starts_at: datetime,
        ends_at: datetime,
        dice: random.Random,
    ) -> None:
        self.company = company
        self.ends_at = ends_at
        self.agenda = Agenda()
        self.office = Office(company, plan=self.agenda.plan, dice=dice, ends_at=ends_at)
        self.takers = Takers(self.office)
        self.manager = Manager(self.office)
        self.arrived = 0
        self.swept_at = self.look_by = starts_at
        self.due: dict[str, datetime] = {}
        self.seen_assignment = self.seen_review = self.seen_decision = 0
        for arrival in sorted(arrivals, key=lambda arrival: arrival.at):
            self.agenda.plan(arrival.at, partial(self._receive, arrival))
        for at, scene in scenes(starts_at=starts_at, ends_at=ends_at):
            self.agenda.plan(at, partial(scene, company))
        self._plan_days(starts_at)

    def live(self, report: Callable[[int], None]) -> int:
        """Go through it all; ``report`` hears after each step how many have arrived.

        Returns the number of submissions. At the end every sweep due by then has run.
        """
        while True:
            step_at = self.agenda.next_at() or self.ends_at + A_MINUTE
            sweep_at = self._next_sweep(before=min(step_at, self.ends_at))
            if sweep_at is not None:
                self._sweep(sweep_at)
            elif step_at > self.ends_at:
                return self.arrived
            else:
                step = self.agenda.pop()
                if step.act(step.at):
                    self._notice(step.at)
                    self.look_by = min(self.look_by, step.at + AN_HOUR)
            report(self.arrived)

    def _next_sweep(self, *, before: datetime) -> datetime | None:
        """When the next sweep runs, if one does by then.

        What a step leaves behind falls due an hour later at the earliest, with the times
        of the company's policy; so we need not look after every step.
        """
        if before >= self.look_by:
            self._look(before)
        at = self._sweep_time()
        return at if at is not None and at <= before else None

    def _look(self, now: datetime) -> None:
        """See when each sweep will next find something to do; one query."""
        (row,) = read(_DUE)
        self.due = {name: at for name, at in zip(SWEEPS, row, strict=True) if at is not None}
        self.look_by = self.ends_at

    def _sweep_time(self) -> datetime | None:
        """The full minute after something became due; sweeps run once a minute at most."""
        if not self.due:
            return None
        at = min(self.due.values())
        full = at.replace(second=0, microsecond=0)
        return max(full if full == at else full + A_MINUTE, self.swept_at + A_MINUTE)

    def _sweep(self, now: datetime) -> None:
        self.swept_at = now
        names = [name for name in SWEEPS if name in self.due and self.due[name] <= now]
        for name in names:
            SWEEPS[name](now)
        if not {"remind", "tasks"}.issuperset(names):
            self._notice(now)
        self._look(now)

    def _plan_days(self, starts_at: datetime) -> None:
        at = starts_at
        while at < self.ends_at:
            self.agenda.plan(at, self._daily)
            self.office.plan_reading(at)
            self.manager.plan_round(at)
            at += A_DAY

    def _daily(self, now: datetime) -> bool:
        finish_open(now)
        archive_due(now)
        count_results(now=now)
        return False

    def _receive(self, arrival: Arrival, now: datetime) -> bool:
        receipt = self._take_in(arrival, now)
        self.arrived += 1
        lead = receipt.answer.get("lead") if receipt else None
        if lead is None:
            return False
        if arrival.hint:
            self.office.hint(lead["id"], arrival.hint)
        if receipt.outcome == Outcome.ATTACHED:
            self.look_by = now  # a clock may have been hurried
            if lead["status"] == LeadStatus.WORKING and not receipt.is_repeat:
                self.office.plan_answer(lead["id"], now=now)
        return True

    def _take_in(self, arrival: Arrival, now: datetime) -> Receipt | None:
        channel = self.company.channels[arrival.channel]
        if arrival.channel == FORM:
            return receive_form(channel=channel, body=arrival.body, now=now)
        try:
            return receive_json(
                channel=channel, body=arrival.body, idempotency_key=arrival.key, now=now
            )
        except Unreadable:
            return None  # kept and quarantined

    def _notice(self, now: datetime) -> None:
        """Let people make plans for what has just come to their desks."""
        fresh = Assignment.objects.filter(pk__gt=self.seen_assignment).order_by("pk")
        columns = ("pk", "lead", "rep", "lead__source", "lead__is_key", "ended_at")
        for pk, lead, rep, source, is_key, ended_at in fresh.values_list(*columns):
            self.seen_assignment = pk
            if ended_at is None:
                self.office.plan_lead(lead, rep, source=source, is_key=is_key, now=now)
        for review in Review.objects.filter(pk__gt=self.seen_review).order_by("pk"):
            self.seen_review = review.pk
            if review.closed_at is None:
                self.manager.plan_review(review, now=now)
        for number, kind, lead, rep in read(_TO_TAKE, self.seen_decision):
            self.seen_decision = number
            if kind == DecisionKind.OFFERED:
                self.takers.plan_answer(lead, rep, now=now)
            else:
                self.takers.plan_claim(lead, now=now)


# Looked up after nearly every step, so they are said once.
_RUNNING = f"FROM assignment_clock WHERE state = '{ClockState.RUNNING}'"
_OWNERS = f"('{ClockKind.FIRST_FOLLOW_UP}', '{ClockKind.RESPONSE}')"
_DUE = f"""
SELECT
  (SELECT try_at FROM leads_lead WHERE status = '{LeadStatus.WAITING}' ORDER BY try_at LIMIT 1),
  (SELECT remind_at {_RUNNING} AND remind_at IS NOT NULL ORDER BY remind_at LIMIT 1),
  (SELECT expires_at {_RUNNING} AND kind IN {_OWNERS} ORDER BY expires_at LIMIT 1),
  (SELECT due_at FROM assignment_review WHERE closed_at IS NULL AND due_at IS NOT NULL
   ORDER BY due_at LIMIT 1),
  (SELECT due_at FROM assignment_task WHERE done_at IS NULL AND reminded_at IS NULL
   ORDER BY due_at LIMIT 1)
"""
_TO_TAKE = f"""
SELECT id, kind, lead_id, rep_id FROM assignment_decision
WHERE id > %s AND kind IN ('{DecisionKind.OFFERED}', '{DecisionKind.POOLED}') ORDER BY id
"""
