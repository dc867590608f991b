"""Bringing the shipped table of regions into the database, where managers edit it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from simple_history.utils import bulk_create_with_history

from leads.models import Region
from leads.regions.shipped import shipped_table
from leads.regions.table import Place, Table
from reps.models import Rep


def ensure_regions() -> int:
    """Add the shipped regions that are missing, with what they lie in; returns how many.

    Safe to repeat, also beside another process: regions that are there stay as managers have
    made them, and so do the links between them. Territories of reps that were typed as names
    become codes.
    """
    try:
        added = _fill(shipped_table())
    except IntegrityError:  # somebody else is filling the table at this moment
        added = 0
    _name_territories(shipped_table())
    return added


@transaction.atomic
def _fill(table: Table) -> int:
    known = set(Region.objects.values_list("code", flat=True))
    missing = [place for place in table.places.values() if place.code not in known]
    if missing:
        bulk_create_with_history([_row(place) for place in missing], Region, batch_size=100)
        _link(table, new={place.code for place in missing})
    return len(missing)


def _row(place: Place) -> Region:
    return Region(
        code=place.code,
        kind=place.kind,
        name_en=place.name_en,
        name_zh=place.name_zh,
        aliases=list(place.aliases),
    )


def _link(table: Table, *, new: set[str]) -> None:
    """Links of which one end is new; others were made before, or unmade by a manager."""
    ids = dict(Region.objects.values_list("code", "pk"))
    through = Region.parents.through
    through.objects.bulk_create(
        [
            through(from_region_id=ids[code], to_region_id=ids[parent])
            for code, place in table.places.items()
            for parent in place.parents
            if code in new or parent in new
        ],
        batch_size=200,
        ignore_conflicts=True,
    )


def _name_territories(table: Table) -> None:
    for rep in Rep.objects.exclude(regions=[]).only("pk", "regions"):
        codes = as_codes(rep.regions, table)
        if codes != rep.regions:
            Rep.objects.filter(pk=rep.pk).update(regions=codes)


def as_codes(names: Sequence[str], table: Table) -> list[str]:
    """Codes for codes or names of regions; what nobody knows stays as it is."""
    codes = (name if name in table.places else table.find(name) or name for name in names)
    return list(dict.fromkeys(codes))
