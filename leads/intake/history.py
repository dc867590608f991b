"""Leads that move in from another system, with the owners and outcomes they had there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models.functions import Lower

from leads.choices import LeadStatus
from leads.draft import LeadDraft
from leads.intake.batch import Incoming
from leads.lifecycle import GivenHistory, Routed, lifecycle
from leads.models import Lead
from reps.models import Rep


def move_in(pairs: Sequence[tuple[Incoming, Lead]], *, now: datetime) -> None:
    """Take owners, dates and outcomes as the file gives them."""
    if not pairs:
        return
    owners = _owners([incoming.draft.owner for incoming, _ in pairs])
    lifecycle().moved_in([_given(incoming, lead, owners) for incoming, lead in pairs], now=now)


def as_routed(lead: Lead) -> Routed:
    """The state of a lead that was not routed just now."""
    return Routed(
        lead_id=lead.pk,
        status=lead.status,
        owner_id=lead.owner_id,
        owner_name=lead.owner.name if lead.owner_id and lead.owner else "",
    )


def _given(incoming: Incoming, lead: Lead, owners: dict[str, Rep]) -> GivenHistory:
    draft = incoming.draft
    owner = owners.get(draft.owner.casefold())
    status, at = _outcome(draft)
    lead.last_follow_up_at = draft.last_follow_up_at or lead.last_follow_up_at
    return GivenHistory(lead=lead, owner_id=owner.pk if owner else None, status=status, at=at)


def _outcome(draft: LeadDraft) -> tuple[str, datetime | None]:
    """The status as given; a date of conversion is itself a conversion."""
    if draft.converted_at:
        return LeadStatus.CONVERTED, draft.converted_at
    return draft.status, draft.last_follow_up_at or draft.received_at


def _owners(names: Iterable[str]) -> dict[str, Rep]:
    """Reps by name or login, without regard to case.

    A name that nobody has becomes a rep without a login, in no pool: history is kept as
    it was, and a manager can give such a rep's open leads to others.
    """
    wanted = {name.casefold(): name for name in names if name}
    if not wanted:
        return {}
    reps = Rep.objects.annotate(folded=Lower("name"), login=Lower("user__username"))
    found: dict[str, Rep] = {}
    for rep in reps.order_by("-pk"):
        found |= {key: rep for key in (rep.login, rep.folded) if key in wanted}
    for folded in sorted(wanted.keys() - found.keys()):
        found[folded] = Rep.objects.create(name=wanted[folded][:80])
    return found
