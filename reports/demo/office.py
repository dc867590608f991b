"""The demo's reps at work on their leads: they follow up or forget, win or lose."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from assignment.handling import close_lead, return_lead
from leads.choices import OWNED, CloseReason, LeadStatus
from leads.followup import FollowUp, log_follow_up
from leads.models import Lead
from reports.demo import words
from reports.demo.cast import HABITS
from reports.demo.company import Company
from reports.demo.plans import Intent, contact, intend
from reps import hours
from reps.availability import ALWAYS, load_availability
from reps.models import Rep
from reps.notices import mark_read

Plan = Callable[[datetime, Callable[[datetime], bool]], None]
READS_NO_MORE = timedelta(hours=14)  # before the end, so that some notices are still unread
FROM_HOME = timedelta(hours=24)  # rather than be late, many answer at the weekend
ANSWERS_FROM_HOME = 0.75
STATUS = {
    "convert": LeadStatus.CONVERTED,
    "lose": LeadStatus.LOST,
    "invalid": LeadStatus.INVALID,
}


class Office:
    """Plans what each person is going to do, and does it when the time has come."""

    def __init__(
        self, company: Company, *, plan: Plan, dice: random.Random, ends_at: datetime
    ) -> None:
        self.company = company
        self.plan = plan
        self.dice = dice
        self.ends_at = ends_at
        self.hints: dict[int, str] = {}
        self.reps = {rep.pk: rep for rep in company.reps.values()}
        self.habits = {rep.pk: HABITS[login] for login, rep in company.reps.items()}
        self.logins: dict[int, int] = {rep.pk: rep.user.pk for rep in self.reps.values()}
        calendars = {rep.pk: rep.calendar_id for rep in self.reps.values()}
        # Leave begins long after the history does, so it is known from the first day on.
        self.availability = load_availability(calendars, now=ends_at - timedelta(days=60))

    def hint(self, lead_id: int, hint: str) -> None:
        self.hints[lead_id] = hint

    def plan_reading(self, day: datetime) -> None:
        """Everybody reads his notices once a day, the manager too."""
        if day > self.ends_at - READS_NO_MORE:
            return
        for user_id in [*self.logins.values(), self.company.manager.pk]:
            at = day + timedelta(minutes=self.dice.randrange(600))
            self.plan(at, partial(self._read, user_id))

    def _read(self, user_id: int, now: datetime) -> bool:
        mark_read(user_id=user_id, now=now)
        return False

    def plan_lead(
        self, lead_id: int, rep_id: int, *, source: str, is_key: bool, now: datetime
    ) -> None:
        """A rep has been given a lead."""
        rep = self.reps[rep_id]
        if self.hints.get(lead_id) == "let_go":
            return
        intent = intend(self.habits[rep_id], source=source, is_key=is_key, dice=self.dice)
        if intent.first_after is None:
            return
        at = self.working(rep, now, intent.first_after)
        if at > now + FROM_HOME and self.dice.random() < ANSWERS_FROM_HOME:
            at = now + timedelta(hours=self.dice.uniform(2, 20))
        self.plan(at, partial(self._begin, lead_id, rep, intent))

    def plan_answer(self, lead_id: int, *, now: datetime) -> None:
        """Somebody wrote again to the rep who works his lead."""
        rep_id = Lead.objects.values_list("owner", flat=True).get(pk=lead_id)
        if self.dice.random() < self.habits[rep_id].forgets * 2:
            return
        rep = self.reps[rep_id]
        at = self.working(rep, now, timedelta(hours=self.dice.uniform(0.3, 5)))
        self.plan(at, partial(self._answer, lead_id, rep))

    def working(self, rep: Rep, at: datetime, length: timedelta) -> datetime:
        """When a rep has worked for so long."""
        leaves = self.availability.of(rep.pk).leaves
        return hours.add_working(self.calendar_of(rep), leaves, at, length)

    def calendar_of(self, rep: Rep) -> hours.WorkCalendar:
        """His working hours; always, if he has none."""
        return self.availability.of(rep.pk).calendar or ALWAYS

    def _begin(self, lead_id: int, rep: Rep, intent: Intent, now: datetime) -> bool:
        """The first contact, or the lead goes back untouched."""
        if intent.end != "return":
            return self._continue(lead_id, rep, intent, now)
        lead = self._still_his(lead_id, rep, "customer__owner", "channel")
        if lead is not None:
            return_lead(lead=lead, reason=intent.reason, note="", by=self.logins[rep.pk], now=now)
        return lead is not None

    def _continue(self, lead_id: int, rep: Rep, intent: Intent, now: datetime) -> bool:
        lead = self._still_his(lead_id, rep)
        if lead is not None:
            self._follow_up(lead, rep, _next(intent.contacts), now)
            self._go_on(lead_id, rep, intent, now)
        return False

    def _answer(self, lead_id: int, rep: Rep, now: datetime) -> bool:
        lead = self._still_his(lead_id, rep)
        if lead is not None:
            self._follow_up(lead, rep, None, now)
        return False

    def _go_on(self, lead_id: int, rep: Rep, intent: Intent, now: datetime) -> None:
        """Plan the next contact, or the end when there is none left."""
        if intent.contacts:
            wait, *rest = intent.contacts
            at = self.working(rep, now + wait, timedelta(minutes=self.dice.randrange(1, 90)))
            then = Intent(None, tuple(rest), intent.end, intent.reason)
            self.plan(at, partial(self._continue, lead_id, rep, then))
        elif intent.end:
            at = self.working(rep, now, timedelta(hours=self.dice.uniform(0.1, 12)))
            self.plan(at, partial(self._close, lead_id, rep, intent))

    def _follow_up(self, lead: Lead, rep: Rep, next_after: timedelta | None, now: datetime) -> None:
        kind, outcome = contact(lead.country, dice=self.dice)
        done = FollowUp(
            kind=kind,
            outcome=outcome,
            note=self.dice.choice(words.NOTES[outcome]),
            next_contact_at=now + next_after if next_after else None,
        )
        log_follow_up(lead=lead, rep=rep, follow_up=done, by=self.logins[rep.pk], now=now)

    def _close(self, lead_id: int, rep: Rep, intent: Intent, now: datetime) -> bool:
        lead = self._still_his(lead_id, rep, "customer", "owner")
        if lead is not None:
            reason = CloseReason.WON if intent.end == "convert" else intent.reason
            close_lead(
                lead=lead, status=STATUS[intent.end], reason=reason, by=self.logins[rep.pk], now=now
            )
        return False

    def _still_his(self, lead_id: int, rep: Rep, *related: str) -> Lead | None:
        """The lead as it is now, if it still is this rep's to work on."""
        his = Lead.objects.filter(pk=lead_id, owner=rep, status__in=OWNED)
        return (his.select_related(*related) if related else his).first()


def _next(contacts: tuple[timedelta, ...]) -> timedelta | None:
    return contacts[0] if contacts else None
