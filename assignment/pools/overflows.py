"""Pools that hand leads on to one another when they have nobody."""

from __future__ import annotations

from assignment.choices import WhenNobody
from assignment.models import Pool


def circle_through(pool: Pool, overflow: Pool) -> list[Pool]:
    """The pools round which leads would go if ``pool`` overflowed to that one; empty if they end.

    A query for each pool on the way.
    """
    way, seen = [pool], set()
    following: Pool | None = overflow
    while following is not None and following.pk not in seen:
        way.append(following)
        if following.pk == pool.pk:
            return way
        seen.add(following.pk)
        is_on = following.when_nobody == WhenNobody.OVERFLOW
        following = following.overflow if is_on else None
    return []
