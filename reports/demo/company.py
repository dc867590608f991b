"""Setting up the demo company: logins, teams, calendars, rules, customers, channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

from assignment.policies import replace_policy
from assignment.roles import MANAGERS, SALES_OPERATIONS, ensure_roles
from leads.choices import ChannelKind
from leads.models import Channel, CurrencyRate, Customer, Product
from reports.demo import cast, wares
from reports.demo.arrivals import FORM, REST
from reports.demo.cast import Colleague, Seller
from reports.demo.routing import set_up_routing
from reps.models import Calendar, Leave, Preferences, Rep, Team, WorkingBlock

FILES = "spreadsheets"
RATES = {"USD": ("7.18", "7.11"), "EUR": ("8.02", "8.24")}
OPENED = timedelta(days=120)  # before the first lead of the history


@dataclass(frozen=True, slots=True)
class Company:
    """What the history needs to know of the company."""

    manager: User
    reps: Mapping[str, Rep]  # by login
    channels: Mapping[str, Channel]  # by short name


def found(*, opens_at: datetime, ends_at: datetime) -> Company:
    """Make everything that leads need before the first of them can arrive.

    The database must hold nothing of the kind yet. The rep who is on leave is so at
    ``ends_at``.
    """
    password = make_password(cast.PASSWORD)  # slow on purpose, so once for all
    ensure_roles()
    manager = _login(cast.MANAGER, password, is_staff=True)
    manager.groups.set(Group.objects.filter(name__in=[MANAGERS, SALES_OPERATIONS]))
    reps = _reps(password, manager=manager)
    start, days = ends_at - timedelta(days=3), timedelta(days=7)
    Leave.objects.create(
        rep=reps[cast.ON_LEAVE], starts_at=start, ends_at=start + days, reason="Urlaub"
    )
    _vocabulary(opens_at)
    _customers(reps, since=opens_at - OPENED)
    replace_policy({"reminders": [50, 80], "retry_minutes": 60}, now=opens_at)
    set_up_routing(reps, by=manager.pk, now=opens_at)
    return Company(manager, reps, _channels())


def _login(who: Colleague, password: str, **fields: bool) -> User:
    user = User.objects.create(username=who.login, first_name=who.name, password=password, **fields)
    Preferences.objects.create(user=user, language=who.language, time_zone=who.zone)
    return user


def _reps(password: str, *, manager: User) -> dict[str, Rep]:
    calendars = {
        cast.SHANGHAI: _calendar(
            cast.SHANGHAI, "Asia/Shanghai", "CN", ("09:00-12:00", "13:00-18:00")
        ),
        cast.BERLIN: _calendar(cast.BERLIN, "Europe/Berlin", "DE", ("08:30-17:00",)),
    }
    teams = {
        name: Team.objects.create(name=name, manager=manager) for name in (cast.EAST, cast.ABROAD)
    }
    return {
        seller.login: _rep(
            seller,
            user=_login(seller, password),
            team=teams[seller.team],
            calendar=calendars[seller.calendar],
        )
        for seller in cast.SELLERS
    }


def _rep(seller: Seller, *, user: User, team: Team, calendar: Calendar) -> Rep:
    return Rep.objects.create(
        name=seller.name,
        user=user,
        team=team,
        level=seller.level,
        languages=list(seller.languages),
        regions=list(seller.regions),
        calendar=calendar,
        capacity=seller.capacity,
        daily_cap=seller.daily_cap,
        skills=list(seller.skills),
        products=list(seller.products),
        industries=list(seller.industries),
    )


def _calendar(name: str, zone: str, country: str, blocks: tuple[str, ...]) -> Calendar:
    calendar = Calendar.objects.create(name=name, time_zone=zone, country=country)
    for weekday in range(5):
        for block in blocks:
            starts, ends = (time.fromisoformat(shown) for shown in block.split("-"))
            WorkingBlock.objects.create(
                calendar=calendar, weekday=weekday, starts=starts, ends=ends
            )
    return calendar


def _vocabulary(opens_at: datetime) -> None:
    for name, key_quantity in wares.KEY_QUANTITY.items():
        Product.objects.create(name=name, key_quantity=key_quantity)
    for currency, rates in RATES.items():
        for months, rate in enumerate(rates):
            day = opens_at.date() + timedelta(days=30 * months)
            CurrencyRate.objects.create(currency=currency, valid_from=day, rate=Decimal(rate))


def _customers(reps: Mapping[str, Rep], *, since: datetime) -> None:
    for name, domain, owner in cast.CUSTOMERS:
        Customer.objects.create(name=name, domain=domain, owner=reps[owner], since=since)


def _channels() -> dict[str, Channel]:
    rest = Channel.objects.create(
        slug=REST, name="合作平台 Partner portal", kind=ChannelKind.API, default_source="Alibaba"
    )
    form = Channel.objects.create(
        slug=FORM,
        name="官网询盘 Website",
        kind=ChannelKind.FORM,
        default_source="官网 Website",
        welcome="告诉我们您的需求 · Tell us what you need",
        consent_text="同意保存我的资料以便答复。 I agree that my details are kept for the reply.",
    )
    files = Channel.objects.create(
        slug=FILES, name="表格导入 Spreadsheets", kind=ChannelKind.SPREADSHEET
    )
    return {channel.slug: channel for channel in (rest, form, files)}
