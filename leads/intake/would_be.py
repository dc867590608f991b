"""A submission as it would arrive now, for those who want to see what would become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leads.channels.build import Context, build_draft
from leads.draft import Problem
from leads.identity.lookup import find_known, lead_of
from leads.intake.create import lead_from
from leads.intake.readers import as_incoming
from leads.models import Channel, InboxMessage, Lead
from leads.money import rates_at


@dataclass(frozen=True, slots=True)
class WouldBe:
    """A lead that is not saved, the words of its inquiry, and what could not be read.

    ``known`` is the lead that these contact points belong to already: in truth the submission
    would join it.
    """

    lead: Lead
    text: str
    known: Lead | None
    problems: tuple[Problem, ...]


def would_be(fields: Mapping[str, object], *, channel: Channel, now: datetime) -> WouldBe:
    """Read fields as the channel's intake does, and build the lead; nothing is written."""
    attributes = fields.get("attributes")
    draft = build_draft(
        fields,
        extra=attributes if isinstance(attributes, dict) else {},
        context=Context(default_region=channel.default_country),
    )
    incoming = as_incoming(InboxMessage(), draft, channel=channel)
    known = find_known([incoming.points])
    rates = rates_at([draft.currency], now=now)
    lead = lead_from(incoming, known=known, rates=rates, now=now)
    return WouldBe(lead, draft.message, lead_of(incoming.points, known), draft.problems)
