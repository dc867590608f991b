"""The demo's people at work: reps who follow up or forget, a manager who decides reviews."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from assignment.choices import ReviewReason
from assignment.handling import approve, close_lead, give_by_hand, return_lead
from assignment.models import Review
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
        self.desk_calendar = self._calendar(company.reps["wangfang"])

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

    # Reps

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
        at = self._working(rep, now, intent.first_after)
        if at > now + FROM_HOME and self.dice.random() < ANSWERS_FROM_HOME:
            at = now + timedelta(hours=self.dice.uniform(2, 20))
        self.plan(at, partial(self._begin, lead_id, rep, intent))

    def plan_answer(self, lead_id: int, *, now: datetime) -> None:
        """Somebody wrote again to the rep who works his lead."""
        rep_id = Lead.objects.values_list("owner", flat=True).get(pk=lead_id)
        if self.dice.random() < self.habits[rep_id].forgets * 2:
            return
        rep = self.reps[rep_id]
        at = self._working(rep, now, timedelta(hours=self.dice.uniform(0.3, 5)))
        self.plan(at, partial(self._answer, lead_id, rep))

    def _working(self, rep: Rep, at: datetime, length: timedelta) -> datetime:
        leaves = self.availability.of(rep.pk).leaves
        return hours.add_working(self._calendar(rep), leaves, at, length)

    def _calendar(self, rep: Rep) -> hours.WorkCalendar:
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
            at = self._working(rep, now + wait, timedelta(minutes=self.dice.randrange(1, 90)))
            then = Intent(None, tuple(rest), intent.end, intent.reason)
            self.plan(at, partial(self._continue, lead_id, rep, then))
        elif intent.end:
            at = self._working(rep, now, timedelta(hours=self.dice.uniform(0.1, 12)))
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

    # The manager

    def plan_round(self, day: datetime) -> None:
        """Each working morning the manager hands out what was returned and found nobody."""
        at = hours.next_working_moment(self.desk_calendar, (), day)
        self.plan(at + timedelta(minutes=40), self._hand_out)

    def _hand_out(self, now: datetime) -> bool:
        left = Lead.objects.waiting().filter(assignments__isnull=False).distinct()
        for lead in left.select_related("owner").order_by("pk"):
            by = self.company.manager.pk
            give_by_hand(lead=lead, rep=self._somebody(lead), by=by, now=now)
        return True

    def plan_review(self, review: Review, *, now: datetime) -> None:
        """A lead waits for the manager, who decides within his working hours, or misses it."""
        is_key, hint = review.reason == ReviewReason.KEY, self.hints.get(review.lead_id)
        if hint == "undecided" or (hint and not is_key):
            return
        length = timedelta(minutes=self.dice.randrange(10, 300))
        at = hours.add_working(self.desk_calendar, (), now, length)
        if hint:
            at = now + timedelta(minutes=2)
        self.plan(at, partial(self._decide, review.pk))

    def _decide(self, review_id: int, now: datetime) -> bool:
        open_ones = Review.objects.filter(pk=review_id, closed_at__isnull=True)
        review = open_ones.select_related("lead__customer__owner", "lead__channel").first()
        if review is None:
            return False
        by = self.company.manager.pk
        if review.suggestion_id:
            approve(review=review, by=by, now=now)
        elif review.reason == ReviewReason.EXHAUSTED and self.dice.random() < 0.4:
            reason = CloseReason.UNREACHABLE
            close_lead(lead=review.lead, status=LeadStatus.LOST, reason=reason, by=by, now=now)
        else:
            give_by_hand(lead=review.lead, rep=self._somebody(review.lead), by=by, now=now)
        return True

    def _somebody(self, lead: Lead) -> Rep:
        logins = ["wangfang", "chenjing"] if lead.country == "CN" else ["anna", "zhoumin"]
        return self.company.reps[self.dice.choice(logins)]


def _next(contacts: tuple[timedelta, ...]) -> timedelta | None:
    return contacts[0] if contacts else None
