"""A known person wrote again: what follows from the status of his lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from assignment import clocks
from assignment.cases import Wish
from assignment.choices import ClockKind, ClockState, EndReason, RoutingEvent
from assignment.facts import facts_of, key_reasons, quantity_thresholds
from assignment.models import Clock, Review
from assignment.owners import as_owner
from assignment.ownership import Ending, end
from assignment.policies import first_follow_up_within
from assignment.pools.offers import offered, withdraw
from assignment.reviews import name_suggestion
from assignment.routing import route, suggest
from assignment.versions.in_force import InForce, in_force
from assignment.wishes import is_approved, ordered_pool, sticky_of
from leads.choices import OWNED, EventKind, LeadStatus, WaitingFor
from leads.lifecycle import Arrival, Attachment, LostRace, Routed
from leads.models import Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.models import Rep
from reps.notices import notice, send

ENDED = (LeadStatus.LOST, LeadStatus.ARCHIVED, LeadStatus.INVALID)


def attach(attachments: Sequence[Attachment], *, now: datetime) -> list[Routed]:
    """Do for each lead what its status asks for; returns where it stands then.

    Within the caller's transaction. Raises LostRace when a status changed meanwhile.
    """
    if not attachments:
        return []
    force = in_force()
    routed: list[Routed] = []
    for attachment in attachments:
        answer = _STEPS.get(_situation(attachment.lead), _stay)
        routed += answer(attachment, force, now)
    return routed


def _situation(lead: Lead) -> str:
    is_nurtured = lead.status == LeadStatus.NURTURING
    if (lead.status in OWNED or is_nurtured) and lead.owner_id and not lead.owner.is_active:
        return "owner_left"
    if lead.status in ENDED or (is_nurtured and lead.owner_id is None):
        return "ended"
    return lead.status


def _route_again(attachment: Attachment, force: InForce, now: datetime) -> list[Routed]:
    """With the new facts; an offer is made anew, so that it does not count against its rep."""
    withdraw(offered([attachment.lead]), now=now)
    return route([_wish(attachment, RoutingEvent.RETRIED)], now=now)


def _reopen(attachment: Attachment, force: InForce, now: datetime) -> list[Routed]:
    """A new cycle, to the last owner if he may have it, else by the rules."""
    lead, previous = attachment.lead, attachment.lead.owner
    start_cycle(lead, now=now)
    wish = _wish(attachment, RoutingEvent.REOPENED, previous=previous)
    return route([wish], now=now)


def start_cycle(lead: Lead, *, now: datetime) -> None:
    """Open a closed lead again, without owner. Raises LostRace."""
    fresh = {
        "status": LeadStatus.WAITING,
        "owner": None,
        "waiting_for": WaitingFor.ROUTING,
        "waiting_reasons": [],
        "try_at": now,
        "cycle": lead.cycle + 1,
        "recycles": 0,
        "opened_at": now,
        "assigned_at": None,
        "first_response_at": None,
        "next_contact_at": None,
        "closed_at": None,
        "close_reason": "",
        "is_history": False,
    }
    if not Lead.objects.filter(pk=lead.pk, status=lead.status, cycle=lead.cycle).update(**fresh):
        raise LostRace
    for name, value in fresh.items():
        setattr(lead, name, value)
    record([event(lead.pk, EventKind.REOPENED, at=now, cycle=lead.cycle)])


def _replace_owner(attachment: Attachment, force: InForce, now: datetime) -> list[Routed]:
    end([Ending(lead=attachment.lead, reason=EndReason.OWNER_LEFT)], now=now)
    return route([_wish(attachment, RoutingEvent.RELEASED)], now=now)


def _renew_suggestion(attachment: Attachment, force: InForce, now: datetime) -> list[Routed]:
    lead = attachment.lead
    outcome = suggest(_wish(attachment, RoutingEvent.RETRIED), now=now)
    review = Review.objects.filter(lead=lead, closed_at__isnull=True).first()
    if review and outcome.rep:  # else the old one stays: it is made afresh anyway when taken
        name_suggestion(review, outcome.rep, policy=force.policy, now=now)
    keys = list(outcome.plan.key_reasons)
    if keys:
        lead.is_key, lead.key_reasons = True, keys
        Lead.objects.filter(pk=lead.pk).update(is_key=True, key_reasons=keys)
    return [_as_it_stands(lead)]


def _hurry(attachment: Attachment, force: InForce, now: datetime) -> list[Routed]:
    """The same clock, unless the lead has become key: then no later than a key lead's."""
    lead = attachment.lead
    reasons = _key_reasons(attachment, force)
    if reasons and not lead.is_key:
        within = first_follow_up_within(force.policy, is_key=True)
        clocks.hurry(lead, due_at=now + within, hours=as_owner(lead.owner, now=now).hours)
        lead.is_key, lead.key_reasons = True, list(reasons)
        Lead.objects.filter(pk=lead.pk).update(
            is_key=True, key_reasons=lead.key_reasons, due_at=lead.due_at
        )
    return _tell_owner(attachment, force, now)


def _expect_answer(attachment: Attachment, force: InForce, now: datetime) -> list[Routed]:
    """A response clock for the owner, unless one runs already."""
    lead = attachment.lead
    running = Clock.objects.filter(lead=lead, kind=ClockKind.RESPONSE, state=ClockState.RUNNING)
    if not running.exists():
        within: timedelta = first_follow_up_within(force.policy, is_key=lead.is_key)
        hours = as_owner(lead.owner, now=now).hours
        clocks.new_clock(
            lead, ClockKind.RESPONSE, policy=force.policy, length=within, now=now, hours=hours
        ).save(force_insert=True)
        lead.due_at = clocks.earliest_due(lead.pk)
        Lead.objects.filter(pk=lead.pk).update(due_at=lead.due_at)
    return _tell_owner(attachment, force, now)


def _tell_owner(attachment: Attachment, force: InForce, now: datetime) -> list[Routed]:
    lead = attachment.lead
    if lead.owner_id and lead.owner.user_id:
        send(
            [
                notice(
                    lead.owner.user_id,
                    NoticeKind.LEAD_INQUIRED_AGAIN,
                    key=f"again:{attachment.message_id}",
                    at=now,
                    lead=lead.pk,
                    who=lead.company or lead.name,
                )
            ]
        )
    return [_as_it_stands(lead)]


def _stay(attachment: Attachment, force: InForce, now: datetime) -> list[Routed]:
    return [_as_it_stands(attachment.lead)]


def _wish(attachment: Attachment, event_kind: str, previous: Rep | None = None) -> Wish:
    arrival = Arrival(
        lead=attachment.lead,
        event=event_kind,
        channel=attachment.channel,
        text=attachment.text,
        message_id=attachment.message_id,
    )
    lead = attachment.lead
    sticky = sticky_of(lead, previous=previous)
    return Wish(arrival, sticky=sticky, is_approved=is_approved(lead), pool=ordered_pool(lead))


def _key_reasons(attachment: Attachment, force: InForce) -> tuple[str, ...]:
    lead = attachment.lead
    facts = facts_of(lead, channel=attachment.channel, text=attachment.text)
    thresholds = quantity_thresholds([lead])
    arrival = Arrival(
        lead=lead,
        event=RoutingEvent.RETRIED,
        channel=attachment.channel,
        text=attachment.text,
        message_id=attachment.message_id,
    )
    rules = force.rules_for(arrival, facts)
    return key_reasons(
        facts, rules=rules, value_minor=force.policy.key_value_minor, thresholds=thresholds
    )


def _as_it_stands(lead: Lead) -> Routed:
    name = lead.owner.name if lead.owner_id else ""
    return Routed(lead_id=lead.pk, status=lead.status, owner_id=lead.owner_id, owner_name=name)


Step = Callable[[Attachment, InForce, datetime], list[Routed]]
_STEPS: dict[str, Step] = {
    LeadStatus.WAITING: _route_again,
    LeadStatus.REVIEW: _renew_suggestion,
    LeadStatus.ASSIGNED: _hurry,
    LeadStatus.WORKING: _expect_answer,
    LeadStatus.NURTURING: _tell_owner,
    "ended": _reopen,
    "owner_left": _replace_owner,
}
