"""Bringing the rows of a spreadsheet in, chunk by chunk, so that a kill costs nothing.

Every row has an inbox message named by its line. A run that is repeated finds the messages
of the one before, finishes those that are open, and counts each row once: the counts and
the next line are written by one conditional update.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection

from leads.choices import ImportState, Outcome
from leads.intake.finish import finish
from leads.intake.messages import keep_many
from leads.intake.readers import row_incoming
from leads.intake.rows import (
    Kept,
    drafted,
    in_parts,
    known_ids,
    opened,
    read_rows,
    submission_of,
    updating,
)
from leads.intake.spreadsheet import count_rows
from leads.models import InboxMessage, SpreadsheetImport
from leads.tables.reader import NotATable
from reps.leases import SECONDS, Overtaken, Ran, claim, forgotten, rare_collections

UPDATED = "updated"  # an attached message whose row only brought a known lead up to date
COUNTED = (Outcome.CREATED, Outcome.ATTACHED, UPDATED, Outcome.QUARANTINED, Outcome.IGNORED)
MOST_PROBLEMS = 200
BUSY = (ImportState.QUEUED, ImportState.RUNNING)
Told = Callable[[SpreadsheetImport], None]


@dataclass(slots=True)
class Tally:
    """What became of some rows."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[dict[str, Any]] = field(default_factory=list)


def run_chunk(
    import_id: int, *, seconds: float = SECONDS, told: Told | None = None, now: datetime
) -> Ran:
    """Bring rows in for so many seconds, from where the last run ended.

    Only one worker at a time runs an import; the others are told that it is busy. A run that
    was killed keeps it busy until its lease is over, then any other goes on. ``told`` hears
    of every part that is done.
    """
    batch = _claim(import_id, now=now)
    if batch is None:
        return _why_not(import_id)
    try:
        with rare_collections():
            return _run(batch, seconds=seconds, told=told, now=now)
    except NotATable as error:
        return _fail(batch, error, now=now)
    except Overtaken:
        return Ran.BUSY
    finally:
        with suppress(DatabaseError):  # then the lease ends by itself
            _mine(batch).update(busy_until=now)


def forgotten_imports(*, now: datetime) -> list[int]:
    """Imports on their way that nobody has worked on for a while; each is named once a while."""
    waiting = SpreadsheetImport.objects.filter(state__in=BUSY)
    return forgotten(waiting, made_at="created_at", now=now)


def _claim(import_id: int, *, now: datetime) -> SpreadsheetImport | None:
    ready = SpreadsheetImport.objects.filter(pk=import_id, state__in=BUSY)
    if not claim(ready, running=ImportState.RUNNING, now=now):
        return None
    return SpreadsheetImport.objects.select_related("channel").get(pk=import_id)


def _why_not(import_id: int) -> Ran:
    states = SpreadsheetImport.objects.filter(pk=import_id).values_list("state", flat=True)
    over = {ImportState.DONE: Ran.DONE, ImportState.FAILED: Ran.FAILED}
    return over.get(ImportState(states.get()), Ran.BUSY)


def _mine(batch: SpreadsheetImport):
    return SpreadsheetImport.objects.filter(
        pk=batch.pk, state=ImportState.RUNNING, busy_until=batch.busy_until
    )


def _run(batch: SpreadsheetImport, *, seconds: float, told: Told | None, now: datetime) -> Ran:
    size, pause = _pace()
    if not batch.total:
        batch.total = count_rows(batch)
    began = time.monotonic()
    with opened(batch) as file:
        rows = read_rows(file, batch, from_line=batch.next_line)
        for part in in_parts(rows, size):
            tally = bring_in(part, batch, now=now)
            _advance(batch, next_line=part[-1][0] + 1, tally=tally)
            if told:
                told(batch)
            if time.monotonic() - began >= seconds:
                return Ran.MORE
            time.sleep(pause)
    if not _mine(batch).update(state=ImportState.DONE, finished_at=now, busy_until=None):
        raise Overtaken
    return Ran.DONE


def _pace() -> tuple[int, float]:
    """Rows at a time, and the rest after each: SQLite lets others write only in between."""
    return (250, 0.0) if connection.vendor == "postgresql" else (100, 0.12)


def bring_in(part: Sequence[tuple[int, Kept]], batch: SpreadsheetImport, *, now: datetime) -> Tally:
    """Keep rows and finish them; those finished by an earlier run are only counted."""
    rows = drafted(part, batch)
    updates = updating(rows, batch, known_ids(rows, batch.channel))
    messages = keep_many(
        [submission_of(row, batch, is_update=row.line in updates) for row in rows], now=now
    )
    settled = finish(
        [
            row_incoming(message, row.draft, batch=batch, is_update=message.headers["is_update"])
            for row, message in zip(rows, messages, strict=True)
            if row.draft and message.outcome == Outcome.OPEN
        ],
        now=now,
    )
    answers = {done.message.pk: (str(done.outcome), done.answer) for done in settled}
    answers |= _answered_before(messages, answers.keys())
    return _tally(messages, answers)


def _answered_before(
    messages: Sequence[InboxMessage], settled: Mapping[int, Any] | Any
) -> dict[int, tuple[str, dict]]:
    """Outcomes of messages that an earlier run or the sweep has finished, or nobody yet."""
    found = {
        message.pk: (message.outcome, message.answer)
        for message in messages
        if message.outcome != Outcome.OPEN
    }
    unknown = [m.pk for m in messages if m.pk not in found and m.pk not in settled]
    if unknown:
        rows = InboxMessage.objects.filter(pk__in=unknown)
        found |= {pk: (is_, told) for pk, is_, told in rows.values_list("pk", "outcome", "answer")}
    return found


def _tally(
    messages: Sequence[InboxMessage], answers: Mapping[int, tuple[str, Mapping[str, Any]]]
) -> Tally:
    tally = Tally()
    for message in messages:
        outcome, told = answers[message.pk]
        tally.counts[UPDATED if told.get("updated") else str(outcome)] += 1
        tally.problems += problems_of(message.headers["line"], told)
    return tally


def problems_of(line: int, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What an answer says against its row: why it is set aside, then cell by cell."""
    aside = [{"line": line, "field": "", "code": code} for code in told.get("reasons", ())]
    cells = [
        {"line": line, **error, "detail": error["detail"][:80]} for error in told.get("errors", ())
    ]
    return aside + cells


def _advance(batch: SpreadsheetImport, *, next_line: int, tally: Tally) -> None:
    """Count a part and go past it, unless somebody else has. Raises Overtaken."""
    counts = dict(Counter(batch.counts) + tally.counts)
    problems = (batch.problems + tally.problems)[:MOST_PROBLEMS]
    changed = (
        _mine(batch)
        .filter(next_line=batch.next_line)
        .update(next_line=next_line, counts=counts, problems=problems, total=batch.total)
    )
    if not changed:
        raise Overtaken
    batch.next_line, batch.counts, batch.problems = next_line, counts, problems


def _fail(batch: SpreadsheetImport, error: NotATable, *, now: datetime) -> Ran:
    """The file broke in its middle: what came before stays, and the reason is kept."""
    failed = {"state": ImportState.FAILED, "error": error.code, "finished_at": now}
    return Ran.FAILED if _mine(batch).update(**failed, busy_until=None) else Ran.BUSY
