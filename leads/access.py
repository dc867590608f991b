"""The one door to a lead: which leads a person or an API key may see, and how they are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from leads.identity.normalize import Point
from leads.models import ApiKey, ContactPoint, CustomerPoint, Lead
from leads.querysets import LeadQuerySet
from reps.models import Rep


def visible_leads(*, user: Any, key: ApiKey | None = None) -> LeadQuerySet:
    """The leads of a key's channel, or those that a user may see."""
    if key is not None:
        return Lead.objects.filter(channel=key.channel_id)
    return Lead.objects.visible_to(user)


def manages(user: Any, lead: Lead) -> bool:
    """Whether a user may know of a lead what concerns its owner's colleagues too."""
    if user.has_perm("leads.see_all_leads"):
        return True
    return user.is_authenticated and Rep.objects.under(user).filter(pk=lead.owner_id).exists()


def decides(user: Any, lead: Lead) -> bool:
    """Whether a user may give a lead away or close it: its owner and who manages him.

    Whoever merely works on it for a colleague may not.
    """
    return Lead.objects.decided_by(user).filter(pk=lead.pk).exists()


def with_points(leads: LeadQuerySet, points: Iterable[Point]) -> LeadQuerySet:
    """Leads that one of these contact points belongs to, or belonged to until they converted.

    Reads the index of live points; a converted lead's are found through its customer.
    """
    same = Q(pk__in=[])
    for point in points:
        same |= Q(namespace=point.namespace, value=point.value)
    customers = CustomerPoint.objects.filter(same).values("customer")
    passed_on = ContactPoint.objects.filter(same, lead__customer__in=customers)
    live = ContactPoint.objects.filter(same, is_live=True, is_shared=False)
    return leads.filter(Q(pk__in=live.values("lead")) | Q(pk__in=passed_on.values("lead")))
