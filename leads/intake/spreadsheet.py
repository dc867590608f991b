"""A file on its way in: looked at, its columns named, and put into the queue.

``chunks`` then brings its rows in, and ``preview`` says beforehand what would happen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import file_digest
from itertools import islice
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files import File

from leads.choices import ImportMode, ImportState
from leads.intake.rows import Source, opened
from leads.models import Channel, SpreadsheetImport
from leads.tables.dates import Order
from leads.tables.mapping import (
    ATTRIBUTES,
    IGNORE,
    MANY,
    TARGETS,
    BadMapping,
    Cell,
    check_mapping,
    guess_mapping,
)
from leads.tables.reader import iter_rows, open_table
from leads.tables.values import guess_date_order, parse_date

ORDERS = ("DMY", "MDY", "YMD")
LOOK_AT = 20_000  # rows; a larger file is counted by its first run
DATES_TO_LOOK_AT = 50_000


class DatesAreAmbiguous(Exception):
    """Dates such as 2/3/2018 that nothing in the file explains; ``examples`` are some."""

    def __init__(self, examples: list[str]) -> None:
        super().__init__(", ".join(examples))
        self.examples = examples


class AlreadyStarted(Exception):
    """The import has left the draft; its columns cannot be changed any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person who imports asks for; columns not named here are guessed."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    mode: str = ImportMode.LIVE
    accept_without_contact: bool = False
    date_order: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a file shows. ``total`` is nought when it is too long to be counted here."""

    headers: tuple[str, ...]
    date_order: str
    unclear: list[str]
    total: int


def draft(
    file: Source, *, name: str, channel: Channel, wishes: Wishes, now: datetime
) -> SpreadsheetImport:
    """An import of this file, not saved. Raises NotATable and BadMapping.

    Dates whose order nothing explains leave ``date_order`` empty; see ``require_clear_dates``.
    """
    table = open_table(file, name=name)
    batch = SpreadsheetImport(channel=channel, file_name=name[-200:], created_at=now)
    _apply(batch, wishes, columns(table.headers, wishes.mapping))
    seen = look(file, batch)
    batch.date_order = wishes.date_order or seen.date_order
    batch.total = seen.total
    return batch


def prepare(
    file: Source,
    *,
    name: str,
    channel: Channel,
    wishes: Wishes,
    by: int | None = None,
    now: datetime,
) -> SpreadsheetImport:
    """Store a file as a draft of an import. Raises NotATable and BadMapping, storing nothing."""
    batch = draft(file, name=name, channel=channel, wishes=wishes, now=now)
    batch.created_by_id = by
    return keep(batch, file)


def keep(batch: SpreadsheetImport, file: Source) -> SpreadsheetImport:
    """Store an import that was drafted, with a copy of its file."""
    file.seek(0)
    batch.file.save(batch.file_name[-80:], File(file), save=False)
    batch.save(force_insert=True)
    return batch


def unfinished_like(batch: SpreadsheetImport, file: Source) -> SpreadsheetImport | None:
    """An import of the very same file with the same settings that was stopped on its way."""
    alike = SpreadsheetImport.objects.filter(
        state__in=[ImportState.QUEUED, ImportState.RUNNING],
        channel=batch.channel,
        file_name=batch.file_name,
        mode=batch.mode,
        accept_without_contact=batch.accept_without_contact,
        date_order=batch.date_order,
    )
    same = (one for one in alike.order_by("-pk") if one.mapping == batch.mapping)
    wanted = _digest(file)
    return next((one for one in same if _digest_of(one) == wanted), None)


def _digest_of(batch: SpreadsheetImport) -> bytes:
    with opened(batch) as file:
        return _digest(file)


def _digest(file: Source) -> bytes:
    file.seek(0)
    return file_digest(file, "sha256").digest()


def choose(batch: SpreadsheetImport, *, wishes: Wishes) -> None:
    """Change how a draft is read. Raises BadMapping and AlreadyStarted."""
    with opened(batch) as file:
        table = open_table(file, name=batch.file_name)
        _apply(batch, wishes, columns(table.headers, wishes.mapping))
        batch.date_order = wishes.date_order or look(file, batch).date_order
    drafts = SpreadsheetImport.objects.filter(pk=batch.pk, state=ImportState.DRAFT)
    changed = drafts.update(
        mapping=batch.mapping,
        mode=batch.mode,
        accept_without_contact=batch.accept_without_contact,
        date_order=batch.date_order,
    )
    if not changed:
        raise AlreadyStarted


def begin(batch: SpreadsheetImport, *, wishes: Wishes) -> bool:
    """Change how a draft is read and put it into the queue; raises what both of these raise."""
    choose(batch, wishes=wishes)
    return start(batch)


def start(batch: SpreadsheetImport) -> bool:
    """Put a draft into the queue; False when somebody has done so. Raises DatesAreAmbiguous."""
    with opened(batch) as file:
        require_clear_dates(file, batch)
    drafts = SpreadsheetImport.objects.filter(pk=batch.pk, state=ImportState.DRAFT)
    return bool(drafts.update(state=ImportState.QUEUED))


def require_clear_dates(file: Source, batch: SpreadsheetImport) -> None:
    """Raise DatesAreAmbiguous unless the order of the dates is given, or needs not be."""
    if not batch.date_order and (unclear := look(file, batch).unclear):
        raise DatesAreAmbiguous(unclear)


def columns(headers: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """A target for every header: the chosen one, else a guess that takes nothing chosen.

    Raises BadMapping for headers that are not there and targets that are named twice.
    """
    headers = list(headers)
    unknown = [header for header in chosen if header not in headers]
    if unknown:
        raise BadMapping("unknown_header", unknown[0])
    check_mapping(chosen)
    taken = set(chosen.values()) - MANY
    guessed = guess_mapping(headers)
    return {
        header: chosen.get(header) or (ATTRIBUTES if guessed[header] in taken else guessed[header])
        for header in headers
    }


def look(file: Source, batch: SpreadsheetImport) -> Look:
    """Read the rows of a file for the order of their dates, and count them."""
    table = open_table(file, name=batch.file_name)
    dated = [
        position
        for position, header in enumerate(table.headers)
        if TARGETS[batch.mapping.get(header, IGNORE)] == "date"
    ]
    dates: list[Cell] = []
    rows = 0
    for _, cells in islice(iter_rows(file, table), LOOK_AT + 1):
        rows += 1
        if len(dates) < DATES_TO_LOOK_AT:
            dates += [cells[position] for position in dated if cells[position] is not None]
    order = guess_date_order(dates)
    unclear = [] if order else _unclear(dates)
    return Look(table.headers, order or "", unclear, rows if rows <= LOOK_AT else 0)


def count_rows(batch: SpreadsheetImport) -> int:
    """How many rows the file has. Raises NotATable."""
    with opened(batch) as file:
        table = open_table(file, name=batch.file_name)
        return sum(1 for _ in iter_rows(file, table))


def _unclear(dates: Iterable[Cell]) -> list[str]:
    """Some cells that are dates in one order and mean nothing without it."""
    zone = ZoneInfo(settings.TIME_ZONE)
    found = (
        str(cell)
        for cell in dates
        if parse_date(cell, order=None, zone=zone) is None
        and any(parse_date(cell, order=cast(Order, order), zone=zone) for order in ORDERS)
    )
    return list(islice(found, 3))


def _apply(batch: SpreadsheetImport, wishes: Wishes, mapping: dict[str, str]) -> None:
    batch.mapping = mapping
    batch.mode = wishes.mode
    batch.accept_without_contact = wishes.accept_without_contact
