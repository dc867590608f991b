"""Whose points are these? The exact part of identity: one look-up for any number of drafts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from leads.identity.normalize import Point, email_domain, is_free_mail
from leads.models import ContactPoint, Customer, CustomerPoint, Lead

STRENGTH = {"external": 0, "email": 1, "phone": 2}  # the strongest point wins, then the older lead
UNKNOWN_STRENGTH = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the people behind a batch of drafts, read without locks."""

    leads: Mapping[Point, Lead]
    customers: Mapping[Point, Customer]
    domains: Mapping[str, Customer]
    shared: frozenset[Point]


Points = Sequence[Point]


def find_known(of_each: Sequence[Points]) -> Known:
    """Look up every point and company domain of a batch; two or three queries in all."""
    points = {point for points in of_each for point in points}
    leads, shared = _leads_of(points)
    customers = _customers_of(points)
    return Known(leads, customers, _customers_by_domain(points), shared)


def lead_of(points: Points, known: Known) -> Lead | None:
    """The one lead that these points belong to: by the strongest point, then the older lead."""
    hits = [
        (STRENGTH.get(point.namespace, UNKNOWN_STRENGTH), known.leads[point].pk, point)
        for point in points
        if point in known.leads
    ]
    return known.leads[min(hits)[2]] if hits else None


def customer_of(points: Points, known: Known) -> Customer | None:
    """The customer whose contact point or company domain is among these."""
    for point in points:
        if point in known.customers:
            return known.customers[point]
    for domain in company_domains(points):
        if domain in known.domains:
            return known.domains[domain]
    return None


def company_domains(points: Iterable[Point]) -> list[str]:
    """Registrable mail domains that name a company rather than a mail host."""
    domains = [email_domain(point.value) for point in points if point.namespace == "email"]
    return [domain for domain in domains if domain and not is_free_mail(domain)]


def _any_of(points: Collection[Point]) -> Q:
    by_namespace: dict[str, list[str]] = {}
    for point in points:
        by_namespace.setdefault(point.namespace, []).append(point.value)
    wanted = Q(pk__in=[])
    for namespace, values in sorted(by_namespace.items()):
        wanted |= Q(namespace=namespace, value__in=values)
    return wanted


def _leads_of(points: Collection[Point]) -> tuple[dict[Point, Lead], frozenset[Point]]:
    if not points:
        return {}, frozenset()
    rows = (
        ContactPoint.objects.filter(_any_of(points))
        .filter(Q(is_live=True) | Q(is_shared=True))
        .select_related("lead__customer__owner", "lead__owner")
    )
    shared = frozenset(Point(row.namespace, row.value) for row in rows if row.is_shared)
    owned = {Point(row.namespace, row.value): row.lead for row in rows if not row.is_shared}
    one_object_a_lead: dict[int, Lead] = {}
    return {
        point: one_object_a_lead.setdefault(lead.pk, lead) for point, lead in owned.items()
    }, shared


def _customers_of(points: Collection[Point]) -> dict[Point, Customer]:
    if not points:
        return {}
    rows = CustomerPoint.objects.filter(_any_of(points)).select_related("customer__owner")
    return {Point(row.namespace, row.value): row.customer for row in rows}


def _customers_by_domain(points: Collection[Point]) -> dict[str, Customer]:
    domains = company_domains(points)
    if not domains:
        return {}
    customers = Customer.objects.filter(domain__in=domains).select_related("owner")
    return {customer.domain: customer for customer in customers.order_by("-pk")}
