"""My schedule: when I work, holidays, leave, and the switch that keeps leads away."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from assignment.desk.forms_schedule import LeaveForm, as_days
from assignment.desk.views.door import DeskMixin
from reps.leave import IsOver, Overlaps, cancel_leave, change_leave, enter_leave, leaves_of
from reps.models import Leave, Rep
from reps.pausing import pause, resume
from reps.schedule import schedule_of, zone_of

OVER = _("This leave is over, or was cancelled meanwhile. Nothing was changed.")


class OwnView(DeskMixin, View):
    """A page of somebody who is a rep; for others it is not there."""

    def dispatch(self, request, *args, **kwargs):
        if not self.user.is_authenticated:
            return self.handle_no_permission()
        reps = Rep.objects.select_related("calendar", "team")
        found = reps.filter(user=self.user).first()
        if found is None:
            raise Http404
        self.rep = found
        return super().dispatch(request, *args, **kwargs)

    def form(self, data: Any = None, **initial: Any) -> LeaveForm:
        return LeaveForm(data, zone=zone_of(self.rep), now=timezone.now(), initial=initial)

    def leave(self, pk: int) -> Leave:
        """Leave of one's own that is not over; any other is not there."""
        found = leaves_of(self.rep, now=timezone.now()).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def is_saved(self, form: LeaveForm, save: Any) -> bool:
        """Whether what was filled in could be written; if not, the form says why."""
        if not form.is_valid():
            return False
        try:
            save(**form.stretch(), now=timezone.now())
        except Overlaps as error:
            form.add_error("first_day", overlap_text(error.leave, zone=form.zone))
        except IsOver:
            form.add_error(None, OVER)
        return not form.errors


class ScheduleView(OwnView):
    """Everything at a glance; a POST enters leave."""

    def get(self, request):
        return self.show(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not self.is_saved(form, lambda **given: enter_leave(rep=self.rep, **given)):
            return self.show(form, status=422)
        messages.success(request, _("Your leave is entered. No leads come to you meanwhile."))
        return redirect("desk:schedule")

    def show(self, form: LeaveForm, *, status: int = 200):
        now = timezone.now()
        schedule = schedule_of(self.rep, language=get_language() or "", now=now)
        today = now.astimezone(ZoneInfo(schedule.zone)).date()
        context = {"schedule": schedule, "form": form, "today": today, "now": now}
        return render(self.request, "desk/schedule.html", context, status=status)


class LeaveView(OwnView):
    """One leave of mine, to be changed."""

    def get(self, request, pk: int):
        leave = self.leave(pk)
        return self.show(leave, self.form(**as_days(leave, zone=zone_of(self.rep))))

    def post(self, request, pk: int):
        leave = self.leave(pk)
        form = self.form(request.POST)
        if not self.is_saved(form, lambda **given: change_leave(leave=leave, **given)):
            return self.show(leave, form, status=422)
        messages.success(request, _("Your leave is changed."))
        return redirect("desk:schedule")

    def show(self, leave: Leave, form: LeaveForm, *, status: int = 200):
        context = {"leave": leave, "form": form, "zone": form.zone, "now": timezone.now()}
        return render(self.request, "desk/leave.html", context, status=status)


class CancelLeaveView(OwnView):
    """Leave that is to come is taken back; leave that runs ends now."""

    def post(self, request, pk: int):
        try:
            cancel_leave(leave=self.leave(pk), now=timezone.now())
            messages.success(request, _("Your leave is cancelled."))
        except IsOver:
            messages.warning(request, OVER)
        return redirect("desk:schedule")


class PauseView(OwnView):
    """Switches receiving leads off and on."""

    def post(self, request):
        if request.POST.get("pause"):
            pause([self.rep.pk])
            messages.success(request, _("You receive no leads until you resume."))
        else:
            resume([self.rep.pk], now=timezone.now())
            messages.success(request, _("You receive leads again."))
        return redirect("desk:schedule")


def overlap_text(leave: Leave, *, zone: str) -> str:
    clock = ZoneInfo(zone)
    said = _("There is leave at that time already, from %(starts)s to %(ends)s.")
    return said % {
        "starts": date_format(leave.starts_at.astimezone(clock), "SHORT_DATETIME_FORMAT"),
        "ends": date_format(leave.ends_at.astimezone(clock), "SHORT_DATETIME_FORMAT"),
    }
