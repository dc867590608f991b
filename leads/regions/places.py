"""The table of regions that holds now, kept in this process until somebody changes it.

Every change of a region leaves a trace in its history, so the newest number there tells
whether the table has changed. Who routes reads that number along with something else
(``STAMP``), and a change in any process holds from the next lead on, without a query.
"""

from __future__ import annotations

from dataclasses import dataclass

from leads.models import Region
from leads.regions.shipped import shipped_table
from leads.regions.table import Place, Table
from reps.sql import read

STAMP = "(SELECT MAX(history_id) FROM leads_historicalregion)"


@dataclass(slots=True)
class _Held:
    table: Table | None = None
    stamp: int | None = None


_held = _Held()


def hold(stamp: int | None) -> Table:
    """The table as of a stamp; two queries if it is another than the last, else none.

    A database that nobody has filled has no stamp: then the shipped table counts.
    """
    table = _held.table
    if table is None or _held.stamp != stamp:
        table = _load() if stamp is not None else shipped_table()
        _held.table, _held.stamp = table, stamp
    return table


def held() -> Table:
    """The table as it was last held; asks the database only if that never was."""
    return _held.table or current()


def current() -> Table:
    """The table as of now, for pages and commands; one small query more than ``hold``."""
    ((stamp,),) = read(f"SELECT {STAMP}")
    return hold(stamp)


def forget() -> None:
    """Read the table anew when it is next asked for."""
    _held.table = _held.stamp = None


def _load() -> Table:
    """All regions in the order in which they were made: shipped ones from the top, then own."""
    links = Region.parents.through.objects.order_by("pk")
    parents: dict[int, list[str]] = {}
    for child, parent in links.values_list("from_region", "to_region__code"):
        parents.setdefault(child, []).append(parent)
    columns = ("pk", "code", "kind", "name_en", "name_zh", "aliases")
    return Table(
        Place(
            code=code,
            kind=kind,
            name_en=english,
            name_zh=chinese,
            aliases=tuple(map(str, aliases)),
            parents=tuple(parents.get(pk, ())),
        )
        for pk, code, kind, english, chinese, aliases in Region.objects.order_by("pk").values_list(
            *columns
        )
    )
