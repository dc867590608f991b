"""Plain functions that make rows for tests; defaults are the dullest that are valid."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission, User

from assignment.models import Condition, Policy, Pool, PoolMember, Rule, RuleSet, RuleSetVersion
from assignment.policies import replace_policy
from assignment.rule_sets import draft_of, publish
from leads.choices import ChannelKind
from leads.intake.receive import Receipt, receive_json
from leads.models import Channel, Customer, Lead
from reps.models import Rep, Team

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
_numbers = itertools.count(1)


def make_user(name: str, *, sees_all: bool = False, **fields: Any) -> User:
    user = User.objects.create_user(name, password="a long password", **fields)
    if sees_all:
        user.user_permissions.add(Permission.objects.get(codename="see_all_leads"))
    return user


def make_rep(name: str = "", *, team: Team | None = None, **fields: Any) -> Rep:
    """A rep with a login of the same name."""
    name = name or f"rep{next(_numbers)}"
    user = fields.pop("user", None) or make_user(name.lower())
    return Rep.objects.create(name=name, user=user, team=team, **fields)


def make_channel(slug: str = "api", kind: str = ChannelKind.API, **fields: Any) -> Channel:
    return Channel.objects.create(name=slug, slug=slug, kind=kind, **fields)


def make_policy(**values: Any) -> Policy:
    return replace_policy({"reminders": [50, 80]} | values, now=MONDAY)


def make_pool(*reps: Rep | tuple[Rep, str], **fields: Any) -> Pool:
    """A pool of reps, or of (rep, weight)."""
    fields.setdefault("name", f"pool{next(_numbers)}")
    pool = Pool.objects.create(**fields)
    for member in reps:
        rep, weight = member if isinstance(member, tuple) else (member, "1")
        PoolMember.objects.create(pool=pool, rep=rep, weight=Decimal(weight))
    return pool


def make_rules(*rules: tuple[Pool, tuple[str, str, Any]], catch_all: Pool | None) -> RuleSetVersion:
    """Publish rules, each a pool and one condition (field, operator, value), and a catch-all."""
    rule_set, _ = RuleSet.objects.get_or_create(name="Rules")
    draft = draft_of(rule_set)
    draft.rules.all().delete()
    for position, (pool, (field, operator, value)) in enumerate(rules):
        rule = Rule.objects.create(
            version=draft, position=position, name=f"rule {position}", pool=pool
        )
        Condition.objects.create(rule=rule, field=field, operator=operator, value=value)
    if catch_all is not None:
        Rule.objects.create(
            version=draft, position=999, name="everything else", pool=catch_all, is_catch_all=True
        )
    return publish(draft, by=None, now=MONDAY)


def make_customer(name: str = "Acme", *, owner: Rep | None = None, **fields: Any) -> Customer:
    return Customer.objects.create(name=name, owner=owner, since=MONDAY, **fields)


def send(channel: Channel, *, now: datetime = MONDAY, key: str = "", **fields: Any) -> Receipt:
    """One submission through the real intake; without fields it has just a name and a mail."""
    fields = fields or {"name": "Wei", "email": f"wei{next(_numbers)}@example.com"}
    return receive_json(
        channel=channel, body=json.dumps(fields).encode(), idempotency_key=key, now=now
    )


def make_lead(channel: Channel | None = None, *, now: datetime = MONDAY, **fields: Any) -> Lead:
    """A lead that came through the real intake and was routed by whatever rules there are."""
    channel = channel or Channel.objects.filter(slug="api").first() or make_channel()
    if not Policy.objects.filter(is_current=True).exists():
        make_policy()
    receipt = send(channel, now=now, **fields)
    return Lead.objects.select_related("owner").get(pk=receipt.answer["lead"]["id"])
