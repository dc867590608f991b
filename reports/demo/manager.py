"""The demo's manager at work: reviews, leads that found nobody, and requests for a credit."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from assignment.choices import RequestState, ReviewReason
from assignment.fairness.credits import grant_credit, refuse_credit
from assignment.handling import approve, close_lead, give_by_hand
from assignment.models import Credit, Review
from leads.choices import CloseReason, LeadStatus, WaitingFor
from leads.models import Lead
from reports.demo.office import Office
from reps import hours
from reps.models import Rep

GRANTS = 0.75


class Manager:
    """Plans what the manager is going to do in his working hours, and does it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.dice = office.dice
        self.user = office.company.manager.pk
        self.calendar = office.calendar_of(office.company.reps["wangfang"])

    def plan_round(self, day: datetime) -> None:
        """Each working morning he hands out what was returned, and decides on credits."""
        at = hours.next_working_moment(self.calendar, (), day)
        self.office.plan(at + timedelta(minutes=40), self._make_round)

    def _make_round(self, now: datetime) -> bool:
        left = Lead.objects.waiting().filter(assignments__isnull=False)
        left = left.filter(waiting_for__in=[WaitingFor.ROUTING, WaitingFor.CAPACITY])
        for lead in left.distinct().select_related("owner").order_by("pk"):
            give_by_hand(lead=lead, rep=self._somebody(lead), by=self.user, now=now)
        asked = Credit.objects.filter(state=RequestState.OPEN).order_by("pk")
        for credit in asked.select_related("entry__pool", "assignment__lead", "assignment__rep"):
            decide = grant_credit if self.dice.random() < GRANTS else refuse_credit
            decide(credit=credit, by=self.user, now=now)
        return True

    def plan_review(self, review: Review, *, now: datetime) -> None:
        """A lead waits for him; he decides within his working hours, or misses it."""
        is_key, hint = review.reason == ReviewReason.KEY, self.office.hints.get(review.lead_id)
        if hint == "undecided" or (hint and not is_key):
            return
        length = timedelta(minutes=self.dice.randrange(10, 300))
        at = hours.add_working(self.calendar, (), now, length)
        if hint:
            at = now + timedelta(minutes=2)
        self.office.plan(at, partial(self._decide, review.pk))

    def _decide(self, review_id: int, now: datetime) -> bool:
        open_ones = Review.objects.filter(pk=review_id, closed_at__isnull=True)
        review = open_ones.select_related("lead__customer__owner", "lead__channel").first()
        if review is None:
            return False
        by = self.user
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
        return self.office.company.reps[self.dice.choice(logins)]
