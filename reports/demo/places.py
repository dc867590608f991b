"""Where the demo's inquiries come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where inquiries come from: how often, in which language, and at whose hours."""

    country: str
    share: int
    language: str
    zone: str
    currency: str
    region: str
    cities: tuple[str, ...]
    dial: str  # with a letter N for each further digit
    names: str  # which list of names


PLACES = (
    Place(
        "CN",
        300,
        "zh",
        "Asia/Shanghai",
        "CNY",
        "华东",
        ("上海", "苏州", "杭州", "宁波", "南京", "无锡", "合肥"),
        "+86138NNNNNNNN",
        "zh",
    ),
    Place(
        "CN",
        90,
        "zh",
        "Asia/Shanghai",
        "CNY",
        "华南",
        ("广州", "深圳", "佛山", "东莞"),
        "+86136NNNNNNNN",
        "zh",
    ),
    Place(
        "CN",
        70,
        "zh",
        "Asia/Shanghai",
        "CNY",
        "华北",
        ("北京", "天津", "青岛"),
        "+86139NNNNNNNN",
        "zh",
    ),
    Place(
        "DE",
        50,
        "de",
        "Europe/Berlin",
        "EUR",
        "DACH",
        ("München", "Stuttgart", "Hamburg", "Dresden"),
        "+4915123NNNNNN",
        "de",
    ),
    Place(
        "AT",
        12,
        "de",
        "Europe/Vienna",
        "EUR",
        "DACH",
        ("Wien", "Linz", "Graz"),
        "+43664NNNNNNN",
        "de",
    ),
    Place(
        "CH", 12, "de", "Europe/Zurich", "EUR", "DACH", ("Zürich", "Basel"), "+4179NNNNNNN", "de"
    ),
    Place(
        "ES",
        30,
        "es",
        "Europe/Madrid",
        "EUR",
        "Europe",
        ("Madrid", "Bilbao", "Valencia"),
        "+34612NNNNNN",
        "es",
    ),
    Place(
        "MX",
        40,
        "es",
        "America/Mexico_City",
        "USD",
        "Latin America",
        ("Monterrey", "Puebla"),
        "+5255NNNNNNNN",
        "es",
    ),
    Place(
        "BR",
        25,
        "pt",
        "America/Sao_Paulo",
        "USD",
        "Latin America",
        ("São Paulo", "Curitiba"),
        "+55119NNNNNNNN",
        "es",
    ),
    Place(
        "US",
        85,
        "en",
        "America/Chicago",
        "USD",
        "North America",
        ("Chicago", "Detroit", "Houston"),
        "+1312555NNNN",
        "en",
    ),
    Place(
        "GB",
        45,
        "en",
        "Europe/London",
        "USD",
        "Europe",
        ("Birmingham", "Leeds", "Glasgow"),
        "+447400NNNNNN",
        "en",
    ),
    Place(
        "IN",
        50,
        "en",
        "Asia/Kolkata",
        "USD",
        "South Asia",
        ("Pune", "Chennai", "Ahmedabad"),
        "+9198NNNNNNNN",
        "en",
    ),
    Place(
        "VN",
        40,
        "en",
        "Asia/Ho_Chi_Minh",
        "USD",
        "Southeast Asia",
        ("Hanoi", "Ho Chi Minh City"),
        "+8490NNNNNNN",
        "en",
    ),
)
