"""Leads out of the rows of a spreadsheet, once its columns are mapped."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from leads.channels.build import Context, build_draft, read_text
from leads.channels.codes import country_code
from leads.channels.notes import Notes
from leads.draft import LeadDraft, ProblemCode
from leads.tables.dates import Order
from leads.tables.values import is_blank, parse_date, parse_flag, parse_status

CONVERTED = "converted"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOptions:
    """What the file does not say itself. ``zone`` is the name of the zone its times are in."""

    default_region: str
    date_order: Order | None = None
    currency: str = ""
    zone: str = "UTC"


def parse(row: Mapping[str, object], *, options: RowOptions) -> LeadDraft:
    """Read one row, as ``tables.mapping.map_row`` gives it: target to cell.

    A row that says it was converted, by flag or by date, is; a flag that says no leaves
    the status open. A status that says nothing to us is a problem and stays an attribute.
    """
    notes = Notes()
    extra = row.get("attributes")
    given = {target: cell for target, cell in row.items() if not _is_empty(target, cell)}
    draft = build_draft(
        {target: _as_written(cell) for target, cell in given.items()},
        extra=_facts(extra) if isinstance(extra, Mapping) else {},
        context=Context(default_region=options.default_region, currency=options.currency),
        notes=notes,
    )
    dates = _dates(given, options=options, notes=notes)
    return replace(
        draft,
        owner=read_text(given, "owner", notes=notes),
        status=_status(given, is_dated=dates["converted_at"] is not None, notes=notes),
        received_at=dates["received_at"],
        converted_at=dates["converted_at"],
        last_follow_up_at=dates["last_follow_up_at"],
        attributes={**notes.attributes({}), **draft.attributes},
        problems=tuple(notes.problems),
    )


def _is_empty(target: str, cell: object) -> bool:
    if not is_blank(cell):
        return False
    return not (target == "country" and isinstance(cell, str) and country_code(cell))  # Namibia


def _as_written(cell: object) -> object:
    return cell.isoformat(" ") if isinstance(cell, datetime) else cell


def _facts(extra: Mapping[str, object]) -> dict[str, object]:
    return {header: cell for header, cell in extra.items() if not is_blank(cell)}


def _dates(
    given: Mapping[str, object], *, options: RowOptions, notes: Notes
) -> dict[str, datetime | None]:
    dates: dict[str, datetime | None] = {}
    for target in ("received_at", "converted_at", "last_follow_up_at"):
        cell = given.get(target)
        dates[target] = parse_date(cell, order=options.date_order, zone=_zone(options.zone))
        if cell is not None and dates[target] is None:
            notes.refuse(target, ProblemCode.BAD_DATE, cell)
    return dates


def _status(given: Mapping[str, object], *, is_dated: bool, notes: Notes) -> str:
    """Give the status that the row states, keeping its own word for it as an attribute."""
    text = read_text(given, "status", notes=notes)
    status = parse_status(text) if text else ""
    if text:
        notes.kept["status"] = text
    if text and not status and parse_flag(text) is not False:
        notes.complain("status", ProblemCode.UNKNOWN_STATUS, text)
    is_converted = parse_flag(given.get(CONVERTED, ""))
    if is_converted or (is_dated and not status):
        return CONVERTED
    return status


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
