"""What one user's desk shows. Every list asks the same few questions whatever its length."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from assignment.explain import Explanation, explain
from assignment.models import Assignment, Decision
from leads.choices import OWNED, LeadStatus
from leads.identity.normalize import EMAIL, EXTERNAL, PHONE
from leads.models import ContactPoint, Lead
from reps.models import Notice, Rep

PAGE_LENGTH = 50
QUEUED = (*OWNED, LeadStatus.NURTURING)
FEWEST_DIGITS = 5
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list. It is not counted, since counting a million rows takes a second."""

    rows: list[Any]
    number: int
    has_next: bool

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1 if self.has_next else 0


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a person, in its normal form, and the link that does it at a tap."""

    kind: str
    value: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a lead is where it is: how its present or last owner came to it, and the decision."""

    period: Assignment | None
    explanation: Explanation | None


def page_of(rows: QuerySet, number: int) -> Page:
    """One page of a list; the first for a number below one. One query."""
    number = max(1, number)
    start = (number - 1) * PAGE_LENGTH
    found = list(rows[start : start + PAGE_LENGTH + 1])
    return Page(found[:PAGE_LENGTH], number, has_next=len(found) > PAGE_LENGTH)


def queue_of(user: Any, *, search: str = "", status: str = "") -> QuerySet[Lead]:
    """A rep's open leads, the most urgent first: by deadline, then by planned contact."""
    mine = Lead.objects.filter(owner__user=user, status__in=QUEUED)
    return _narrowed(mine, search=search, status=status).order_by(
        F("due_at").asc(nulls_last=True),
        F("next_contact_at").asc(nulls_last=True),
        "-received_at",
        "pk",
    )


def leads_of(
    user: Any, *, search: str = "", status: str = "", owner: int | None = None
) -> QuerySet[Lead]:
    """All leads that a user may see, the newest first."""
    seen = _narrowed(Lead.objects.visible_to(user), search=search, status=status)
    if owner is not None:
        seen = seen.filter(owner=owner)
    return seen.select_related("owner").order_by("-received_at", "-pk")


def lead_of(user: Any, lead_id: int) -> Lead | None:
    """A lead with what its page shows of its relations; None when the user may not see it."""
    related = ("owner__user", "owner__team", "channel", "customer")
    return Lead.objects.visible_to(user).select_related(*related).filter(pk=lead_id).first()


def has_lost(user: Any, lead_id: int) -> bool:
    """Whether a lead was this user's once; he may be told that it is so no longer."""
    return Assignment.objects.filter(lead=lead_id, rep__user=user).exists()


def is_open_with_owner(lead: Lead) -> bool:
    """Whether its owner can still do anything with a lead."""
    return lead.status in QUEUED and lead.owner_id is not None


def can_be_followed_up(lead: Lead) -> bool:
    return lead.status in OWNED


def sees_all_candidates(user: Any) -> bool:
    """Whether a user reads a decision in full; reps read their own part of it."""
    return user.has_perm("leads.see_all_leads") or user.has_perm("assignment.view_decision")


def owners_for(user: Any) -> QuerySet[Rep]:
    """The reps by whom a user may filter: all, his teams', or none."""
    everybody = user.has_perm("leads.see_all_leads")
    reps = Rep.objects.all() if everybody else Rep.objects.under(user)
    return reps.order_by("name", "pk")


def rep_of(user: Any) -> Rep | None:
    return Rep.objects.filter(user=user.pk).first()


def fingerprint(page: Page, *, now: datetime) -> str:
    """Changes when anything that the queue shows does; so an unchanged list is not sent again."""
    shown = [
        (
            lead.pk,
            lead.status,
            lead.due_at,
            lead.due_at is not None and lead.due_at <= now,
            lead.next_contact_at,
            lead.touched_at,
            lead.is_key,
        )
        for lead in page.rows
    ]
    return hashlib.sha256(repr((page.number, page.has_next, shown)).encode()).hexdigest()[:16]


def contacts_of(lead: Lead) -> list[Contact]:
    """The contact points of a lead with their links; ids of other systems are none."""
    points = ContactPoint.objects.filter(lead=lead).exclude(namespace=EXTERNAL)
    rows = points.order_by("namespace", "pk").values_list("namespace", "value")
    return [contact for row in rows for contact in _contacts(*row)]


def why(lead: Lead) -> Why:
    """How the lead came to its owner; for a lead without one, what the last attempt said."""
    period = None
    if lead.owner_id is not None:
        periods = Assignment.objects.filter(lead=lead, rep=lead.owner_id)
        period = periods.select_related("rep", "by").order_by("-starts_at", "-pk").first()
    decisions = Decision.objects.filter(lead=lead)
    if period is not None:
        decisions = decisions.filter(assignment=period)
    related = decisions.select_related("version", "pool", "rep").defer("version__content")
    decision = related.order_by("-at", "-pk").first()
    return Why(period, explain(decision) if decision else None)


def notices_of(user: Any) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user.pk).order_by("-created_at", "-pk")


def unread_of(user: Any) -> int:
    return Notice.objects.unread().filter(user=user.pk).count()


def visible_numbers(user: Any, notices: Sequence[Notice]) -> set[int]:
    """Which of the leads that notices speak of their reader may still open."""
    numbers = {row.lead_number for row in notices if row.lead_number}
    return set(Lead.objects.visible_to(user).filter(pk__in=numbers).values_list("pk", flat=True))


def _narrowed(leads: QuerySet[Lead], *, search: str, status: str) -> QuerySet[Lead]:
    if status:
        leads = leads.filter(status=status)
    words = search.replace("\x00", "").strip()[:100]
    return leads.filter(_mentions(words)) if words else leads


def _mentions(words: str) -> Q:
    """Leads whose name, company, address or number is meant; phone numbers in any spelling."""
    found = Q(name__icontains=words) | Q(company__icontains=words) | Q(email__icontains=words)
    number = words.removeprefix("#")
    if number.isascii() and number.isdigit() and int(number) <= LARGEST_ID:
        found |= Q(pk=int(number))
    digits = "".join(letter for letter in words if letter in "0123456789").lstrip("0")
    if len(digits) >= FEWEST_DIGITS:
        points = ContactPoint.objects.filter(namespace=PHONE, value__endswith=digits)
        found |= Q(pk__in=points.values("lead_id"))
    return found


def _contacts(namespace: str, value: str) -> list[Contact]:
    if namespace == EMAIL:
        return [Contact("email", value, f"mailto:{value}")]
    if namespace == PHONE:
        chat = f"https://wa.me/{value.removeprefix('+')}"
        return [Contact("phone", value, f"tel:{value}"), Contact("whatsapp", value, chat)]
    return [Contact(namespace, value)]
