"""What would become of the rows of a file; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from leads.choices import ImportMode, LeadStatus, MessageReason, Outcome
from leads.draft import LeadDraft
from leads.identity.lookup import Known, find_known, lead_of
from leads.identity.normalize import EXTERNAL, Point
from leads.intake.answers import answer
from leads.intake.chunks import MOST_PROBLEMS, UPDATED, problems_of
from leads.intake.readers import as_incoming
from leads.intake.rows import Row, Source, drafted, in_parts, known_ids, opened, read_rows, updating
from leads.models import InboxMessage, Lead, SpreadsheetImport

PART = 500


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One row and its outcome-to-be; a duplicate is one of a lead or of an earlier line."""

    line: int
    draft: LeadDraft | None
    outcome: str
    lead: Lead | None = None
    same_as_line: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Forecast:
    """The whole file, summed up as an import is."""

    total: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)


def preview(batch: SpreadsheetImport, *, rows: int = 20) -> list[Foreseen]:
    """The first rows of an import as they would come in. Raises NotATable."""
    with opened(batch) as file:
        first = list(islice(read_rows(file, batch), rows))
    return _foresee(drafted(first, batch), batch, seen={})


def dry_run(
    file: Source, batch: SpreadsheetImport, *, told: Callable[[int], None] | None = None
) -> Forecast:
    """What an import would do, row by row, with the leads that are there now.

    ``batch`` need not be saved. Raises NotATable.
    """
    forecast = Forecast()
    seen: dict[Point, int] = {}
    for part in in_parts(read_rows(file, batch), PART):
        for one in _foresee(drafted(part, batch), batch, seen=seen):
            forecast.total += 1
            forecast.counts[one.outcome] += 1
            forecast.problems += _problems(one)
        del forecast.problems[MOST_PROBLEMS:]
        if told:
            told(forecast.total)
    return forecast


def _foresee(
    rows: Sequence[Row], batch: SpreadsheetImport, *, seen: dict[Point, int]
) -> list[Foreseen]:
    """Judge rows in order; ``seen`` carries the points of new leads from part to part."""
    points = {row.line: _points_of(row.draft, batch) for row in rows if row.draft}
    known = find_known(list(points.values()))
    ids = known_ids(rows, batch.channel)
    ids |= {point.value for point in seen if point.namespace == EXTERNAL}
    updates = updating(rows, batch, ids)
    found = []
    for row in rows:
        own = points.get(row.line, ())
        one = _judge(row, own, batch=batch, known=known, seen=seen, is_update=row.line in updates)
        if one.outcome == Outcome.CREATED:
            seen |= dict.fromkeys(_points_kept(row, own, batch), row.line)
        found.append(one)
    return found


def _points_of(draft: LeadDraft, batch: SpreadsheetImport) -> tuple[Point, ...]:
    return as_incoming(InboxMessage(), draft, channel=batch.channel).points


def _judge(
    row: Row,
    points: Sequence[Point],
    *,
    batch: SpreadsheetImport,
    known: Known,
    seen: dict[Point, int],
    is_update: bool,
) -> Foreseen:
    draft = row.draft
    if draft is None:
        return Foreseen(row.line, None, Outcome.OPEN, reasons=(MessageReason.ERROR,))
    if not (draft.has_contact() or batch.accept_without_contact or is_update):
        reasons = (MessageReason.NO_CONTACT,)
        return Foreseen(row.line, draft, Outcome.QUARANTINED, reasons=reasons)
    lead = lead_of(points, known)
    same = 0 if lead else next((seen[point] for point in points if point in seen), 0)
    if not lead and not same:
        return Foreseen(row.line, draft, Outcome.CREATED)
    return Foreseen(row.line, draft, UPDATED if is_update else Outcome.ATTACHED, lead, same)


def _points_kept(row: Row, points: Sequence[Point], batch: SpreadsheetImport) -> Sequence[Point]:
    """The points that make later rows duplicates of this one.

    Those of a converted lead go to its customer, so that the next row of them is a new lead.
    """
    draft = row.draft
    is_converted = draft and (draft.converted_at or draft.status == LeadStatus.CONVERTED)
    if is_converted and batch.mode == ImportMode.HISTORY:
        return [point for point in points if point.namespace == EXTERNAL]
    return points


def _problems(one: Foreseen) -> list[dict[str, Any]]:
    found = one.draft.problems if one.draft else ()
    told = answer(InboxMessage(), Outcome.OPEN, reasons=one.reasons, problems=found)
    return problems_of(one.line, told)
