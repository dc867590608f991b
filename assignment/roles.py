"""The groups that people get their rights from; what they may do in the admin and beyond."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

MANAGERS = "Managers"
SALES_OPERATIONS = "Sales operations"

# Team managers: the leads and reviews of their teams, and their reps' leave.
OF_MANAGERS = {
    "leads": ["view_lead", "change_lead"],
    "assignment": ["view_pool", "view_rulesetversion", "view_rule"]
    + [
        f"{verb}_{asked}"
        for verb in ("view", "change")
        for asked in ("review", "objection", "credit")
    ],
    "reps": ["view_rep", "view_team", "view_calendar"]
    + [f"{verb}_leave" for verb in ("view", "add", "change", "delete")],
}
# Sales operations: everything of the product; logins are the administrator's.
OF_SALES_OPERATIONS = {"leads", "assignment", "reps", "reports"}
SEEN_BY_SALES_OPERATIONS = {
    "auth": ["view_user"],
    "django_q": ["view_schedule", "view_ormq", "view_success", "view_failure"],
}


@transaction.atomic
def ensure_roles() -> None:
    """Make the two groups with their rights. Safe to repeat; rights added by hand stay."""
    managers, _ = Group.objects.get_or_create(name=MANAGERS)
    managers.permissions.add(*_permissions(OF_MANAGERS))
    operations, _ = Group.objects.get_or_create(name=SALES_OPERATIONS)
    operations.permissions.add(*_permissions(SEEN_BY_SALES_OPERATIONS))
    operations.permissions.add(
        *Permission.objects.filter(content_type__app_label__in=OF_SALES_OPERATIONS)
    )


def _permissions(wanted: dict[str, list[str]]) -> list[Permission]:
    asked = Q(pk__in=[])
    for app, codenames in wanted.items():
        asked |= Q(content_type__app_label=app, codename__in=codenames)
    return list(Permission.objects.filter(asked))


def may_simulate(user: Any) -> bool:
    """Whether a user may try rules on leads: a simulation tells of everybody's."""
    return user.has_perm("assignment.add_simulation") and user.has_perm("leads.see_all_leads")
