"""Working on a lead together: who helps, what is to be done, and my list of tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from assignment.desk import selectors
from assignment.desk.forms_together import CollaboratorForm, TaskForm
from assignment.desk.views.actions import Action, ActionView
from assignment.desk.views.door import DeskMixin
from assignment.models import Collaborator, Task
from assignment.together import collaboration, worklist
from leads.access import decides
from leads.lifecycle import LostRace
from leads.models import Lead

SHOWN = 5
TOO_LATE = _("Somebody was faster: this has changed meanwhile. Nothing was done.")


class AddCollaboratorView(ActionView):
    name, form_class, icon = "add_collaborator", CollaboratorForm, "bi-person-plus"
    title = _("Ask a colleague to work on the lead")
    verb = _("Add")
    done = _("The colleague sees the lead now and is told.")
    hint = _("Of any team. The owner stays the owner.")

    @classmethod
    def empty_form(cls, lead: Lead, user: Any) -> None:
        return None  # all reps of the company, on every page of a lead, would be too many

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lead": self.lead}

    def act(self, given: dict[str, Any]) -> None:
        try:
            collaboration.add_collaborator(
                lead=self.lead, **given, by=self.user.pk, now=timezone.now()
            )
        except collaboration.AlreadyOnLead as error:
            raise LostRace from error


class RemoveCollaboratorView(DeskMixin, View):
    """Ends a collaboration; for the owner and who manages him."""

    def post(self, request, pk: int, collaborator: int):
        lead = selectors.lead_of(self.user, pk)
        rows = Collaborator.objects.select_related("lead__owner", "rep")
        row = rows.filter(pk=collaborator, lead=pk).first()
        if lead is None or row is None or not decides(self.user, lead):
            raise Http404
        try:
            collaboration.remove_collaborator(collaborator=row, by=self.user.pk, now=timezone.now())
            messages.success(request, _("The colleague no longer works on the lead, and is told."))
        except LostRace:
            messages.warning(request, TOO_LATE)
        return redirect("desk:lead", pk=pk)


class AddTaskView(ActionView):
    name, form_class, icon = "add_task", TaskForm, "bi-list-task"
    title = _("Add a task")
    verb = _("Add task")
    done = _("The task is added.")
    is_for_helpers = True

    @classmethod
    def empty_form(cls, lead: Lead, user: Any) -> forms.Form:
        rep = _worker(lead, user)
        return TaskForm(auto_id=f"{cls.name}_%s", lead=lead, rep=rep)

    def get_form_kwargs(self) -> dict[str, Any]:
        own = {"lead": self.lead, "rep": _worker(self.lead, self.user)}
        return super().get_form_kwargs() | own

    def act(self, given: dict[str, Any]) -> None:
        try:
            worklist.add_task(lead=self.lead, **given, by=self.user.pk, now=timezone.now())
        except worklist.NotOnLead as error:
            raise LostRace from error


class TickTaskView(DeskMixin, View):
    """Says that a task is done, or that it is to be done after all, and goes back to the page."""

    def post(self, request, pk: int):
        task = Task.objects.select_related("rep", "lead").filter(pk=pk).first()
        lead = selectors.lead_of(self.user, task.lead_id) if task else None
        if task is None or lead is None:
            raise Http404
        if not worklist.may_tick(self.user, task, decides=decides(self.user, lead)):
            raise Http404
        tick = worklist.mark_undone if request.POST.get("undo") else worklist.mark_done
        try:
            tick(task=task, by=self.user.pk, now=timezone.now())
        except LostRace:
            messages.warning(request, TOO_LATE)
        return self._back(task)

    def _back(self, task: Task):
        page = self.request.POST.get("back")
        if page in ("queue", "tasks"):
            return redirect(f"desk:{page}")
        return redirect("desk:lead", pk=task.lead_id)


class TasksView(DeskMixin, View):
    """All that I have to do, or have done."""

    def get(self, request):
        if selectors.rep_of(self.user) is None:
            raise Http404
        is_done = request.GET.get("show") == "done"
        rows = (worklist.done_tasks_of if is_done else worklist.open_tasks_of)(self.user)
        number = request.GET.get("page", "1")
        page = selectors.page_of(rows, int(number[:4]) if number.isdecimal() else 1)
        context = {"page": page, "now": timezone.now(), "is_done": is_done}
        return render(request, "desk/tasks.html", context)


def together(lead: Lead, *, user: Any, may_decide: bool) -> dict[str, Any]:
    """What the page of a lead shows of those who work on it and of what is to be done."""
    is_open = selectors.is_open_with_owner(lead)
    tasks = list(worklist.tasks_on(lead)[: selectors.PAGE_LENGTH])
    ticked = [(task, worklist.may_tick(user, task, decides=may_decide)) for task in tasks]
    return {
        "collaborators": list(collaboration.collaborators_of(lead)),
        "may_decide": may_decide,
        "tasks": ticked,
        "add_task": Action(AddTaskView, AddTaskView.empty_form(lead, user)) if is_open else None,
        "can_add_collaborator": is_open and may_decide,
    }


def first_tasks(user: Any) -> dict[str, Any]:
    """The most urgent of a rep's tasks, and whether there are more."""
    rows = list(worklist.open_tasks_of(user)[: SHOWN + 1])
    return {"rows": rows[:SHOWN], "has_more": len(rows) > SHOWN}


def _worker(lead: Lead, user: Any) -> Any:
    return collaboration.workers_on(lead).filter(user=user.pk).first()
