"""The rows of a spreadsheet: out of the file, into messages, and who they are known to be."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeAlias

from django.conf import settings

from leads.draft import JSON, LeadDraft
from leads.identity.normalize import EXTERNAL, external_point
from leads.intake.messages import Submission
from leads.intake.readers import row_draft, row_options
from leads.models import Channel, ContactPoint, SpreadsheetImport
from leads.tables.mapping import Cell
from leads.tables.reader import iter_rows, open_table

logger = logging.getLogger(__name__)
Kept = dict[str, JSON]
Source: TypeAlias = Any  # an open file with bytes, Python's own or Django's


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, its cells as they are kept, and what was read in them.

    ``draft`` is None when reading failed for a reason of ours.
    """

    line: int
    kept: Kept
    draft: LeadDraft | None


def opened(batch: SpreadsheetImport) -> Source:
    """The stored file of an import, to be used in a ``with``."""
    return batch.file.open("rb")


def read_rows(
    file: Source, batch: SpreadsheetImport, *, from_line: int = 0
) -> Iterator[tuple[int, Kept]]:
    """Every row from a line on, its cells as JSON holds them. Raises NotATable."""
    table = open_table(file, name=batch.file_name)
    for line, cells in iter_rows(file, table):
        if line >= from_line:
            yield line, as_kept(table.headers, cells)


def as_kept(headers: Sequence[str], cells: Sequence[Cell]) -> Kept:
    """A row as it is kept: header to cell, without the empty ones, days and times as text."""
    kept: Kept = {}
    for position, cell in enumerate(cells):
        if cell is not None:
            header = headers[position] if position < len(headers) else f"column {position + 1}"
            kept[header] = cell.isoformat(" ") if isinstance(cell, datetime) else cell
    return kept


def drafted(rows: Iterable[tuple[int, Kept]], batch: SpreadsheetImport) -> list[Row]:
    """Read what the cells say; a row that makes the reader fail has no draft, and is logged."""
    options = row_options(batch, channel=batch.channel, zone=settings.TIME_ZONE)
    found = []
    for line, kept in rows:
        draft = None
        try:
            draft = row_draft(kept, batch=batch, options=options)
        except Exception:  # the row is kept all the same, and the sweep reads it again
            logger.exception("Could not read line %s of import %s", line, batch.pk)
        found.append(Row(line, kept, draft))
    return found


def in_parts(rows: Iterator[tuple[int, Kept]], size: int) -> Iterator[list[tuple[int, Kept]]]:
    """Rows in lists of at most ``size``."""
    while part := list(islice(rows, size)):
        yield part


def updating(rows: Sequence[Row], batch: SpreadsheetImport, known: set[str]) -> set[int]:
    """Lines whose external id this channel knows, or an earlier one of these rows brings."""
    known = set(known)
    lines = set()
    for row in rows:
        own = own_id(row.draft, batch.channel)
        if own in known:
            lines.add(row.line)
        elif own and (batch.accept_without_contact or row.draft.has_contact()):
            known.add(own)
    return lines


def known_ids(rows: Iterable[Row], channel: Channel) -> set[str]:
    """External ids among these rows that leads of the channel bear already; one query."""
    wanted = {own for row in rows if (own := own_id(row.draft, channel))}
    if not wanted:
        return set()
    live = ContactPoint.objects.filter(is_live=True, is_shared=False)  # as the index says
    points = live.filter(namespace=EXTERNAL, value__in=wanted)
    return set(points.values_list("value", flat=True))


def own_id(draft: LeadDraft | None, channel: Channel) -> str:
    """The external id of a row as contact points hold it; empty when it has none."""
    point = external_point(draft.external_id, scope=channel.slug) if draft else None
    return point.value if point else ""


def submission_of(row: Row, batch: SpreadsheetImport, *, is_update: bool) -> Submission:
    """A row as the inbox keeps it, under the name of its line."""
    text = json.dumps(row.kept, ensure_ascii=False, separators=(",", ":"))
    body = text.encode("utf-8", "replace")
    return Submission(
        channel=batch.channel,
        body=body,
        content_hash=hashlib.sha256(body).hexdigest(),
        content_type="application/json",
        headers={
            "import": batch.pk,
            "line": row.line,
            "zone": settings.TIME_ZONE,
            "is_update": is_update,
        },
        idempotency_key=f"import:{batch.pk}:{row.line}",
    )
