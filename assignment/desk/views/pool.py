"""The public pools on the desk: look, claim one at a tap, claim several."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from assignment.desk import public_pool, selectors
from assignment.desk.views.door import DeskMixin
from assignment.pools.claims import MOST_AT_ONCE, claim
from assignment.pools.refusals import Answer, sentence_of


class PublicPoolView(DeskMixin, View):
    """What lies in the public pools that a user may look into. A POST claims for a rep."""

    def get(self, request):
        return self.show(status=200, answers=[])

    def post(self, request):
        rep = selectors.rep_of(self.user)
        if rep is None:
            raise Http404
        wanted = lead_ids(request.POST)
        if not wanted or len(wanted) > MOST_AT_ONCE:
            messages.warning(request, self.how_many())
            return redirect(request.get_full_path())
        names = public_pool.titles(wanted, rep=rep)
        answers = claim(wanted, rep=rep, by=self.user.pk, now=timezone.now())
        if [one.code for one in answers] == [Answer.TAKEN]:
            messages.success(request, sentence_of(Answer.TAKEN))
            return redirect("desk:lead", pk=answers[0].lead_id)
        return self.show(status=200, answers=public_pool.told(answers, names))

    def how_many(self) -> str:
        return _("Choose at least one lead and at most %(count)s.") % {"count": MOST_AT_ONCE}

    def show(self, *, status: int, answers: list[public_pool.Told]):
        rep, now = selectors.rep_of(self.user), timezone.now()
        shown = public_pool.public_pool(self.user, self.request.GET, rep=rep, now=now)
        context = {
            "shown": shown,
            "answers": answers,
            "now": now,
            "sees_leads": self.user.has_perm("leads.see_all_leads"),
            "most": MOST_AT_ONCE,
        }
        return render(self.request, "desk/pool.html", context, status=status)


def lead_ids(posted) -> list[int]:
    """The leads that a form names: the one of its button, or all that are ticked."""
    given = [posted["only"]] if "only" in posted else posted.getlist("leads")
    return [int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 19]
