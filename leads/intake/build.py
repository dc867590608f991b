"""From drafts to leads: what a new lead is made of, and what a further inquiry adds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from leads.choices import LeadStatus, WaitingFor
from leads.draft import LeadDraft
from leads.identity.normalize import company_key
from leads.models import Channel, Lead
from leads.money import to_base

TEXT_FIELDS = (
    "name",
    "company",
    "email",
    "phone",
    "country",
    "region",
    "city",
    "industry",
    "product",
    "company_size",
    "language",
    "source",
    "campaign",
    "grade",
)
Rates = Mapping[str, Decimal]


def new_lead(draft: LeadDraft, *, channel: Channel, rates: Rates, now: datetime) -> Lead:
    """A lead as it arrives: waiting, and due to be routed at once. Not saved."""
    arrived = draft.received_at or now
    texts = {name: getattr(draft, name) for name in TEXT_FIELDS}
    texts["source"] = texts["source"] or channel.default_source
    return Lead(
        **texts,
        company_key=company_key(draft.company),
        quantity=draft.quantity,
        score=draft.score,
        value_minor=draft.value,
        currency=draft.currency,
        base_value_minor=to_base(draft.value, draft.currency, dict(rates)),
        attributes=dict(draft.attributes),
        channel_id=channel.pk,
        status=LeadStatus.WAITING,
        waiting_for=WaitingFor.ROUTING,
        try_at=now,
        received_at=arrived,
        opened_at=arrived,
        touched_at=arrived,
    )


def fill_gaps(lead: Lead, draft: LeadDraft, *, rates: Rates, now: datetime) -> dict[str, list]:
    """Let a further inquiry add what was missing; returns what changed as [before, after].

    Nothing known is overwritten but the amount and the quantity, when the new ones are
    larger, since they decide whether the lead is a key lead; and the score, since only the
    newest measures. The trace keeps the old ones.
    """
    before = {name: getattr(lead, name) for name in TRACED}
    for name in TEXT_FIELDS:
        if not getattr(lead, name):
            setattr(lead, name, getattr(draft, name))
    lead.company_key = lead.company_key or company_key(lead.company)
    lead.attributes = dict(draft.attributes) | lead.attributes
    lead.score = lead.score if draft.score is None else draft.score
    _raise_demand(lead, draft, rates=dict(rates))
    lead.touched_at = max(lead.touched_at, now)
    after = {name: getattr(lead, name) for name in TRACED}
    return {name: [before[name], after[name]] for name in TRACED if before[name] != after[name]}


TRACED = (*TEXT_FIELDS, "quantity", "value_minor", "currency", "score")
FILLED = (*TRACED, "company_key", "base_value_minor", "attributes", "touched_at")


def _raise_demand(lead: Lead, draft: LeadDraft, *, rates: dict[str, Decimal]) -> None:
    if draft.quantity is not None:
        lead.quantity = max(lead.quantity or 0, draft.quantity)
    if draft.value is None:
        return
    worth = to_base(draft.value, draft.currency, rates)
    if lead.value_minor is None or (worth or 0) > (lead.base_value_minor or 0):
        lead.value_minor, lead.currency = draft.value, draft.currency
        lead.base_value_minor = worth
