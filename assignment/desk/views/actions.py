"""What can be done with a lead. Each action is a page of its own, shown as a dialog by scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from assignment import handling
from assignment.desk import selectors
from assignment.desk.forms import (
    ConvertForm,
    FollowUpForm,
    InvalidForm,
    LostForm,
    ReturnForm,
    TakeBackForm,
)
from assignment.desk.forms_together import TransferForm
from assignment.desk.views.door import DeskMixin
from leads.access import decides
from leads.choices import CloseReason, LeadStatus
from leads.followup import FollowUp, log_follow_up
from leads.lifecycle import LostRace
from leads.models import Lead


class ActionView(DeskMixin, FormView):
    """Shows and carries out one action of an owner, or of a manager who sees the lead.

    What one may not see is not there; a lead that was lost to somebody faster says so.
    """

    template_name = "desk/action.html"
    name = ""
    title: Any = ""
    verb: Any = ""
    done: Any = ""
    hint: Any = ""
    icon = ""
    tone = "primary"
    is_for_helpers = False  # also for those who merely work on the lead

    def dispatch(self, request, *args, **kwargs):
        if not self.user.is_authenticated:
            return self.handle_no_permission()
        self.lead = selectors.lead_of(self.user, kwargs["pk"])
        if self.lead is None and not selectors.has_lost(self.user, kwargs["pk"]):
            raise Http404
        if self.lead is not None and not self.is_for_helpers and not decides(self.user, self.lead):
            raise Http404
        if self.lead is None or not self.is_possible():
            return self.too_late()
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def empty_form(cls, lead: Lead, user: Any) -> forms.Form | None:
        """The form of its dialog on the page of the lead; None where it is only a page."""
        form: Any = cls.form_class
        return form(auto_id=f"{cls.name}_%s")

    def is_possible(self) -> bool:
        return selectors.is_open_with_owner(self.lead)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=self.lead, action=self, **kwargs)

    def form_valid(self, form):
        try:
            self.act(form.cleaned_data)
        except LostRace:
            return self.too_late()
        messages.success(self.request, self.done)
        return self.go_on()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def act(self, given: dict[str, Any]) -> None:
        raise NotImplementedError

    def too_late(self):
        messages.warning(
            self.request,
            _("Somebody was faster: the lead has changed meanwhile. Nothing was done."),
        )
        return self.go_on()

    def go_on(self):
        """To the lead, if it may still be seen, else back to the queue."""
        seen = selectors.lead_of(self.user, self.kwargs["pk"])
        return redirect("desk:lead", pk=seen.pk) if seen else redirect("desk:queue")


class FollowUpView(ActionView):
    name, form_class, icon = "follow_up", FollowUpForm, "bi-telephone-outbound"
    title = _("Log a follow-up")
    verb = _("Save follow-up")
    done = _("The follow-up is saved.")
    is_for_helpers = True

    def is_possible(self) -> bool:
        return selectors.can_be_followed_up(self.lead)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"now": timezone.now()}

    def act(self, given: dict[str, Any]) -> None:
        log_follow_up(
            lead=self.lead,
            rep=selectors.rep_of(self.user) or self.lead.owner,
            follow_up=FollowUp(**given),
            by=self.user.pk,
            now=timezone.now(),
        )


class ReturnView(ActionView):
    name, form_class, icon, tone = "return", ReturnForm, "bi-arrow-return-left", "secondary"
    title = _("Return the lead")
    verb = _("Return")
    done = _("The lead is returned and goes to somebody else.")
    hint = _("It is given to a colleague at once. You will not get it again.")

    def is_possible(self) -> bool:
        return super().is_possible() and self.lead.owner.user_id == self.user.pk

    def act(self, given: dict[str, Any]) -> None:
        handling.return_lead(lead=self.lead, by=self.user.pk, now=timezone.now(), **given)


class TakeBackView(ActionView):
    name, form_class, icon, tone = (
        "take_back",
        TakeBackForm,
        "bi-arrow-counterclockwise",
        "secondary",
    )
    title = _("Take the lead back")
    verb = _("Take back")
    done = _("The lead is taken back and goes to somebody else.")
    hint = _("Its owner is told. The rules find another owner at once.")

    def is_possible(self) -> bool:
        return super().is_possible() and self.lead.owner.user_id != self.user.pk

    def act(self, given: dict[str, Any]) -> None:
        handling.take_back(lead=self.lead, by=self.user.pk, now=timezone.now(), **given)


class TransferView(ActionView):
    name, form_class, icon, tone = "transfer", TransferForm, "bi-arrow-left-right", "secondary"
    title = _("Pass the lead on to a colleague")
    verb = _("Transfer")
    done = _("The lead is passed on.")
    hint = _("The colleague is told, and the time for the first follow-up begins anew.")

    @classmethod
    def empty_form(cls, lead: Lead, user: Any) -> None:
        return None  # all his colleagues, on every page of a lead, would be too many

    def get_form_kwargs(self) -> dict[str, Any]:
        own = {"lead": self.lead, "user": self.user, "now": timezone.now()}
        return super().get_form_kwargs() | own

    def act(self, given: dict[str, Any]) -> None:
        handling.transfer(
            lead=self.lead,
            rep=given["rep"],
            reason=given["reason"],
            note=given["note"],
            by=self.user.pk,
            now=timezone.now(),
        )


class CloseView(ActionView):
    status = ""

    def act(self, given: dict[str, Any]) -> None:
        handling.close_lead(
            lead=self.lead,
            status=self.status,
            by=self.user.pk,
            now=timezone.now(),
            **({"reason": CloseReason.WON} | given),
        )


class ConvertView(CloseView):
    name, form_class, icon, tone = "convert", ConvertForm, "bi-trophy", "success"
    status = LeadStatus.CONVERTED
    title = _("Convert the lead")
    verb = _("Convert")
    done = _("Converted. Congratulations!")
    hint = _("The person becomes a customer of yours.")


class LostView(CloseView):
    name, form_class, icon, tone = "lost", LostForm, "bi-x-circle", "secondary"
    status = LeadStatus.LOST
    title = _("Mark as lost")
    verb = _("Mark as lost")
    done = _("The lead is marked as lost.")


class InvalidView(CloseView):
    name, form_class, icon, tone = "invalid", InvalidForm, "bi-slash-circle", "secondary"
    status = LeadStatus.INVALID
    title = _("Mark as invalid")
    verb = _("Mark as invalid")
    done = _("The lead is marked as invalid.")


@dataclass(frozen=True, slots=True)
class Action:
    """One button of a lead's page with the empty form of its dialog, if it has one."""

    view: type[ActionView]
    form: forms.Form | None

    @property
    def url_name(self) -> str:
        return f"desk:{self.view.name}"


def actions_for(lead: Lead, *, user: Any, is_mine: bool) -> list[Action]:
    """The actions beside the follow-up: an owner returns a lead, a manager takes it back."""
    give_away = ReturnView if is_mine else TakeBackView
    views: list[type[ActionView]] = [
        ConvertView,
        TransferView,
        give_away,
        LostView,
        InvalidView,
    ]
    return [Action(view, view.empty_form(lead, user)) for view in views]
