"""A lead that has bought becomes a customer, and its contact points the customer's."""

from datetime import datetime

from leads.identity.lookup import company_domains
from leads.identity.normalize import EXTERNAL, Point
from leads.models import ContactPoint, Customer, CustomerPoint, Lead


def hand_to_customer(lead: Lead, *, now: datetime) -> Customer:
    """Make the lead's customer, or join the one it has, and pass its points on.

    The lead's own points are live no longer, so that the next inquiry of the same person
    becomes a new lead, sticky to the customer's owner. Within the caller's transaction.
    """
    rows = list(ContactPoint.objects.filter(lead=lead).exclude(namespace=EXTERNAL))
    points = [Point(row.namespace, row.value) for row in rows if not row.is_shared]
    customer = lead.customer or _customer_of(points) or _new_customer(lead, points, now=now)
    CustomerPoint.objects.bulk_create(
        (
            CustomerPoint(customer=customer, namespace=point.namespace, value=point.value)
            for point in sorted(points)
        ),
        ignore_conflicts=True,
    )
    ContactPoint.objects.filter(pk__in=[row.pk for row in rows]).update(is_live=False)
    lead.customer = customer
    Lead.objects.filter(pk=lead.pk).update(customer=customer)
    return customer


def _customer_of(points: list[Point]) -> Customer | None:
    for point in points:
        found = CustomerPoint.objects.filter(namespace=point.namespace, value=point.value)
        known = found.select_related("customer").first()
        if known is not None:
            return known.customer
    return None


def _new_customer(lead: Lead, points: list[Point], *, now: datetime) -> Customer:
    domains = company_domains(points)
    return Customer.objects.create(
        name=(lead.company or lead.name or str(lead))[:200],
        company_key=lead.company_key,
        domain=domains[0] if domains else "",
        owner=lead.owner,
        since=now,
    )
