"""The company that is measured: 50 rules × 3 conditions, 100 reps in 10 pools, 100,000 leads."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count, product

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model

from assignment.choices import Strategy
from assignment.models import Condition, Pool, PoolMember, Rule, RuleSet, RuleSetVersion
from assignment.policies import replace_policy
from assignment.versions.rule_sets import draft_of, publish
from leads.choices import ChannelKind, CloseReason, KeyScope, LeadStatus, Outcome
from leads.keys import make_key
from leads.models import (
    Channel,
    ContactPoint,
    CurrencyRate,
    Customer,
    InboxMessage,
    Lead,
    Product,
)
from reps.bulk import insert_many
from reps.models import Calendar, Leave, Rep, WorkingBlock

NAME = "Benchmark"
COUNTRIES = ("DE", "FR", "US", "GB", "IN", "BR", "JP", "AU", "ES", "NL")
INDUSTRIES = ("Machinery", "Automotive", "Energy", "Food", "Logistics")
STRATEGIES = (Strategy.ROUND_ROBIN, Strategy.WEIGHTED, Strategy.LOAD_BALANCE)
REPS = 100
LEADS = 100_000
QUICK_LEADS = 10_000
CUSTOMERS = 2_000
CHUNK = 5_000
ENDLESS = 1_000_000  # a limit that is checked and never reached


class NotEmpty(RuntimeError):
    """The database holds something already; a benchmark must not touch it."""


@dataclass(frozen=True, slots=True)
class Company:
    channel: Channel
    key: str
    reps: Sequence[Rep]
    pools: Sequence[Pool]


def fill(*, leads: int = LEADS, now: datetime) -> Company:
    """Migrate an empty database and make the company in it, or find it there.

    Raises NotEmpty when the database holds anything else.
    """
    call_command("migrate", verbosity=0)
    if Channel.objects.filter(name=NAME).exists():
        return _found(now)
    if User.objects.exists() or Lead.objects.exists():
        raise NotEmpty(f"{connection.settings_dict['NAME']} is not empty")
    with transaction.atomic():
        reps = hire(REPS, now=now)
        pools = [_pool(number, reps) for number in range(len(COUNTRIES))]
        channel = Channel.objects.create(name=NAME, slug="benchmark", kind=ChannelKind.API)
        _, key = make_key(channel=channel, name=NAME, scope=KeyScope.READ, now=now)
        replace_policy({"reminders": [50, 80]}, now=now)
        _facts_about_the_world(now)
        publish_rules(pools, now=now)
    fill_leads(leads, channel=channel, reps=reps, now=now)
    return Company(channel, key, reps, pools)


def _found(now: datetime) -> Company:
    """The company that another benchmark has made, with its rules in force and a key more."""
    channel = Channel.objects.get(name=NAME)
    _, key = make_key(channel=channel, name=NAME, scope=KeyScope.READ, now=now)
    pools = list(Pool.objects.filter(name__in=COUNTRIES).order_by("pk"))
    publish_rules(pools, now=now)
    return Company(channel, key, list(Rep.objects.order_by("pk")[:REPS]), pools)


def hire(number: int, *, now: datetime) -> list[Rep]:
    """Reps with logins, limits, calendars that are always open, and some leave ahead."""
    calendars = [_open_calendar(f"Calendar {number}, {now:%f}") for number in range(2)]
    first = User.objects.count()
    users = User.objects.bulk_create(
        User(username=f"rep{first + place}", password="!") for place in range(number)
    )
    reps = Rep.objects.bulk_create(
        Rep(
            name=f"Rep {user.pk}",
            user=user,
            calendar=calendars[place % 2],
            capacity=ENDLESS,
            daily_cap=ENDLESS,
        )
        for place, user in enumerate(users)
    )
    away = now + timedelta(days=30)
    Leave.objects.bulk_create(
        Leave(rep=rep, starts_at=away, ends_at=away + timedelta(days=7)) for rep in reps[::10]
    )
    return reps


def publish_rules(pools: Sequence[Pool], *, now: datetime) -> RuleSetVersion:
    """A rule for every country and industry, of three conditions each, and a catch-all."""
    draft = empty_draft()
    pairs = list(product(zip(COUNTRIES, pools, strict=True), INDUSTRIES))
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
    return publish_draft(draft, catch_all=pools[0], now=now)


def publish_one_pool(reps: Sequence[Rep], *, now: datetime) -> Pool:
    """Everything goes to one catch-all pool of these reps."""
    pool = make_pool(f"Everybody {len(reps)}", Strategy.WEIGHTED, reps)
    publish_draft(empty_draft(), catch_all=pool, now=now)
    return pool


def new_people(start: int = 0) -> Iterator[dict[str, object]]:
    """Submissions of people who have never written before, spread over rules and pools."""
    for number in count(start):
        country = COUNTRIES[number * 7 % len(COUNTRIES)]
        industry = INDUSTRIES[number * 3 % len(INDUSTRIES)] if number % 10 else "Other"
        yield {
            "external_id": f"crm-{number}",
            "name": f"Person {number}",
            "company": f"Company {number} Ltd",
            "email": f"person@company{number}.com",
            "phone": f"+8613{number % 1_000_000_000:09d}",
            "country": country,
            "city": "Springfield",
            "industry": industry,
            "product": "Pump",
            "quantity": 20 + number % 50,
            "value": 10_000 + number % 5_000,
            "currency": "USD",
            "language": "en",
            "source": "Website",
            "message": "Please send us your price list and the terms of delivery.",
            "attributes": {"page": "/pumps", "visits": number % 9},
        }


def fill_leads(number: int, *, channel: Channel, reps: Sequence[Rep], now: datetime) -> None:
    """Leads of the past with their messages and contact points, written directly as rows."""
    for start in range(0, number, CHUNK):
        some = range(start, min(start + CHUNK, number))
        with transaction.atomic():
            leads = insert_many(_old_lead(n, channel, reps, now) for n in some)
            insert_many(_old_message(lead, now) for lead in leads)
            insert_many(
                ContactPoint(lead=lead, namespace=namespace, value=value, created_at=now)
                for lead in leads
                for namespace, value in (("email", lead.email), ("phone", lead.phone))
            )
        print(f"\r{some.stop:,} leads", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    _analyze(Lead, InboxMessage, ContactPoint)


def _analyze(*models: type[Model]) -> None:
    """Tell the planner how large the filled tables are.

    Only those: a table that was seen empty is scanned whole for every foreign key that a
    session checks, until autovacuum comes by.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM ANALYZE {', '.join(model._meta.db_table for model in models)}")
        else:
            cursor.execute("ANALYZE")


def _old_lead(number: int, channel: Channel, reps: Sequence[Rep], now: datetime) -> Lead:
    at = now - timedelta(minutes=number)
    return Lead(
        name=f"Somebody {number}",
        company=f"Old company {number}",
        company_key=f"oldcompany{number}",
        email=f"somebody@old{number}.com",
        phone=f"+4930{number:08d}",
        country="DE",
        industry=INDUSTRIES[number % len(INDUSTRIES)],
        source="Website",
        channel=channel,
        owner=reps[number % len(reps)],
        status=LeadStatus.LOST,
        close_reason=CloseReason.NO_BUDGET,
        received_at=at,
        opened_at=at,
        touched_at=at,
        assigned_at=at,
        closed_at=at,
    )


def _old_message(lead: Lead, now: datetime) -> InboxMessage:
    return InboxMessage(
        channel_id=lead.channel_id,
        external_id=f"old-{lead.pk}",
        content_hash=f"{lead.pk:064d}",
        body=b'{"name": "Somebody"}',
        received_at=lead.received_at,
        outcome=Outcome.CREATED,
        lead=lead,
        finished_at=now,
    )


def _facts_about_the_world(now: datetime) -> None:
    long_ago = now - timedelta(days=365)
    CurrencyRate.objects.create(currency="USD", valid_from=long_ago.date(), rate=Decimal("7.1"))
    Product.objects.create(name="Pump", key_quantity=10_000)
    Customer.objects.bulk_create(
        Customer(name=f"Customer {number}", domain=f"customer{number}.com", since=long_ago)
        for number in range(CUSTOMERS)
    )


def _open_calendar(name: str) -> Calendar:
    calendar = Calendar.objects.create(name=name)
    WorkingBlock.objects.bulk_create(
        WorkingBlock(calendar=calendar, weekday=weekday, starts=time(0), ends=time(23, 59, 59))
        for weekday in range(7)
    )
    return calendar


def _pool(number: int, reps: Sequence[Rep]) -> Pool:
    """Ten reps for each pool, and one more of the next, who is thus in two."""
    own = [reps[(number * 10 + place) % len(reps)] for place in range(11)]
    return make_pool(COUNTRIES[number], STRATEGIES[number % len(STRATEGIES)], own)


def make_pool(name: str, strategy: str, reps: Sequence[Rep]) -> Pool:
    pool = Pool.objects.create(name=name, strategy=strategy, respects_hours=True)
    PoolMember.objects.bulk_create(
        PoolMember(pool=pool, rep=rep, weight=Decimal(1 + place % 3))
        for place, rep in enumerate(reps)
    )
    return pool


def empty_draft() -> RuleSetVersion:
    rule_set, _ = RuleSet.objects.get_or_create(name="Rules")
    draft = draft_of(rule_set)
    draft.rules.all().delete()
    return draft


def publish_draft(draft: RuleSetVersion, *, catch_all: Pool, now: datetime) -> RuleSetVersion:
    Rule.objects.create(
        version=draft, position=999, name="Everything else", pool=catch_all, is_catch_all=True
    )
    return publish(draft, by=None, now=now)
