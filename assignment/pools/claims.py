"""Claims: which leads of public pools a rep may take, within which limits, and taking them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet

from assignment import loads
from assignment.bars import bars_of_claim
from assignment.choices import AssignmentKind, Strategy
from assignment.engine.codes import Exclusion
from assignment.models import Assignment, Pool, PoolMember, Waiting
from assignment.pools.refusals import Answer, Refused
from assignment.pools.taking import Wanted, prepare, take
from assignment.rosters import lock_ledgers
from leads.choices import OWNED, LeadStatus, WaitingFor
from leads.lifecycle import LostRace
from leads.models import Lead
from reps.availability import Hours, load_availability
from reps.models import Rep, Team

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a rep has used what a pool allows; None means that there is no limit."""

    pool: Pool
    is_paused: bool
    claimed_today: int
    held: int
    may_hold: int | None
    next_at: datetime | None

    @property
    def refusal(self) -> str:
        """The code of what keeps him from claiming now; empty if nothing does."""
        if self.is_paused:
            return Exclusion.PAUSED
        a_day = self.pool.claims_a_day
        if a_day is not None and self.claimed_today >= a_day:
            return Answer.DAILY_LIMIT
        most = self.pool.holding_limit
        if most is not None and self.held >= most:
            return Answer.HOLDING_LIMIT
        if self.may_hold is not None and self.held >= self.may_hold:
            return Exclusion.AT_CAPACITY
        return Answer.TOO_SOON if self.next_at else ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What became of one lead that was to be claimed."""

    lead_id: int
    code: str

    @property
    def is_done(self) -> bool:
        return self.code in (Answer.TAKEN, Answer.YOURS)


def pools_open_to(rep: Rep) -> QuerySet[Pool]:
    """The pools from which a rep may claim: he is a member, or they are open to his team.

    Open to a team, a pool is open to those below it as well. None for who is not active.
    """
    if not rep.is_active:
        return Pool.objects.none()
    member = PoolMember.objects.filter(rep=rep, is_active=True).values("pool")
    own = Q(pk__in=member)
    if rep.team_id is not None:
        team = Team.objects.filter(pk=rep.team_id)
        for above in ("pk", "parent", "parent__parent"):
            own |= Q(open_to_team__in=team.values(above))
    return Pool.objects.filter(own)


def public(pools: QuerySet[Pool]) -> QuerySet[Pool]:
    """Those of some pools from which leads are claimed, or in which some still lie to be."""
    holding = lying_in(Pool.objects.all()).values("pool")
    return pools.filter(Q(strategy=Strategy.CLAIM) | Q(pk__in=holding)).order_by("name", "pk")


def lying_in(pools: QuerySet[Pool] | Collection[Any]) -> QuerySet[Waiting]:
    """What lies in public pools, free to be claimed."""
    return Waiting.objects.filter(
        pool__in=pools, lead__status=LeadStatus.WAITING, lead__waiting_for=WaitingFor.CLAIM
    )


def limits_of(rep: Rep, pools: Sequence[Pool], *, now: datetime) -> list[Limits]:
    """Where a rep stands in each pool; four queries at most, and exact under the caller's locks.

    What counts as today is the day where the rep works.
    """
    if not pools:
        return []
    hours = load_availability({rep.pk: rep.calendar_id}, now=now).of(rep.pk)
    claimed = _claimed(rep, pools, hours=hours, now=now)
    return [_limits(rep, pool, claimed.get(pool.pk, []), hours=hours, now=now) for pool in pools]


def claim(lead_ids: Sequence[int], *, rep: Rep, by: int | None, now: datetime) -> list[Claimed]:
    """Claim leads one after the other, each on its own; an answer for each, in their order.

    At most ``MOST_AT_ONCE``. One lead has one winner however many claim it, and limits hold
    exactly. What is in no public pool of this rep is not found, whatever else it is.
    """
    open_to = {pool.pk: pool for pool in pools_open_to(rep)}
    wanted = list(dict.fromkeys(lead_ids))[:MOST_AT_ONCE]
    places = Waiting.objects.filter(lead__in=wanted, pool__in=open_to)
    by_lead = {place.lead_id: place for place in places.select_related("decision")}
    yours = set(Lead.objects.filter(pk__in=wanted, owner=rep, status__in=OWNED).values_list("pk"))
    answers = []
    for lead_id in wanted:
        place = by_lead.get(lead_id)
        if (lead_id,) in yours:
            code: str = Answer.YOURS
        elif place is None:
            code = Answer.NOT_FOUND
        else:
            code = _try(place, open_to[place.pool_id], rep=rep, by=by, now=now)
        answers.append(Claimed(lead_id, code))
    return answers


def _try(place: Waiting, pool: Pool, *, rep: Rep, by: int | None, now: datetime) -> str:
    try:
        _claim_one(place, pool, rep=rep, by=by, now=now)
    except Refused as refusal:
        return refusal.code
    except LostRace:
        return Answer.GONE
    except DatabaseError:
        logger.exception("Could not claim a lead")
        return Answer.ERROR
    return Answer.TAKEN


def _claim_one(place: Waiting, pool: Pool, *, rep: Rep, by: int | None, now: datetime) -> None:
    lead = Lead.objects.select_related("channel").get(pk=place.lead_id)
    _require_free(lead)
    wanted = Wanted(
        lead=lead,
        rep_id=rep.pk,
        pool_id=pool.pk,
        barred=bars_of_claim(lead, pool, now=now),
        decision=place.decision,
    )
    ready = prepare(wanted, now=now)
    with transaction.atomic():
        lock_ledgers([pool.pk])  # who claims here after us sees this claim counted
        refusal = limits_of(loads.lock([rep.pk])[rep.pk], [pool], now=now)[0].refusal
        if refusal:
            raise Refused(refusal)
        if not lying_in([pool.pk]).filter(lead=lead).exists():
            raise Refused(Answer.GONE)
        take(ready, kind=AssignmentKind.CLAIM, by=by, now=now)


def _require_free(lead: Lead) -> None:
    if lead.status != LeadStatus.WAITING or lead.waiting_for != WaitingFor.CLAIM:
        raise Refused(Answer.GONE)


def _claimed(
    rep: Rep, pools: Sequence[Pool], *, hours: Hours, now: datetime
) -> Mapping[int, list[datetime]]:
    """When he has claimed from each pool, as far back as any limit looks."""
    longest = max(pool.claim_interval for pool in pools)
    since = min(hours.midnight(hours.today(now)), now - timedelta(minutes=longest))
    rows = Assignment.objects.filter(
        rep=rep, pool__in=pools, kind=AssignmentKind.CLAIM, starts_at__gte=since
    )
    found: dict[int, list[datetime]] = {}
    for pool_id, at in rows.order_by("starts_at").values_list("pool_id", "starts_at"):
        found.setdefault(pool_id, []).append(at)
    return found


def _limits(
    rep: Rep, pool: Pool, claimed: Sequence[datetime], *, hours: Hours, now: datetime
) -> Limits:
    began = hours.midnight(hours.today(now))
    next_at = None
    if claimed and pool.claim_interval:
        next_at = claimed[-1] + timedelta(minutes=pool.claim_interval)
    limits = [most for most in (pool.holding_limit, rep.capacity) if most is not None]
    return Limits(
        pool=pool,
        is_paused=rep.is_paused,
        claimed_today=sum(at >= began for at in claimed),
        held=rep.open_leads,
        may_hold=min(limits, default=None),
        next_at=next_at if next_at and next_at > now else None,
    )
