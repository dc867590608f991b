"""Who writes to the demo company, when, and through which door. Pure: same seed, same mail."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from reports.demo import words
from reports.demo.cast import CUSTOMERS
from reports.demo.places import PLACES, Place
from reports.demo.wares import BEARING, FAIR, INDUSTRIES, SPARES
from reports.demo.words import BY_FORM, DEMAND, SOURCES

REST, FORM = "portal", "website"
HOURS = [1, 1, 1, 1, 1, 1, 2, 5, 14, 30, 32, 28, 14, 24, 30, 30, 26, 16, 9, 7, 6, 5, 3, 2]
WEEKDAYS = [11, 12, 12, 11, 8, 3, 2]
AGAIN, SPAM, NAMELESS, REPEATED, DISTRIBUTORS = 0.09, 0.03, 0.015, 0.02, 0.012
KEY_LEADS, GRADED = 0.025, 0.35
CUSTOMERS_WRITE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One submission; ``hint`` tells the history how it must go on, if it must.

    ``let_go``: nobody follows up. ``undecided``: no manager decides.
    """

    at: datetime
    channel: str
    body: bytes
    key: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Firm:
    name: str
    domain: str
    place: Place
    industry: str


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    phone: str
    firm: Firm


class Public:
    """The people out there; asks its generator in a fixed order, so a seed makes one world."""

    def __init__(self, dice: random.Random, *, count: int) -> None:
        self.dice = dice
        self.places = dice.choices(PLACES, [place.share for place in PLACES], k=count)
        self.firms = [self._firm(place, number) for number, place in enumerate(self.places)]
        self.known = [self._customer(*customer[:2]) for customer in CUSTOMERS]

    def person(self) -> Person:
        """Anybody: now and then somebody of a company that has bought before."""
        is_known = self.dice.random() < CUSTOMERS_WRITE
        return self.person_of(self.dice.choice(self.known if is_known else self.firms))

    def stranger(self, *countries: str) -> Person:
        """Somebody of a company that has never bought, from one of these countries if any."""
        near = [firm for firm in self.firms if firm.place.country in countries]
        return self.person_of(self.dice.choice(near or self.firms))

    def person_of(self, firm: Firm) -> Person:
        place = firm.place
        last, first = (self.dice.choice(names[place.names]) for names in (words.LAST, words.FIRST))
        name = last + first if place.names == "zh" else f"{first} {last}"
        phone = "".join(str(self.dice.randrange(2, 10)) if c == "N" else c for c in place.dial)
        local = words.PINYIN.get(last) or _ascii(last)
        email = f"{local}{self.dice.randrange(10, 999)}@{firm.domain}"
        how = self.dice.random()
        return Person(name, email if how > 0.12 else "", phone if how < 0.8 else "", firm)

    def _firm(self, place: Place, number: int) -> Firm:
        shape, names = words.FIRM[place.names]
        word, trade = self.dice.choice(names), self.dice.choice(words.TRADE[place.names])
        city = self.dice.choice(place.cities)
        domain = f"{words.PINYIN.get(word) or _ascii(word)}-{number + 1}.example"
        industry = self.dice.choice(INDUSTRIES)
        return Firm(shape.format(city=city, word=word, trade=trade), domain, place, industry)

    def _customer(self, name: str, domain: str) -> Firm:
        country = _COUNTRY_OF_CUSTOMER.get(domain, "CN")
        place = next(place for place in PLACES if place.country == country)
        return Firm(name, domain, place, self.dice.choice(INDUSTRIES))


_COUNTRY_OF_CUSTOMER = {
    "keller-maschinenbau.example": "DE",
    "alpenwerk.example": "CH",
    "talleres-ibarra.example": "ES",
    "metalurgica-paulista.example": "BR",
    "midwest-drives.example": "US",
    "saigon-industrial.example": "VN",
    "northern-bearings.example": "GB",
}


def arrivals(*, count: int, days: int, ends_at: datetime, dice: random.Random) -> Iterator[Arrival]:
    """About ``count`` submissions of the last ``days``, in no set order, none after ``ends_at``."""
    public = Public(dice, count=max(20, count * 6 // 10))
    for number in range(count):
        person = public.person()
        at = _moment(person.firm.place, days=days, ends_at=ends_at, dice=dice)
        for arrival in _story(person, at=at, number=number, dice=dice):
            if arrival.at < ends_at:
                yield arrival
    yield from _last_scene(public, ends_at=ends_at, dice=dice)


def _moment(place: Place, *, days: int, ends_at: datetime, dice: random.Random) -> datetime:
    """Some moment of the writer's working life before the end; a little more lately."""
    zone = ZoneInfo(place.zone)
    today = ends_at.astimezone(zone).date()
    dates = [today - timedelta(days=back) for back in range(days)]
    weights = [WEEKDAYS[day.weekday()] * (1.2 - back / days / 2) for back, day in enumerate(dates)]
    while True:
        (day,) = dice.choices(dates, weights)
        at = _at(day, dice.choices(range(24), HOURS)[0], zone=zone, dice=dice)
        if ends_at - timedelta(days=days) < at < ends_at:
            return at


def _at(day: date, hour: int, *, zone: ZoneInfo, dice: random.Random) -> datetime:
    shown = time(hour, dice.randrange(60), dice.randrange(60))
    return datetime.combine(day, shown, tzinfo=zone).astimezone(ZoneInfo("UTC"))


def _story(person: Person, *, at: datetime, number: int, dice: random.Random) -> Iterator[Arrival]:
    """What one person sends: most of them once, some again, some nothing that one can use."""
    if dice.random() < SPAM:
        yield _form(at, {"name": "SEO Expert", "email": "x@spam.example", "message": words.SPAM})
        return
    fields = _inquiry(person, dice=dice)
    if dice.random() < NAMELESS:
        yield _form(at, {name: v for name, v in fields.items() if name not in ("email", "phone")})
        return
    source = str(fields["source"])
    first = _form(at, fields) if source in BY_FORM else _rest(at, fields, number=number)
    yield first
    if dice.random() < REPEATED and first.channel == REST:
        yield replace(first, at=at + timedelta(seconds=40))
    if dice.random() < AGAIN:
        yield _again(person, fields, at=at, dice=dice)


def _inquiry(person: Person, *, dice: random.Random) -> dict[str, object]:
    place, firm = person.firm.place, person.firm
    (product,) = dice.choices(list(DEMAND), list(DEMAND.values()))
    quantity = dice.randint(*words.USUAL_QUANTITY[product])
    if dice.random() < KEY_LEADS:
        quantity *= 12
    texts = words.MESSAGES[place.language]
    message = dice.choice(texts)
    if dice.random() < DISTRIBUTORS:
        message = words.DISTRIBUTOR[place.language]
    city = dice.choice(place.cities)
    fields: dict[str, object] = {
        "name": person.name,
        "company": firm.name,
        "email": person.email,
        "phone": person.phone,
        "country": place.country,
        "region": place.region,
        "city": city,
        "industry": firm.industry,
        "language": place.language,
        "product": product,
        "source": _source(place, dice=dice),
        "message": message.format(product=product, quantity=quantity, city=city),
    }
    if dice.random() < 0.6:
        fields["quantity"] = quantity
    if dice.random() < 0.4:
        fields |= _value(product, quantity, place)
    if dice.random() < GRADED:
        fields["grade"] = dice.choice("ABBCCC")
    return {name: value for name, value in fields.items() if value}


def _value(product: str, quantity: int, place: Place) -> dict[str, object]:
    worth = words.UNIT_PRICE[product] * quantity / {"CNY": 1, "USD": 7, "EUR": 8}[place.currency]
    return {"value": f"{worth:.2f}", "currency": place.currency}


def _source(place: Place, *, dice: random.Random) -> str:
    home = place.country == "CN"
    shares = [share[0] if home else share[1] for share in SOURCES.values()]
    return dice.choices(list(SOURCES), shares)[0]


def _again(
    person: Person, fields: dict[str, object], *, at: datetime, dice: random.Random
) -> Arrival:
    """The same person once more, through the other door and in other words."""
    later = at + timedelta(hours=dice.choice([1, 5, 30, 80, 200, 400]))
    names = ("name", "company", "country", "product", "language", "source")
    kept = {name: fields[name] for name in names if name in fields}
    text = words.AGAIN[person.firm.place.language].format(product=fields["product"])
    contact = {"email": person.email.upper()} if person.email else {"phone": person.phone}
    again = kept | contact | {"message": text}
    return _rest(later, again, number=None) if fields["source"] in BY_FORM else _form(later, again)


def _form(at: datetime, fields: dict[str, object], hint: str = "") -> Arrival:
    return Arrival(at=at, channel=FORM, body=urlencode(fields).encode(), hint=hint)


def _rest(
    at: datetime, fields: dict[str, object], *, number: int | None, hint: str = ""
) -> Arrival:
    key = "" if number is None else f"portal-{number}"
    body = json.dumps(fields, ensure_ascii=False).encode()
    return Arrival(at=at, channel=REST, body=body, key=key, hint=hint)


# Hours before the end, and how each goes on, so that the company is alive when one looks in.
LET_GO_BEFORE = (23.8, 23.3, 22.0, 20.0, 17.0, 13.0, 9.0, 230.0, 340.0)
KEY_BEFORE = ((3.2, "undecided"), (1.5, "undecided"), (0.4, "undecided"), (11.7, "let_go"))
DISTRIBUTORS_BEFORE = (7.0, 2.5)
LARGE_BEFORE = (0.75, 0.5, 0.3)
TO_CLAIM_BEFORE = ((6.6, "CN"), (4.9, "CN"), (2.7, "GB"), (1.2, "CN"), (0.4, "CN"))
FAIR_BEFORE = (9.8, 9.4, 8.8, 8.1, 7.6, 7.0, 6.2, 5.8, 5.1, 4.4, 4.2, 3.9, 3.0, 2.2, 1.1, 0.6)
FRESH_BEFORE = (0.9, 0.5, 0.25, 0.1)


def _last_scene(public: Public, *, ends_at: datetime, dice: random.Random) -> Iterator[Arrival]:
    for hours in LET_GO_BEFORE:
        yield _rest(_before(ends_at, hours), _plain(public), number=None, hint="let_go")
    for hours, hint in KEY_BEFORE:
        key = _plain(public) | {"value": "1680000", "currency": "CNY"}
        yield _rest(_before(ends_at, hours), key, number=None, hint=hint)
    for hours in DISTRIBUTORS_BEFORE:
        asked = _plain(public)
        shape = words.DISTRIBUTOR[str(asked["language"])]
        text = shape.format(product=asked["product"], city=asked["city"])
        yield _form(_before(ends_at, hours), asked | {"message": text}, hint="undecided")
    for hours in LARGE_BEFORE:
        large = _plain(public, "CN") | {"product": BEARING, "value": "480000", "currency": "CNY"}
        large["message"] = words.LARGE_ORDER.format(product=BEARING, city=large["city"])
        yield _rest(_before(ends_at, hours), large, number=None, hint="undecided")
    for hours, country in TO_CLAIM_BEFORE:
        asked = _plain(public, country) | {"product": SPARES}
        text = words.SPARE_PARTS.get(str(asked["language"]), words.SPARE_PARTS["en"])
        yield _form(_before(ends_at, hours), asked | {"message": text}, hint="undecided")
    for hours in FAIR_BEFORE:
        asked = _plain(public) | {"source": FAIR, "channel_of_fair": "booth 9.2 K14"}
        text = words.AT_THE_FAIR.format(product=asked["product"])
        yield _rest(_before(ends_at, hours), asked | {"message": text}, number=None)
    for hours in FRESH_BEFORE:
        yield _form(_before(ends_at, hours), _plain(public))


def _plain(public: Public, *countries: str) -> dict[str, object]:
    """A stranger's inquiry without value and quantity."""
    person = public.stranger(*countries)
    email = f"office{public.dice.randrange(1000, 9999)}@{person.firm.domain}"
    fields = _inquiry(replace(person, email=email, phone=""), dice=public.dice)
    return {name: fields[name] for name in fields if name not in ("value", "currency", "quantity")}


def _before(ends_at: datetime, hours: float) -> datetime:
    return ends_at - timedelta(hours=hours)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore")
    return plain.decode().lower()
