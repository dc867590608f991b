"""What may be seen of a lead before it is one's own: enough to judge it, and no way to reach it.

Where the pool hides contact data, neither a person's name nor an address, the words of an
inquiry or custom attributes are read at all, and what looks like an address in the other texts
is blotted out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from assignment.models import Offer, Pool, PoolMember, Waiting
from assignment.pools.claims import lying_in, pools_open_to, public
from assignment.wishes import newest_inquiries
from leads.models import ApiKey
from leads.regions import places
from leads.regions.table import areas_of
from reps.models import Rep, Team

BLOT = "•••"
SHOWN = (
    "country",
    "region",
    "city",
    "industry",
    "product",
    "quantity",
    "value_minor",
    "currency",
    "company_size",
    "language",
    "grade",
    "score",
    "source",
    "is_key",
    "received_at",
)
TEXTS = ("company", "region", "city", "industry", "product", "company_size", "source")
_ADDRESS = re.compile(
    r"\S*[@＠]\S*|(?:https?:|www\.)\S+|\+?\d(?:[\s().\-/–]*\d){5,}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """One lead that somebody may take; ``is_masked``: contact data stays hidden until he has."""

    lead_id: int
    pool_id: int
    pool: str
    since: datetime
    is_masked: bool
    company: str
    country: str
    region: str
    city: str
    industry: str
    product: str
    quantity: int | None
    value_minor: int | None
    currency: str
    company_size: str
    language: str
    grade: str
    score: int | None
    source: str
    is_key: bool
    received_at: datetime
    name: str = ""
    email: str = ""
    phone: str = ""
    message: str = ""

    @property
    def title(self) -> str:
        return self.company or self.name or f"#{self.lead_id}"


def without_addresses(text: str) -> str:
    """A text in which mail addresses, links and long numbers are blotted out."""
    return _ADDRESS.sub(BLOT, text)


def glimpses_of(rows: Iterable[Waiting | Offer]) -> list[Glimpse]:
    """What a reader may see of waiting or offered leads, in the order given.

    The rows come with their lead and pool. One query, for the words of what is not masked.
    """
    rows = list(rows)
    told = [row.lead_id for row in rows if not row.pool.hides_contacts]
    texts = newest_inquiries(told) if told else {}
    return [_glimpse(row, texts[row.lead_id].text if row.lead_id in texts else "") for row in rows]


def pools_seen_by(user: Any, rep: Rep | None) -> QuerySet[Pool]:
    """The public pools that a user may look into: all, those of his teams, and his own."""
    if user.has_perm("leads.see_all_leads"):
        return public(Pool.objects.all())
    reps, teams = Rep.objects.under(user), _teams_under(user)
    managed = PoolMember.objects.filter(rep__in=reps, is_active=True).values("pool")
    seen = Q(pk__in=managed) | Q(open_to_team__in=teams)
    if rep is not None and rep.is_active:
        seen |= Q(pk__in=pools_open_to(rep).values("pk"))
    return public(Pool.objects.filter(seen))


def in_pools(pools: QuerySet[Pool] | Collection[int]) -> QuerySet[Waiting]:
    """What lies in these pools, key leads first, then what has lain longest."""
    rows = lying_in(pools).select_related("lead", "pool")
    return rows.order_by("-lead__is_key", "since", "lead")


def readable_places(*, user: Any, key: ApiKey | None) -> QuerySet[Waiting]:
    """What lies in public pools and a client may look at: a key the leads of its channel."""
    if key is not None:
        rows = lying_in(Pool.objects.all()).filter(lead__channel=key.channel_id)
    else:
        rows = lying_in(pools_seen_by(user, getattr(user, "rep", None)))
    return rows.select_related("lead", "pool")


def readable_offers(*, user: Any, key: ApiKey | None) -> QuerySet[Offer]:
    """Offers a client may read: a rep his own, a key those of its channel's leads."""
    offers = Offer.objects.select_related("lead", "pool", "rep")
    if key is not None:
        return offers.filter(lead__channel=key.channel_id)
    return offers.filter(rep__user=user)


def within(rows: QuerySet[Waiting], area: str) -> QuerySet[Waiting]:
    """Those of some leads that lie in a region, however their place was written."""
    table = places.current()
    found = rows.values_list("lead_id", "lead__country", "lead__region", "lead__city")
    inside = [pk for pk, *place in found if area in areas_of(*place, table=table)]
    return rows.filter(lead__in=inside)


def areas_in(rows: QuerySet[Waiting]) -> list[str]:
    """The codes of all regions in which some of these leads lie."""
    table = places.current()
    found = rows.order_by().values_list("lead__country", "lead__region", "lead__city").distinct()
    return sorted({code for place in found for code in areas_of(*place, table=table)})


def _teams_under(user: Any) -> QuerySet[Team]:
    return Team.objects.filter(
        Q(manager=user) | Q(parent__manager=user) | Q(parent__parent__manager=user)
    )


def _glimpse(row: Waiting | Offer, message: str) -> Glimpse:
    lead, pool = row.lead, row.pool
    shown = {name: getattr(lead, name) for name in SHOWN} | {"company": lead.company}
    if pool.hides_contacts:
        shown |= {name: without_addresses(shown[name]) for name in TEXTS}
    else:
        shown |= {
            "name": lead.name,
            "email": lead.email,
            "phone": lead.phone,
            "message": message,
        }
    return Glimpse(
        lead_id=lead.pk,
        pool_id=pool.pk,
        pool=pool.name,
        since=row.since if isinstance(row, Waiting) else row.offered_at,
        is_masked=pool.hides_contacts,
        **shown,
    )
