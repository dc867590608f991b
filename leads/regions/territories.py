"""Whether a rep's territory covers a lead."""

from __future__ import annotations

from collections.abc import Iterable


def covers(rep_codes: Iterable[str], lead_areas: Iterable[str]) -> bool:
    """Whether a rep works the region that a lead lies in.

    Plain intersection: the areas of a lead hold all that it lies within, so a rep of Europe
    covers Germany. A rep's codes are those that he was given, never widened, or a rep of
    Germany would cover all of Europe. A rep without codes covers nothing.
    """
    return not set(rep_codes).isdisjoint(lead_areas)
