"""What the desk's templates ask about public pools."""

from __future__ import annotations

from django import template

from assignment.desk import public_pool

register = template.Library()


@register.simple_tag(takes_context=True)
def claimable_count(context: template.Context) -> int | None:
    """How many leads lie in public pools for the reader; None if he has no public pool."""
    return public_pool.count_for(context["request"].user)
