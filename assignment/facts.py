"""What rules may know of a lead, out of the database and into the engine's words."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from assignment.engine.codes import Note
from assignment.engine.key import is_key
from assignment.engine.rules import CompiledRuleSet
from leads.identity.normalize import email_domain, email_point, phone_country, phone_points
from leads.models import Lead
from leads.regions import places
from leads.regions.table import areas_of
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
    "grade",
    "score",
)
_NOTHING = ("", None, {}, ())
_THRESHOLDS = "SELECT name, key_quantity FROM leads_product WHERE key_quantity IS NOT NULL"


def facts_of(lead: Lead, *, channel: str, text: str) -> dict[str, Any]:
    """The facts of one lead; what is unknown is left out.

    No query, once the table of regions was held (``in_force`` sees to that).
    """
    arrived = lead.opened_at.astimezone(ZoneInfo(settings.TIME_ZONE))
    facts = {name: getattr(lead, name) for name in COPIED}
    facts |= _contact_facts(lead)
    facts |= {
        "area": areas_of(lead.country, lead.region, lead.city, table=places.held()),
        "value": lead.base_value_minor,
        "channel": channel,
        "message": text,
        "is_key": lead.is_key,
        "is_customer": lead.customer_id is not None,
        "arrived_weekday": arrived.weekday(),
        "arrived_hour": arrived.hour,
        "arrived_time": arrived.strftime("%H:%M"),
        "arrived_on": arrived.date().isoformat(),
        "attributes": lead.attributes,
    }
    return {name: value for name, value in facts.items() if value not in _NOTHING}


def _contact_facts(lead: Lead) -> dict[str, Any]:
    email = email_point(lead.email) if lead.email else None
    phones = phone_points(lead.phone, region=lead.country or "") if lead.phone else ()
    return {
        "email_domain": email_domain(email.value) if email else "",
        "has_email": email is not None,
        "has_phone": bool(phones),
        "has_whatsapp": bool(lead.attributes.get("whatsapp")),
        "has_wechat": bool(lead.attributes.get("wechat")),
        "phone_country": phone_country(phones[0].value) if phones else "",
    }


def quantity_thresholds(leads: list[Lead]) -> dict[str, int]:
    """Above which quantity a product makes a key lead; one query, none without quantities."""
    if not any(lead.product and lead.quantity for lead in leads):
        return {}
    return all_thresholds()


def all_thresholds() -> dict[str, int]:
    """The quantities of all products that make key leads; one query."""
    return {name.casefold(): quantity for name, quantity in read(_THRESHOLDS)}


def key_reasons(
    facts: dict[str, Any], *, rules: CompiledRuleSet, value_minor: int, thresholds: dict[str, int]
) -> tuple[str, ...]:
    """Why this is a key lead, its value, its quantity or a rule; empty if it is none."""
    notes = is_key(facts, value_threshold_minor=value_minor, quantity_thresholds=thresholds)
    marked = (Note.KEY_CONDITION,) if rules.is_marked_key(facts) else ()
    return tuple(str(note) for note in (*notes, *marked))


def as_of(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as a decision stores them: without the text, which stays on the inquiry."""
    return {name: value for name, value in facts.items() if name != "message"}
