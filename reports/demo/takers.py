"""The demo's reps and what is there to be taken: they answer offers and claim leads, or do not."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from assignment.choices import OfferState
from assignment.models import Offer
from assignment.pools.answering import accept, decline, offer_of
from assignment.pools.claims import claim
from assignment.pools.refusals import Answer, Refused
from reports.demo.office import Office
from reps.models import Rep

ACCEPTS, ANSWERS = 0.72, 0.86  # who answers without accepting declines
CLAIMED = 0.9
CLAIMERS = ("zhaolei", "chenjing", "liqiang", "zhoumin")


class Takers:
    """Plans how reps take leads that are not simply given to them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.dice = office.dice

    def plan_answer(self, lead_id: int, rep_id: int, *, now: datetime) -> None:
        """A lead was offered to a rep; out of hours, or by mistake, he lets the time pass."""
        mood = self.dice.random()
        if lead_id in self.office.hints or mood > ANSWERS:
            return
        rep = self.office.reps[rep_id]
        at = self.office.working(rep, now, timedelta(minutes=self.dice.randrange(2, 50)))
        self.office.plan(at, partial(self._answer, lead_id, rep, mood < ACCEPTS))

    def plan_claim(self, lead_id: int, *, now: datetime) -> None:
        """A lead lies in a public pool; somebody sees it there, sooner or later."""
        if lead_id in self.office.hints or self.dice.random() > CLAIMED:
            return
        rep = self.office.company.reps[self.dice.choice(CLAIMERS)]
        at = self.office.working(rep, now, timedelta(hours=self.dice.uniform(0.2, 8)))
        self.office.plan(at, partial(self._claim, lead_id, rep))

    def _answer(self, lead_id: int, rep: Rep, accepts: bool, now: datetime) -> bool:
        made = Offer.objects.filter(lead=lead_id, rep=rep, state=OfferState.OPEN)
        offer = offer_of(rep.pk, made.values_list("pk", flat=True).first() or 0)
        if offer is None:
            return False
        answer = accept if accepts else decline
        try:
            answer(offer, by=self.office.logins[rep.pk], now=now)
        except Refused:  # he was too late, or is full
            return False
        return True

    def _claim(self, lead_id: int, rep: Rep, now: datetime) -> bool:
        (answer,) = claim([lead_id], rep=rep, by=self.office.logins[rep.pk], now=now)
        return answer.code == Answer.TAKEN
