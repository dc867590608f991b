"""Plain functions that make rows for tests; defaults are the dullest that are valid."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group, Permission, User

from assignment.models import (
    Condition,
    Policy,
    Pool,
    PoolMember,
    Review,
    Rule,
    RuleSet,
    RuleSetVersion,
)
from assignment.policies import replace_policy
from assignment.roles import MANAGERS, SALES_OPERATIONS, ensure_roles
from assignment.versions.rule_sets import draft_of, publish
from leads.choices import ChannelKind
from leads.followup import FollowUp, log_follow_up
from leads.intake.receive import Receipt, receive_json
from leads.keys import make_key
from leads.models import Activity, Channel, Customer, Lead
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


def make_api_key(channel: Channel, *, scope: str = "read") -> str:
    """The plain text of a new key."""
    return make_key(channel=channel, name="key", scope=scope, now=MONDAY)[1]


def make_operations(name: str = "chen") -> User:
    """Somebody of sales operations, who may use the admin."""
    ensure_roles()
    user = make_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=SALES_OPERATIONS))
    return user


def make_manager(name: str = "mei", *, team: Team) -> User:
    """The manager of a team, who may use the admin."""
    ensure_roles()
    user = make_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=MANAGERS))
    Team.objects.filter(pk=team.pk).update(manager=user)
    return user


def make_review(**fields: Any) -> Review:
    """An open review of a key lead, with whatever suggestion the rules give."""
    fields.setdefault("value", 2_000_000)
    fields.setdefault("email", f"key{next(_numbers)}@example.com")
    return Review.objects.get(lead=make_lead(**fields))


def after(hours: float) -> datetime:
    """So many hours after MONDAY."""
    return MONDAY + timedelta(hours=hours)


def follow_up(lead: Lead, *, now: datetime, kind: str = "call", **fields: Any) -> Activity:
    """The owner logs what he did."""
    lead = Lead.objects.select_related("owner").get(pk=lead.pk)
    done = FollowUp(kind=kind, **fields)
    return log_follow_up(lead=lead, rep=lead.owner, follow_up=done, by=None, now=now)


def reread(row: Any) -> Any:
    """A row as the database has it now, without anything that was cached on the object."""
    return type(row).objects.get(pk=row.pk)


def make_head(name: str = "head") -> User:
    """A team manager who may look at the admin, without a team."""
    ensure_roles()
    user = make_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=MANAGERS))
    return user
