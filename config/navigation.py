"""The sidebar of the admin, in the words of the glossary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _


def favicon(request: HttpRequest) -> str:
    return static("img/fairlead.svg")


def _may(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(permission)


def _item(title: Any, icon: str, model: str) -> dict[str, Any]:
    app, name = model.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{name}_changelist"),
        "permission": _may(f"{app}.view_{name}"),
    }


def _is_at(url: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.path == reverse(url)


def _is_below(url: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.path.startswith(reverse(url).rstrip("/"))


def _is_among_dry_runs(request: HttpRequest) -> bool:
    """The page that tries one lead lies among them and has an item of its own."""
    at = reverse("admin:assignment_simulation_try")
    is_below = _is_below("admin:assignment_simulation_changelist")
    return is_below(request) and request.path != at


def _link(title: Any, icon: str, url: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(url), "active": _is_at(url)}


def _group(title: Any, *items: dict[str, Any], is_folded: bool = False) -> dict[str, Any]:
    return {"title": title, "separator": True, "collapsible": is_folded, "items": list(items)}


NAVIGATION = [
    _group(
        _("Desk"),
        _link(_("Overview"), "dashboard", "admin:index"),
        _item(_("Reviews"), "rule", "assignment.review"),
        _item(_("Objections"), "feedback", "assignment.objection"),
        _item(_("Credits"), "exposure", "assignment.credit"),
        _link(_("My leads"), "list_alt", "desk:queue"),
        _link(_("Public pool"), "waves", "desk:pool"),
        _link(_("Reports"), "bar_chart", "reports:report"),
    ),
    _group(
        _("Leads"),
        _item(_("Leads"), "person_search", "leads.lead"),
        _item(_("Customers"), "handshake", "leads.customer"),
        _item(_("Reassignments"), "swap_horiz", "assignment.reassignment")
        | {"permission": _may("leads.change_lead")},
    ),
    _group(
        _("Rules"),
        _item(_("Rules"), "account_tree", "assignment.rulesetversion")
        | {"active": _is_below("admin:assignment_rule_changelist")},
        _link(_("Try one lead"), "science", "admin:assignment_simulation_try")
        | {"permission": _may("assignment.add_simulation")},
        _item(_("Dry runs"), "fast_forward", "assignment.simulation")
        | {"active": _is_among_dry_runs},
        _item(_("Pools"), "groups", "assignment.pool"),
        _item(_("SLA policy"), "timer", "assignment.policy"),
        _item(_("Regions"), "public", "leads.region"),
        _item(_("Products"), "inventory_2", "leads.product"),
        _item(_("Exchange rates"), "currency_exchange", "leads.currencyrate"),
    ),
    _group(
        _("People"),
        _item(_("Reps"), "badge", "reps.rep"),
        _item(_("Teams"), "diversity_3", "reps.team"),
        _item(_("Calendars"), "calendar_month", "reps.calendar"),
        _item(_("Leave"), "beach_access", "reps.leave"),
        _item(_("Logins"), "manage_accounts", "auth.user"),
        _item(_("Groups"), "shield_person", "auth.group"),
        is_folded=True,
    ),
    _group(
        _("Intake"),
        _item(_("Channels"), "input", "leads.channel"),
        _item(_("Inbox"), "inbox", "leads.inboxmessage"),
        _item(_("Imports"), "upload_file", "leads.spreadsheetimport"),
        is_folded=True,
    ),
    _group(
        _("Operations"),
        _item(_("Decisions"), "psychology", "assignment.decision"),
        _item(_("Assignments"), "assignment_ind", "assignment.assignment"),
        _item(_("Offers"), "back_hand", "assignment.offer"),
        _item(_("Clocks"), "alarm", "assignment.clock"),
        _item(_("Ledger"), "account_balance", "assignment.ledgerentry"),
        _item(_("Timeline"), "history", "leads.event"),
        _item(_("Periodic jobs"), "schedule", "reps.sweeprun"),
        _item(_("Queue"), "pending_actions", "django_q.ormq"),
        _item(_("Failed jobs"), "error", "django_q.failure"),
        _item(_("Refused logins"), "lock", "axes.accessattempt"),
        is_folded=True,
    ),
]
