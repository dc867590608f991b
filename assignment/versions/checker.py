"""The checker of rules with what it must know: who stands behind them, and which leads came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch

from assignment.choices import AssignmentKind
from assignment.engine.check import check
from assignment.engine.findings import Finding, Seen
from assignment.engine.rules import RuleSet, from_content
from assignment.facts import facts_of
from assignment.models import Assignment, RuleSetVersion
from assignment.versions.content import to_engine
from assignment.versions.crews import load_crews
from leads.models import Inquiry, Lead
from leads.regions import places
from leads.regions.table import Kind, Table

LOOKS_BACK = timedelta(days=30)
MOST_LEADS = 2000


@dataclass(frozen=True, slots=True)
class Checked:
    """The rules that were checked with what was found, and how many leads of late were asked."""

    rules: RuleSet
    findings: Sequence[Finding]
    leads: int
    days: int


def check_version(version: RuleSetVersion, *, now: datetime) -> Checked:
    """Check a version as it stands, against the leads of the last 30 days.

    A dozen queries whatever the number of rules and pools. Nothing is locked or written.
    """
    content = version.content
    rules = to_engine(version) if content is None else from_content(content)
    table = places.current()
    seen = leads_of_late(now=now)
    crews = load_crews({rule.target for rule in rules.rules})
    findings = check(rules, crews=crews, places=list(points_of(table)), seen=seen)
    return Checked(rules, findings, leads=len(seen.leads), days=LOOKS_BACK.days)


def leads_of_late(*, now: datetime) -> Seen:
    """The newest leads as rules see them, those left out that a known owner got without rules."""
    sticky = Assignment.objects.filter(kind=AssignmentKind.STICKY, starts_at__gte=now - LOOKS_BACK)
    came = Lead.objects.filter(received_at__gte=now - LOOKS_BACK, is_history=False)
    came = came.exclude(pk__in=sticky.values("lead")).select_related("channel")
    first = Prefetch("inquiries", Inquiry.objects.order_by("received_at", "pk"))
    leads = list(came.prefetch_related(first).order_by("-received_at", "-pk")[:MOST_LEADS])
    if not leads:
        return Seen()
    days = (now - leads[-1].received_at) / timedelta(days=1)
    facts = tuple(_facts(lead) for lead in leads)
    return Seen(facts, days=max(days, 1.0))


def points_of(table: Table) -> Iterator[Mapping[str, Any]]:
    """Every place that a lead can be in: its areas, with the country where there is one.

    Countries first, since they make the plainest examples.
    """
    for kind in (Kind.COUNTRY, Kind.PROVINCE):
        for code, place in table.places.items():
            areas = table.areas[code]
            country = next((one for one in areas if _is_country(one, table)), None)
            if place.kind == kind and country is not None:
                yield {"area": areas, "country": country}
    yield from ({"area": areas} for areas in table.areas.values())


def _is_country(code: str, table: Table) -> bool:
    return table.places[code].kind == Kind.COUNTRY


def _facts(lead: Lead) -> dict[str, Any]:
    inquiries = lead.inquiries.all()
    text = inquiries[0].text if inquiries else ""
    return facts_of(lead, channel=lead.channel.slug, text=text)
