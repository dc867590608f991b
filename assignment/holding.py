"""Leads that have no owner yet: waiting for somebody, offered to one rep, or free to be claimed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from assignment.choices import OfferState
from assignment.engine.codes import Unassigned
from assignment.engine.route import Outcome
from assignment.models import Decision, Offer, Pool, Waiting
from assignment.pools.offers import offered, withdraw
from assignment.waiting import WAITS_FOR
from leads.choices import EventKind, LeadStatus, WaitingFor
from leads.lifecycle import LostRace
from leads.models import Event, Lead
from leads.timeline import event, record
from reps.choices import NoticeKind
from reps.models import Notice
from reps.notices import notice, send
from reps.sql import update_each

Held = tuple[Lead, Outcome, Decision | None]
LEFT = ("waiting_for", "waiting_reasons", "try_at", "is_key", "key_reasons")
A_DAY = timedelta(days=1)
PUSH_AGAIN = timedelta(minutes=5)


def hold(
    held: Sequence[Held],
    *,
    users: Mapping[int, int | None],
    retry: timedelta,
    now: datetime,
) -> None:
    """Leave leads without an owner as their outcomes say. Raises LostRace.

    ``users`` are the logins of reps; ``retry`` is after how long a lead that merely waits is
    tried again. An offer is written and told; a lead of a public pool may be claimed from now
    on. An answer that is no news comes without a decision and writes nothing but the next try.
    """
    if not held:
        return
    pools = Pool.objects.in_bulk({one.pool for _, one, _ in held if one.pool and one.rep is None})
    pools |= Pool.objects.in_bulk(
        {one.pool for _, one, _ in held if one.kind == "offered"} - pools.keys()
    )
    standing = offered(lead for lead, _, _ in held)
    offers = _offers(held, pools, asked=_last_asked(standing, now=now), now=now)
    lying = _lying_since([one[0].pk for one in held if one[1].kind == "pooled" and not one[2]])
    left, lines, places, nowhere = [], [], [], []
    for lead, outcome, decision in held:
        pool = pools.get(outcome.pool or 0)
        if decision:
            lines.append(_line(lead, outcome, now))
            if pool:
                places.append(Waiting(lead=lead, pool=pool, decision=decision, since=now))
            elif _waits_for(outcome) == WaitingFor.CAPACITY:
                nowhere.append(lead.pk)
        until = offers[lead.pk].expires_at if lead.pk in offers else None
        again = _try_at(outcome, pool, retry=retry, since=lying.get(lead.pk, now), now=now)
        left.append((lead, _as_left(outcome, try_at=until or again)))
    _leave(left)
    withdraw({*standing, *offers}, now=now)
    Offer.objects.bulk_create(offers.values())
    record(lines)
    _place(places)
    if nowhere:  # for reps or a team by name: not where it may have stood before
        Waiting.objects.filter(lead__in=nowhere).delete()
    leads = {lead.pk: lead for lead, _, _ in held}
    send(
        _notice(one, leads[one.lead_id], user, now)
        for one in offers.values()
        if (user := users.get(one.rep_id))
    )


def _lying_since(lead_ids: Collection[int]) -> dict[int, datetime]:
    """Since when leads lie in public pools that are put there once more; no lead, no query."""
    if not lead_ids:
        return {}
    return dict(Waiting.objects.filter(lead__in=lead_ids).values_list("lead", "since"))


def _try_at(
    outcome: Outcome, pool: Pool | None, *, retry: timedelta, since: datetime, now: datetime
) -> datetime:
    """When routing looks at it again: the end of claiming, or soon when that is over."""
    if outcome.kind != "pooled" or pool is None:
        return now + retry
    if pool.push_after is None:
        return now + A_DAY
    push_after = timedelta(minutes=pool.push_after)
    end = since + push_after
    return end if end > now else now + min(push_after, PUSH_AGAIN)


def _last_asked(lead_ids: Collection[int], *, now: datetime) -> dict[int, Offer]:
    """The last offer of leads that stand offered, while its time is not up; none for no lead."""
    if not lead_ids:
        return {}
    rows = Offer.objects.filter(lead__in=lead_ids, expires_at__gt=now)
    asked = rows.filter(state__in=(OfferState.OPEN, OfferState.WITHDRAWN))
    return {one.lead_id: one for one in asked.order_by("pk")}


def _offers(
    held: Sequence[Held], pools: Mapping[int, Pool], *, asked: Mapping[int, Offer], now: datetime
) -> dict[int, Offer]:
    """The offers to be written, by lead; who is asked anew gets no more time by that."""
    offers = {}
    for lead, outcome, decision in held:
        pool = pools.get(outcome.pool or 0)
        if outcome.kind != "offered" or pool is None or decision is None:
            continue
        offer = offers[lead.pk] = _offer(lead, outcome, decision, pool, now)
        last = asked.get(lead.pk)
        if last and (last.rep_id, last.pool_id) == (offer.rep_id, offer.pool_id):
            offer.expires_at = min(offer.expires_at, last.expires_at)
    return offers


def _waits_for(outcome: Outcome) -> WaitingFor:
    if outcome.kind == "offered":
        return WaitingFor.OFFER
    if outcome.kind == "pooled":
        return WaitingFor.CLAIM
    first = outcome.reasons[0] if outcome.reasons else Unassigned.ERROR
    return WAITS_FOR.get(first, WaitingFor.ROUTING)


def _as_left(outcome: Outcome, *, try_at: datetime) -> dict[str, Any]:
    keys = list(outcome.plan.key_reasons)
    return {
        "waiting_for": _waits_for(outcome),
        "waiting_reasons": [str(reason) for reason in outcome.reasons],
        "try_at": try_at,
        "is_key": bool(keys),
        "key_reasons": keys,
    }


def _leave(left: Sequence[tuple[Lead, dict[str, Any]]]) -> None:
    """Write leads that still wait as they were seen; a statement for all that were due at once."""
    by_seen: dict[datetime | None, list[tuple]] = defaultdict(list)
    for lead, values in sorted(left, key=lambda one: one[0].pk):
        by_seen[lead.try_at].append((lead.pk, *(values[name] for name in LEFT)))
    for try_at, rows in by_seen.items():
        seen = {"status": LeadStatus.WAITING, "try_at": try_at}
        if update_each(Lead, rows, key="id", columns=LEFT, only_where=seen) != len(rows):
            raise LostRace
    for lead, values in left:
        for name, value in values.items():
            setattr(lead, name, value)


def _offer(lead: Lead, outcome: Outcome, decision: Decision, pool: Pool, now: datetime) -> Offer:
    return Offer(
        lead=lead,
        cycle=lead.cycle,
        rep_id=outcome.rep or 0,
        pool=pool,
        decision=decision,
        offered_at=now,
        expires_at=now + timedelta(minutes=pool.offer_minutes),
        state=OfferState.OPEN,
    )


def _line(lead: Lead, outcome: Outcome, now: datetime) -> Event:
    if outcome.kind == "offered":
        return event(lead.pk, EventKind.OFFERED, at=now, rep=outcome.rep, pool=outcome.pool)
    if outcome.kind == "pooled":
        return event(lead.pk, EventKind.POOLED, at=now, pool=outcome.pool)
    codes = [str(reason) for reason in outcome.reasons]
    return event(lead.pk, EventKind.WAITS, at=now, reasons=codes)


def _place(places: Sequence[Waiting]) -> None:
    if places:
        Waiting.objects.bulk_create(
            places,
            update_conflicts=True,
            unique_fields=["lead"],
            update_fields=["pool", "decision", "since"],
        )


def _notice(offer: Offer, lead: Lead, user_id: int, now: datetime) -> Notice:
    return notice(
        user_id,
        NoticeKind.LEAD_OFFERED,
        key=f"offered:{offer.pk}",
        at=now,
        lead=lead.pk,
        who=lead.company or ("" if offer.pool.hides_contacts else lead.name),
    )
