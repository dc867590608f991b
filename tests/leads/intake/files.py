"""Small files for the tests of the import, and the way they go in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from leads.choices import ChannelKind
from leads.intake.chunks import run_chunk
from leads.intake.spreadsheet import Wishes, prepare, start
from leads.models import Channel, SpreadsheetImport
from reps.leases import Ran
from tests.builders import MONDAY, make_channel

THREE = "id,name,email,industry\n7,Wei,wei@example.com,Machinery\n8,Li,li@example.com,\n9,Bo,,\n"


def make_files_channel() -> Channel:
    return make_channel("files", ChannelKind.SPREADSHEET)


def csv(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def xlsx(*rows: Sequence[Any]) -> io.BytesIO:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def make_import(file: io.BytesIO | str, *, channel: Channel | None = None, **wishes: Any):
    """A draft of an import; columns and dates are guessed unless wished otherwise."""
    channel = channel or Channel.objects.filter(slug="files").first() or make_files_channel()
    opened = csv(file) if isinstance(file, str) else file
    return prepare(opened, name="leads.csv", channel=channel, wishes=Wishes(**wishes), now=MONDAY)


def bring_in(file: io.BytesIO | str, *, now: datetime = MONDAY, **wishes: Any):
    """An import that has run to its end."""
    batch = make_import(file, **wishes)
    start(batch)
    while run_chunk(batch.pk, now=now) == Ran.MORE:
        pass
    return SpreadsheetImport.objects.get(pk=batch.pk)
