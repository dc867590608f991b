"""Whose points are these? The exact part of identity: one look-up for any number of drafts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from leads.identity.normalize import Point, email_domain, is_free_mail
from leads.models import Customer, Lead

STRENGTH = {"external": 0, "email": 1, "phone": 2}  # the strongest point wins, then the older lead
UNKNOWN_STRENGTH = 3
MANY = 20
_DOMAIN = "domain"
# One round trip for what would be four; each branch reads the index made for it. Of several
# customers with one domain the oldest counts.
_WHOSE = """
WITH wanted (namespace, value) AS ({pairs})
SELECT 'lead', namespace, value, lead_id FROM wanted
  JOIN leads_contactpoint USING (namespace, value) WHERE is_live AND NOT is_shared
UNION ALL SELECT 'shared', namespace, value, lead_id FROM wanted
  JOIN leads_contactpoint USING (namespace, value) WHERE is_shared
UNION ALL SELECT 'customer', namespace, value, customer_id FROM wanted
  JOIN leads_customerpoint USING (namespace, value)
UNION ALL SELECT 'domain', namespace, value, MIN(id) FROM wanted
  JOIN leads_customer ON domain = value WHERE namespace = 'domain' GROUP BY 2, 3
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the people behind a batch of drafts, read without locks."""

    leads: Mapping[Point, Lead]
    customers: Mapping[Point, Customer]
    domains: Mapping[str, Customer]
    shared: frozenset[Point]


Points = Sequence[Point]


def find_known(of_each: Sequence[Points]) -> Known:
    """Look up every point and company domain of a batch; one query, or three with hits."""
    hits = _hits({point for points in of_each for point in points})
    leads = _leads(set(hits["lead"].values()))
    customers = _customers({*hits["customer"].values(), *hits["domain"].values()})
    shared = frozenset(hits["shared"])
    return Known(
        leads={point: leads[pk] for point, pk in hits["lead"].items() if point not in shared},
        customers={point: customers[pk] for point, pk in hits["customer"].items()},
        domains={point.value: customers[pk] for point, pk in hits["domain"].items()},
        shared=shared,
    )


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


def _hits(points: Collection[Point]) -> dict[str, dict[Point, int]]:
    """What the database knows of these points and of their mail domains, as ids by kind."""
    wanted = sorted(points) + [Point(_DOMAIN, domain) for domain in set(company_domains(points))]
    hits: dict[str, dict[Point, int]] = defaultdict(dict)
    if wanted:
        pairs, parameters = _as_table(wanted)
        with connection.cursor() as cursor:
            cursor.execute(_WHOSE.format(pairs=pairs), parameters)
            for kind, namespace, value, pk in cursor.fetchall():
                hits[kind].setdefault(Point(namespace, value), pk)
    return hits


def _as_table(points: Sequence[Point]) -> tuple[str, list[Any]]:
    """Points as a table of two columns; PostgreSQL reads many of them faster as two arrays."""
    if connection.vendor == "postgresql" and len(points) > MANY:
        columns = [[point.namespace for point in points], [point.value for point in points]]
        return "SELECT * FROM unnest(%s::text[], %s::text[])", columns
    parameters = [part for point in points for part in (point.namespace, point.value)]
    return f"VALUES {', '.join(['(%s, %s)'] * len(points))}", parameters


def _leads(ids: Collection[int]) -> dict[int, Lead]:
    """One object a lead, however many of its points were hit."""
    if not ids:
        return {}
    return Lead.objects.select_related("customer__owner", "owner").in_bulk(ids)


def _customers(ids: Collection[int]) -> dict[int, Customer]:
    return Customer.objects.select_related("owner").in_bulk(ids) if ids else {}
