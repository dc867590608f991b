"""Milliseconds to route one lead live, in a large company beside a small one.

The same waiting leads are routed by 50 rules among 100 reps in 10 pools and by 200 rules among 500
reps in 20 pools, in turn, each in a transaction that is rolled back, so that nothing but the
company differs. ``python -m benchmarks.live_routing`` needs an empty database, or that of another
benchmark.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import islice, product

from django.db import transaction
from django.utils import timezone

from assignment.choices import RoutingEvent
from assignment.models import Condition, Pool, Rule
from assignment.routing import route
from assignment.wishes import wish_for
from benchmarks.company import (
    COUNTRIES,
    INDUSTRIES,
    QUICK_LEADS,
    STRATEGIES,
    Company,
    empty_draft,
    fill,
    hire,
    make_pool,
    new_people,
    publish_draft,
    publish_rules,
)
from benchmarks.table import Figure, arguments_of, at_most, median, p99, show
from leads.choices import Outcome, WaitingFor
from leads.models import InboxMessage, Inquiry, Lead
from reps.bulk import insert_many
from reps.models import Rep

# They stand above those that leads come from, so that many rules are asked in vain.
FURTHER_COUNTRIES = ("SE", "NO", "FI", "DK", "PL", "CZ", "AT", "CH", "IT", "PT")
FURTHER_INDUSTRIES = ("Textiles", "Chemicals", "Mining", "Paper", "Glass")
REPS = 500
MOST_TIMES = 1.5
LEADS, QUICK = 100, 20
ROUNDS, QUICK_ROUNDS = 5, 3
NOBODY_YET = 60_000_000  # far from the people of the other benchmarks


def main(words: Sequence[str]) -> int:
    asked = arguments_of(words, prog="python -m benchmarks.live_routing", about=__doc__)
    company = fill(leads=QUICK_LEADS, now=timezone.now())
    figures = live_figures(
        company,
        leads=QUICK if asked.quick else LEADS,
        rounds=QUICK_ROUNDS if asked.quick else ROUNDS,
    )
    return 0 if show("Routing one lead live, without the commit", figures, to=asked.json) else 1


def live_figures(company: Company, *, leads: int, rounds: int) -> list[Figure]:
    """What routing costs in both companies, measured in turn, and how many times more."""
    now = timezone.now()
    pools = _larger(company, now)
    waiting = _waiting(company, leads, now)
    took: dict[str, list[float]] = {"small": [], "large": []}
    for _ in range(rounds):
        publish_rules(company.pools, now=timezone.now())
        took["small"] += _route(waiting)
        _publish_many(pools, now=timezone.now())
        took["large"] += _route(waiting)
    small, large = median(took["small"]), median(took["large"])
    return [
        Figure("50 rules, 100 reps in 10 pools, median", small),
        Figure("50 rules, 100 reps in 10 pools, p99", p99(took["small"])),
        Figure("200 rules, 500 reps in 20 pools, median", large),
        Figure("200 rules, 500 reps in 20 pools, p99", p99(took["large"])),
        at_most("large ÷ small, medians", large / small, MOST_TIMES, unit="×"),
    ]


def _larger(company: Company, now: datetime) -> list[Pool]:
    """Twenty pools of twenty-five reps each, who are the old ones and four hundred more."""
    reps: list[Rep] = [*company.reps, *hire(REPS - len(company.reps), now=now)]
    share = REPS // (2 * len(COUNTRIES))
    return [
        make_pool(
            f"Large {place} {now:%f}",
            STRATEGIES[place % len(STRATEGIES)],
            reps[place * share : (place + 1) * share],
        )
        for place in range(2 * len(COUNTRIES))
    ]


def _publish_many(pools: Sequence[Pool], *, now: datetime) -> None:
    """A rule for each of twenty countries and ten industries, of three conditions each."""
    draft = empty_draft()
    countries = zip((*FURTHER_COUNTRIES, *COUNTRIES), pools, strict=True)
    pairs = list(product(countries, (*FURTHER_INDUSTRIES, *INDUSTRIES)))
    rules = Rule.objects.bulk_create(
        Rule(version=draft, position=place, name=f"{industry} in {country}", pool=pool)
        for place, ((country, pool), industry) in enumerate(pairs)
    )
    Condition.objects.bulk_create(
        Condition(rule=rule, field=field, operator=operator, value=value)
        for rule, ((country, _), industry) in zip(rules, pairs, strict=True)
        for field, operator, value in (
            ("country", "is", country),
            ("industry", "is", industry),
            ("value", "below", 100_000_000),
        )
    )
    publish_draft(draft, catch_all=pools[-1], now=now)


def _waiting(company: Company, number: int, now: datetime) -> list[Lead]:
    """Leads as intake leaves them just before they are routed."""
    start = NOBODY_YET + Lead.objects.count()
    people = list(islice(new_people(start), number))
    leads = insert_many(_lead(company, person, now) for person in people)
    messages = insert_many(_message(lead, now) for lead in leads)
    insert_many(
        Inquiry(
            lead=lead,
            message=message,
            channel=company.channel,
            received_at=now,
            text=str(person["message"]),
        )
        for lead, message, person in zip(leads, messages, people, strict=True)
    )
    found = Lead.objects.select_related("customer__owner", "channel")
    return list(found.filter(pk__in=[lead.pk for lead in leads]).order_by("pk"))


def _lead(company: Company, person: dict[str, object], now: datetime) -> Lead:
    told = ("name", "company", "email", "phone", "country", "city", "industry", "product")
    return Lead(
        **{name: person[name] for name in told},
        quantity=person["quantity"],
        base_value_minor=int(str(person["value"])) * 100,
        language="en",
        source="Website",
        channel=company.channel,
        waiting_for=WaitingFor.ROUTING,
        try_at=now,
        received_at=now,
        opened_at=now,
        touched_at=now,
    )


def _message(lead: Lead, now: datetime) -> InboxMessage:
    return InboxMessage(
        channel_id=lead.channel_id,
        external_id=f"routing-{lead.pk}",
        content_hash=f"{lead.pk:064d}",
        body=b"{}",
        received_at=now,
        outcome=Outcome.CREATED,
        lead=lead,
        finished_at=now,
    )


def _route(waiting: Sequence[Lead]) -> list[float]:
    """Milliseconds for each lead; the first few are routed for warming up only."""
    took = []
    for place, lead in enumerate([*waiting[:5], *waiting]):
        with transaction.atomic():
            fresh = Lead.objects.select_related("customer__owner", "channel").get(pk=lead.pk)
            wish = wish_for(fresh, event_kind=RoutingEvent.ARRIVED)
            began = time.perf_counter()
            (routed,) = route([wish], now=timezone.now())
            if place >= 5:
                took.append((time.perf_counter() - began) * 1000)
            if routed.owner_id is None:
                raise RuntimeError(f"This lead found no owner: {routed}")
            transaction.set_rollback(True)
    return took


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
