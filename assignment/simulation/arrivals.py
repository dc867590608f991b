"""The leads of a period as they arrived, page by page and without a model instance each.

The facts are those of a lead's first decision, as it was when it came; what that release did
not know yet, and leads that never were decided, are told from the lead as it is now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

from django.db.models import Q, QuerySet

from assignment.choices import RoutingEvent
from assignment.engine.route import Sticky
from assignment.facts import facts_of
from assignment.models import Decision
from assignment.records import FORMAT
from leads.models import Channel, Customer, Inquiry, Lead
from leads.regions import places

PAGE = 1_000
OF_LEADS = (
    "pk",
    "received_at",
    "closed_at",
    "channel_id",
    "customer_id",
    "base_value_minor",
    "name",
    "company",
    "email",
    "phone",
    "country",
    "region",
    "city",
    "industry",
    "product",
    "quantity",
    "currency",
    "company_size",
    "language",
    "source",
    "campaign",
    "grade",
    "score",
    "attributes",
)
Position = tuple[datetime, int]  # when it came, and its number


@dataclass(frozen=True, slots=True)
class Arrived:
    """One lead as it came. ``closed_at``: until when it takes up its owner's capacity."""

    lead: int
    at: datetime
    channel: int
    message: int
    facts: dict[str, Any]
    sticky: Sticky | None
    closed_at: datetime | None

    @property
    def position(self) -> Position:
        return self.at, self.lead


def leads_between(since: datetime, until: datetime) -> QuerySet[Lead]:
    return Lead.objects.filter(received_at__gte=since, received_at__lt=until)


def arrivals(
    since: datetime, until: datetime, *, beyond: Position | None = None
) -> Iterator[list[Arrived]]:
    """All leads of a period in order of time, a page at a time; five queries a page.

    ``beyond`` is where an earlier run has stopped.
    """
    channels = dict(Channel.objects.values_list("pk", "slug"))
    places.current()
    while True:
        leads = leads_between(since, until)
        if beyond is not None:
            at, pk = beyond
            later = Q(received_at__gt=at) | Q(received_at=at, pk__gt=pk)
            leads = leads.filter(later, received_at__gte=at)
        page = _page(leads.order_by("received_at", "pk")[:PAGE], channels)
        if page:
            yield page
        if len(page) < PAGE:
            return
        beyond = page[-1].position


def arrivals_of(lead_ids: Collection[int]) -> dict[int, Arrived]:
    """Some leads as they came."""
    channels = dict(Channel.objects.values_list("pk", "slug"))
    places.current()
    leads = Lead.objects.filter(pk__in=lead_ids).order_by("received_at", "pk")
    return {one.lead: one for one in _page(leads, channels)}


def _page(leads: QuerySet[Lead], channels: Mapping[int, str]) -> list[Arrived]:
    rows = [SimpleNamespace(**dict(zip(OF_LEADS, row, strict=True))) for row in _rows(leads)]
    ids = [row.pk for row in rows]
    inquiries, decisions = _first_inquiries(ids), _first_decisions(ids)
    owners = _owners({row.customer_id for row in rows if row.customer_id})
    return [
        _arrived(
            row,
            channel=channels[row.channel_id],
            inquiry=inquiries.get(row.pk, (0, "")),
            decided=decisions.get(row.pk),
            owner=owners.get(row.customer_id),
        )
        for row in rows
    ]


def _rows(leads: QuerySet[Lead]) -> Sequence[tuple[Any, ...]]:
    return list(leads.values_list(*OF_LEADS))


def _first_inquiries(ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """The message and the words that brought each lead."""
    found: dict[int, tuple[int, str]] = {}
    rows = Inquiry.objects.filter(lead__in=ids).order_by("received_at", "pk")
    for lead, message, text in rows.values_list("lead_id", "message_id", "text"):
        found.setdefault(lead, (message, text))
    return found


def _first_decisions(ids: Sequence[int]) -> dict[int, tuple[dict[str, Any], bool]]:
    """The facts by which each lead was first decided, and whether they are all that we know."""
    decided = Decision.objects.filter(lead__in=ids, event=RoutingEvent.ARRIVED)
    rows = decided.order_by("at", "pk").values_list("lead_id", "record__facts", f"record__{FORMAT}")
    found: dict[int, tuple[dict[str, Any], bool]] = {}
    for lead, facts, version in rows:
        found.setdefault(lead, (facts or {}, version is not None))
    return found


def _owners(customer_ids: Collection[int]) -> dict[int, tuple[datetime, Sticky]]:
    """Whose each customer is, and since when it is one."""
    if not customer_ids:
        return {}
    owned = Customer.objects.filter(pk__in=customer_ids, owner__isnull=False)
    rows = owned.values_list("pk", "since", "owner_id", "owner__is_active")
    return {
        pk: (since, Sticky(rep=owner, is_active=active, source="customer"))
        for pk, since, owner, active in rows
    }


def _arrived(
    row: SimpleNamespace,
    *,
    channel: str,
    inquiry: tuple[int, str],
    decided: tuple[dict[str, Any], bool] | None,
    owner: tuple[datetime, Sticky] | None,
) -> Arrived:
    message, text = inquiry
    recorded, is_complete = decided or ({}, False)
    was_customer = _was_customer(row, recorded, owner)
    if is_complete:
        facts = recorded
        facts["message"] = text
        facts["is_key"] = False
    else:
        facts = _facts_now(row, channel=channel, text=text, was_customer=was_customer)
        facts |= {name: fact for name, fact in recorded.items() if name != "is_key"}
    return Arrived(
        lead=row.pk,
        at=row.received_at,
        channel=row.channel_id,
        message=message,
        facts=facts,
        sticky=owner[1] if owner and was_customer else None,
        closed_at=row.closed_at,
    )


def _was_customer(
    row: SimpleNamespace, recorded: Mapping[str, Any], owner: tuple[datetime, Sticky] | None
) -> bool:
    """A lead that became a customer by being won was none when it came."""
    if recorded:
        return bool(recorded.get("is_customer"))
    return owner is not None and owner[0] < row.received_at


def _facts_now(
    row: SimpleNamespace, *, channel: str, text: str, was_customer: bool
) -> dict[str, Any]:
    """A row has all that ``facts_of`` reads of a lead."""
    row.opened_at, row.is_key = row.received_at, False
    row.customer_id = row.customer_id if was_customer else None
    return facts_of(cast(Lead, row), channel=channel, text=text)
