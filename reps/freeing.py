"""The one link that points upwards from people: who is told that reps have room for leads.

People exist without leads. Whatever frees a rep (he is resumed, a limit is raised, leave ends
sooner, hours change) says so to whatever ``settings.REPS_FREED`` names, the way Django itself
sends mail through whatever ``settings.EMAIL_BACKEND`` names. It is called in the transaction of
the change, and may be called once too often: for somebody who has no room after all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@cache
def _listener(name: str) -> Callable[..., Any]:
    return import_string(name)


def freed(rep_ids: Collection[int], *, now: datetime) -> None:
    """These reps may be able to take a lead now."""
    if rep_ids:
        _listener(settings.REPS_FREED)(rep_ids, now=now)
