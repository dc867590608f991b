"""What needs a manager: figures for the first page of the admin, each in one or two queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, When
from django.db.models.fields.json import KT

from assignment.choices import RequestState
from assignment.models import Credit, Objection, Review
from assignment.wording.words import UNOWNED_LABELS, UNOWNED_REMEDIES
from leads.choices import LeadStatus, WaitingFor
from leads.models import InboxMessage, Lead
from reps.models import Rep

STUCK_AFTER = timedelta(minutes=2)
FIRST_REASON = "waiting_reasons__0"
STANDING = (WaitingFor.OFFER, WaitingFor.CLAIM)  # there to be taken, whatever the reason was


@dataclass(frozen=True, slots=True)
class Unassigned:
    """Leads that wait for the same reason, and what would help."""

    code: str
    label: Any
    remedy: Any
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """How much one rep has."""

    rep: Rep
    received_today: int
    overdue: int

    @property
    def is_full(self) -> bool:
        capacity = self.rep.capacity
        return capacity is not None and self.rep.open_leads >= capacity


@dataclass(frozen=True, slots=True)
class Reviews:
    """Decisions that wait, and how many of them for longer than they should."""

    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Requests:
    """Objections and credits that wait for an answer."""

    objections: int
    credits: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """Messages that were kept and not finished: the alarm, when there are any."""

    count: int
    oldest: datetime | None


def unassigned(user: Any) -> list[Unassigned]:
    """Waiting leads by their first reason, the most numerous first; one query.

    Those that are offered to somebody, or lie in a public pool, are counted as such.
    """
    waiting = Lead.objects.visible_to(user).waiting().order_by()
    standing = When(waiting_for__in=STANDING, then=F("waiting_for"))
    code = Case(standing, default=KT(FIRST_REASON), output_field=CharField())
    grouped = waiting.annotate(code=code).values("code")
    rows = grouped.annotate(count=Count("pk"), oldest=Min("opened_at"))
    found = [
        Unassigned(
            code=row["code"] or "",
            label=UNOWNED_LABELS.get(row["code"], row["code"] or "–"),
            remedy=UNOWNED_REMEDIES.get(row["code"], ""),
            count=row["count"],
            oldest=row["oldest"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.count, one.code))


def waiting_because(leads: QuerySet[Lead], code: str) -> QuerySet[Lead]:
    """The leads of one row of ``unassigned``."""
    waiting = leads.filter(status=LeadStatus.WAITING)
    if code in STANDING:
        return waiting.filter(waiting_for=code)
    return waiting.filter(**{FIRST_REASON: code}).exclude(waiting_for__in=STANDING)


def overdue(user: Any, *, now: datetime) -> int:
    return Lead.objects.visible_to(user).overdue(now=now).count()


def open_reviews(user: Any, *, now: datetime) -> Reviews:
    counted = (
        Review.objects.visible_to(user)
        .open()
        .aggregate(open=Count("pk"), late=Count("pk", filter=Q(due_at__lte=now)))
    )
    return Reviews(**counted)


def open_requests(user: Any) -> Requests:
    """What reps have asked for and nobody has decided; two queries."""
    return Requests(
        objections=Objection.objects.visible_to(user).filter(state=RequestState.OPEN).count(),
        credits=Credit.objects.visible_to(user).filter(state=RequestState.OPEN).count(),
    )


def loads(user: Any, *, now: datetime) -> list[Load]:
    """The active reps whom a user manages, the fullest first; two queries."""
    reps = Rep.objects.all() if user.has_perm("leads.see_all_leads") else Rep.objects.under(user)
    active = list(reps.active().select_related("team", "calendar").order_by("name", "pk"))
    late = Lead.objects.overdue(now=now).filter(owner__in=[rep.pk for rep in active]).order_by()
    overdue_of = dict(late.values("owner").annotate(n=Count("pk")).values_list("owner", "n"))
    rows = [
        Load(rep, received_today=_received_today(rep, now), overdue=overdue_of.get(rep.pk, 0))
        for rep in active
    ]
    return sorted(rows, key=lambda row: (-row.rep.open_leads, row.rep.name))


def _received_today(rep: Rep, now: datetime) -> int:
    zone = rep.calendar.time_zone if rep.calendar else settings.TIME_ZONE
    is_today = rep.received_on == now.astimezone(ZoneInfo(zone)).date()
    return rep.received_that_day if is_today else 0


def stuck_messages(*, now: datetime) -> Stuck:
    """Messages open for more than two minutes, which no worker has brought to an end."""
    left = InboxMessage.objects.unfinished().filter(received_at__lt=now - STUCK_AFTER)
    return Stuck(**left.aggregate(count=Count("pk"), oldest=Min("received_at")))
