"""From a version of the rules to trying it: on one lead, or on the leads of the last days."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from assignment.roles import may_simulate


class SimulatingPages(ModelAdmin):
    """Mixed into the admin of versions."""

    simulating_actions = ["try_one_lead", "dry_run"]

    def has_simulate_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return may_simulate(request.user)

    @action(
        description=_("Try one lead"),
        permissions=["simulate"],
        url_path="try-one-lead",
        icon="science",
    )
    def try_one_lead(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect("admin:assignment_simulation_try")

    @action(
        description=_("Dry run"), permissions=["simulate"], url_path="dry-run", icon="fast_forward"
    )
    def dry_run(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:assignment_simulation_add')}?version={object_id}")
