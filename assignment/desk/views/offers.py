"""Answering an offer from the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import View

from assignment.desk import selectors
from assignment.desk.views.door import DeskMixin
from assignment.models import Offer
from assignment.pools.answering import accept, decline, offer_of
from assignment.pools.refusals import Answer, Refused, sentence_of


class AnswerView(DeskMixin, View):
    """One answer to one's own offer; what was offered to somebody else is not there."""

    http_method_names = ["post", "options"]

    def post(self, request, pk: int):
        rep = selectors.rep_of(self.user)
        offer = offer_of(rep.pk, pk) if rep else None
        if offer is None:
            raise Http404
        try:
            return self.answer(offer)
        except Refused as refusal:
            messages.warning(request, sentence_of(refusal.code))
            return redirect("desk:queue")

    def answer(self, offer: Offer):
        raise NotImplementedError


class AcceptView(AnswerView):
    def answer(self, offer: Offer):
        accept(offer, by=self.user.pk, now=timezone.now())
        messages.success(self.request, sentence_of(Answer.TAKEN))
        return redirect("desk:lead", pk=offer.lead_id)


class DeclineView(AnswerView):
    def answer(self, offer: Offer):
        decline(offer, by=self.user.pk, now=timezone.now())
        messages.success(self.request, sentence_of(Answer.PASSED))
        return redirect("desk:queue")
