"""What a user chose: the language and the time zone in which he reads Fairlead."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from reps.models import Preferences

FREQUENT = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Dubai",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "UTC",
)


@cache
def time_zones() -> tuple[str, ...]:
    """Every zone by region and city, the frequent ones first; aliases without region are left."""
    others = {name for name in available_timezones() if "/" in name and name[:4] != "Etc/"}
    return (*FREQUENT, *sorted(others - set(FREQUENT)))


def choose_language(*, user_id: int, language: str) -> None:
    """Remember a language that settings offer. May be repeated."""
    Preferences.objects.update_or_create(user_id=user_id, defaults={"language": language})


def choose(*, user_id: int, language: str, time_zone: str) -> None:
    """Remember both. May be repeated."""
    chosen = {"language": language, "time_zone": time_zone}
    Preferences.objects.update_or_create(user_id=user_id, defaults=chosen)
