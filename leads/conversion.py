"""A lead that has bought becomes a customer, and its contact points the customer's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q
from simple_history.utils import bulk_create_with_history

from leads.identity.lookup import company_domains
from leads.identity.normalize import EXTERNAL, Point
from leads.models import ContactPoint, Customer, CustomerPoint, Lead
from reps.bulk import insert_many
from reps.sql import update_each

Converted = tuple[Lead, datetime]


def hand_to_customers(converted: Sequence[Converted]) -> None:
    """Make the customer of each lead, or join the one it has, and pass its points on.

    Each comes with the moment since which it has been one. The leads' own points are live
    no longer, so that the next inquiry of the same person becomes a new lead, sticky to the
    customer's owner. Within the caller's transaction.
    """
    if not converted:
        return
    rows = _rows_of([lead.pk for lead, _ in converted])
    points: dict[int, list[Point]] = defaultdict(list)
    for row in rows:
        if not row.is_shared:
            points[row.lead_id].append(Point(row.namespace, row.value))
    _find_customers(converted, points)
    _pass_on(converted, points)
    ContactPoint.objects.filter(pk__in=[row.pk for row in rows]).update(is_live=False)
    leads = sorted(((lead.pk, lead.customer.pk) for lead, _ in converted))
    update_each(Lead, leads, key="id", columns=["customer"])


def hand_to_customer(lead: Lead, *, now: datetime) -> Customer:
    """The same for a lead that is converted now."""
    hand_to_customers([(lead, now)])
    return lead.customer


def _rows_of(lead_ids: Collection[int]) -> list[ContactPoint]:
    rows = ContactPoint.objects.filter(lead__in=lead_ids).exclude(namespace=EXTERNAL)
    return list(rows.order_by("pk"))


def _find_customers(converted: Sequence[Converted], points: dict[int, list[Point]]) -> None:
    """Give each lead the customer it has, the one that owns a point of its, or a new one."""
    known = _customers_of({point for some in points.values() for point in some})
    new = []
    for lead, since in converted:
        own = points[lead.pk]
        joined = lead.customer or next((known[point] for point in own if point in known), None)
        if joined is None:
            joined = _new_customer(lead, own, since)
            new.append(joined)
        lead.customer = joined
        known |= dict.fromkeys(own, joined)
    if new:
        bulk_create_with_history(new, Customer)


def _pass_on(converted: Sequence[Converted], points: dict[int, list[Point]]) -> None:
    """Insert customers' points in one sorted order, so that two inserts cannot deadlock."""
    owners = {point: lead.customer.pk for lead, _ in converted for point in points[lead.pk]}
    insert_many(
        (
            CustomerPoint(customer_id=pk, namespace=point.namespace, value=point.value)
            for point, pk in sorted(owners.items())
        ),
        ignore_conflicts=True,
    )


def _customers_of(points: Collection[Point]) -> dict[Point, Customer]:
    values: dict[str, list[str]] = defaultdict(list)
    for point in points:
        values[point.namespace].append(point.value)
    wanted = Q(pk__in=[])
    for namespace, some in sorted(values.items()):
        wanted |= Q(namespace=namespace, value__in=some)
    rows = CustomerPoint.objects.filter(wanted).select_related("customer") if values else ()
    return {Point(row.namespace, row.value): row.customer for row in rows}


def _new_customer(lead: Lead, points: list[Point], since: datetime) -> Customer:
    domains = company_domains(points)
    return Customer(
        name=(lead.company or lead.name or str(lead))[:200],
        company_key=lead.company_key,
        domain=domains[0] if domains else "",
        owner_id=lead.owner_id,
        since=since,
    )
