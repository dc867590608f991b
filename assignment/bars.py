"""Whom a lead is kept from: those who lost it, gave it back, or let its offer pass."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from assignment.choices import EndReason
from assignment.engine.codes import Exclusion
from assignment.models import Assignment, Pool
from assignment.pools.offers import passed_by
from leads.models import Lead

Bars = dict[int, Exclusion]  # by rep
IN_CYCLE: Mapping[str, Exclusion] = MappingProxyType(
    {
        EndReason.RECYCLED: Exclusion.LOST_IN_CYCLE,
        EndReason.RELEASED: Exclusion.PREVIOUS_OWNER,
        EndReason.TAKEN_BACK: Exclusion.PREVIOUS_OWNER,
        EndReason.HANDOVER: Exclusion.PREVIOUS_OWNER,
    }
)


def bars_of(leads: Collection[Lead]) -> dict[int, Bars]:
    """Whom routing leaves out in each lead's present cycle; two queries, none for no lead.

    Who has lost a lead is told that, whatever else he has done with it.
    """
    if not leads:
        return {}
    cycle_of = {lead.pk: lead.cycle for lead in leads}
    barred = passed_by(cycle_of)
    periods = Assignment.objects.filter(lead__in=cycle_of, end_reason__in=IN_CYCLE)
    rows = periods.order_by("pk").values_list("lead_id", "rep_id", "cycle", "end_reason")
    for lead_id, rep_id, cycle, reason in rows:
        bars = barred.setdefault(lead_id, {})
        if cycle == cycle_of[lead_id] and bars.get(rep_id) != Exclusion.LOST_IN_CYCLE:
            bars[rep_id] = IN_CYCLE[reason]
    return barred


def bars_of_claim(lead: Lead, pool: Pool, *, now: datetime) -> Bars:
    """Who may not claim a lead: who lost it in this cycle, and who had it until recently.

    One who gave it back longer ago than the pool's cooling-off may claim it again.
    """
    since = now - timedelta(days=pool.cooling_off_days)
    ended = Assignment.objects.filter(lead=lead, ended_at__isnull=False).order_by("pk")
    bars: Bars = {}
    rows = ended.values_list("rep_id", "cycle", "end_reason", "ended_at")
    for rep_id, cycle, reason, ended_at in rows:
        if reason == EndReason.RECYCLED and cycle == lead.cycle:
            bars[rep_id] = Exclusion.LOST_IN_CYCLE
        elif ended_at and ended_at > since:
            bars.setdefault(rep_id, Exclusion.COOLING_OFF)
    return bars
