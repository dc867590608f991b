"""What rules may know of a lead, out of the database and into the engine's words."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from assignment.engine.key import is_key
from leads.identity.normalize import email_domain, email_point, phone_country, phone_points
from leads.models import Lead
from reps.sql import read

COPIED = (
    "name",
    "company",
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
)
_THRESHOLDS = "SELECT name, key_quantity FROM leads_product WHERE key_quantity IS NOT NULL"


def facts_of(lead: Lead, *, channel: str, text: str) -> dict[str, Any]:
    """The facts of one lead; what is unknown is left out. No query."""
    arrived = lead.opened_at.astimezone(ZoneInfo(settings.TIME_ZONE))
    facts = {name: getattr(lead, name) for name in COPIED}
    facts |= _contact_facts(lead)
    facts |= {
        "value": lead.base_value_minor,
        "channel": channel,
        "message": text,
        "is_key": lead.is_key,
        "is_customer": lead.customer_id is not None,
        "arrived_weekday": arrived.weekday(),
        "arrived_hour": arrived.hour,
        "attributes": lead.attributes,
    }
    return {name: value for name, value in facts.items() if value not in ("", None, {})}


def _contact_facts(lead: Lead) -> dict[str, Any]:
    email = email_point(lead.email) if lead.email else None
    phones = phone_points(lead.phone, region=lead.country or "") if lead.phone else ()
    return {
        "email_domain": email_domain(email.value) if email else "",
        "has_email": email is not None,
        "has_phone": bool(phones),
        "phone_country": phone_country(phones[0].value) if phones else "",
    }


def quantity_thresholds(leads: list[Lead]) -> dict[str, int]:
    """Above which quantity a product makes a key lead; one query, none without quantities."""
    if not any(lead.product and lead.quantity for lead in leads):
        return {}
    return {name.casefold(): quantity for name, quantity in read(_THRESHOLDS)}


def key_reasons(
    facts: dict[str, Any], *, value_minor: int, thresholds: dict[str, int]
) -> tuple[str, ...]:
    """Why this is a key lead; empty if it is none."""
    notes = is_key(facts, value_threshold_minor=value_minor, quantity_thresholds=thresholds)
    return tuple(str(note) for note in notes)


def as_of(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as a decision stores them: without the text, which stays on the inquiry."""
    return {name: value for name, value in facts.items() if name != "message"}
