"""Seconds of a dry run: 50,000 leads of the past decided again by 50 rules, in memory.

The company is that of ``benchmarks.company``; the leads came over sixty days, each with its
message and its first decision, a third of them from another system without one. They lie before
all others, so that the database may hold those too.
``python -m benchmarks.dry_run`` needs an empty database, or the one of another benchmark.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from assignment.choices import DecisionKind, RoutingEvent
from assignment.facts import facts_of
from assignment.models import Decision, Pool, RuleSetVersion
from assignment.packing import pack
from assignment.records import FORMAT, NEWEST, ROSTERS
from assignment.rosters import load_rosters
from assignment.simulation.run import dry_run
from assignment.simulation.versions import published
from benchmarks.company import CHUNK, COUNTRIES, QUICK_LEADS, fill, new_people, publish_rules
from benchmarks.table import Figure, arguments_of, at_most, show
from leads.choices import ChannelKind, CloseReason, LeadStatus, Outcome
from leads.models import Channel, InboxMessage, Inquiry, Lead
from reps.bulk import insert_many

LEADS, QUICK = 50_000, 5_000
LIMIT = 20.0
DAYS, LONG_AGO = 60, timedelta(days=300)  # before all leads of the other benchmarks
NOBODY_YET = 40_000_000  # far from the people of the other benchmarks
WORDS = "Please send us your price list and the terms of delivery. " * 5


def main(words: Sequence[str]) -> int:
    asked = arguments_of(words, prog="python -m benchmarks.dry_run", about=__doc__)
    fill(leads=QUICK_LEADS // 10, now=timezone.now())
    figures = dry_run_figures(leads=QUICK if asked.quick else LEADS)
    return 0 if show("Dry run: leads of the past, in memory", figures, to=asked.json) else 1


def dry_run_figures(*, leads: int) -> list[Figure]:
    """The promised seconds of one version, and those of two side by side; per 50,000 leads."""
    now = timezone.now()
    until = now - LONG_AGO
    pools = list(Pool.objects.filter(name__in=COUNTRIES).order_by("pk"))
    first = publish_rules(pools, now=now)
    second = publish_rules([*pools[1:], pools[0]], now=now)
    fill_past(leads, until=until)
    scale = LEADS / leads
    once = seconds_of([second], until=until) * scale
    both = seconds_of([first, second], until=until) * scale
    promised = at_most(f"dry run of {LEADS:,} leads", once, LIMIT, unit="s")
    is_promised = connection.vendor == "postgresql"
    return [
        promised if is_promised else replace(promised, target="", ok=None),
        Figure(f"comparison over {LEADS:,} leads", both, "s"),
    ]


def seconds_of(versions: Sequence[RuleSetVersion], *, until: datetime) -> float:
    """How long it takes with everything: ledgers and loads of then, leads, decisions, figures."""
    began = time.perf_counter()
    since = until - timedelta(days=DAYS)
    dry_run(versions, since=since, until=until, told=lambda done, _: _show(done))
    print(file=sys.stderr)
    return time.perf_counter() - began


def fill_past(number: int, *, until: datetime) -> None:
    """Leads as they would have come over the days, closed a week later."""
    channel, _ = Channel.objects.get_or_create(
        name="Past", slug="past", defaults={"kind": ChannelKind.API}
    )
    version = published()
    assert version is not None
    rosters = load_rosters(Pool.objects.values_list("pk", flat=True), now=until).by_pool
    packed = {pool: pack([roster], facts={}) for pool, roster in rosters.items()}
    people = new_people(NOBODY_YET)
    step = timedelta(days=DAYS) / (number + 1)
    since = until - timedelta(days=DAYS)
    for start in range(0, number, CHUNK):
        some = list(islice(people, min(CHUNK, number - start)))
        made = [_lead(one, channel, since + step * (start + n)) for n, one in enumerate(some, 1)]
        with transaction.atomic():
            _keep(insert_many(made), channel, packed, version)
        _show(start + len(made))
    print(file=sys.stderr)


def _lead(person: dict, channel: Channel, at: datetime) -> Lead:
    plain = ("name", "company", "email", "phone", "country", "city", "industry", "product")
    return Lead(
        **{name: person[name] for name in plain},
        quantity=person["quantity"],
        value_minor=person["value"] * 100,
        base_value_minor=person["value"] * 700,
        currency="USD",
        language="en",
        source="Website",
        attributes=person["attributes"],
        channel=channel,
        status=LeadStatus.ARCHIVED,
        close_reason=CloseReason.NO_BUDGET,
        received_at=at,
        opened_at=at,
        touched_at=at,
        closed_at=at + timedelta(days=7),
    )


def _keep(leads: Sequence[Lead], channel: Channel, packed: dict, version: RuleSetVersion) -> None:
    messages = insert_many(
        InboxMessage(
            channel=channel,
            external_id=f"past-{lead.pk}",
            content_hash=f"{lead.pk:064d}",
            body=b"{}",
            received_at=lead.received_at,
            outcome=Outcome.CREATED,
            lead=lead,
            finished_at=lead.received_at,
        )
        for lead in leads
    )
    insert_many(
        Inquiry(
            lead=lead,
            message=message,
            channel=channel,
            received_at=lead.received_at,
            text=WORDS,
        )
        for lead, message in zip(leads, messages, strict=True)
    )
    insert_many(_decisions(leads, channel, packed, version))


def _decisions(
    leads: Sequence[Lead], channel: Channel, packed: dict, version: RuleSetVersion
) -> Iterator[Decision]:
    pools = sorted(packed)
    for lead in leads:
        if lead.pk % 3:
            facts = facts_of(lead, channel=channel.slug, text="")
            pool = pools[lead.pk % len(pools)]
            yield Decision(
                lead=lead,
                event=RoutingEvent.ARRIVED,
                kind=DecisionKind.WAITING,
                version=version,
                pool_id=pool,
                record={FORMAT: NEWEST, "facts": facts, ROSTERS: packed[pool]},
                at=lead.received_at,
            )


def _show(done: int) -> None:
    print(f"\r{done:,} leads", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
