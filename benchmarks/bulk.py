"""Rows a second of a spreadsheet that is imported live: kept, recognised, routed, booked.

20,000 rows through the very code of ``manage.py import_leads``, under the rules and pools of
``benchmarks.company``; beside them a bare ``bulk_create`` of the same leads, with nothing
else written. ``python -m benchmarks.bulk`` needs an empty database.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path

from django.db import connection
from django.utils import timezone

from assignment.models import Pool
from benchmarks.company import COUNTRIES, LEADS, QUICK_LEADS, fill, new_people, publish_rules
from benchmarks.table import Figure, arguments_of, at_least, median, show
from leads.choices import ChannelKind, LeadStatus
from leads.intake.chunks import run_chunk
from leads.intake.spreadsheet import Wishes, prepare, start
from leads.models import Channel, Lead, SpreadsheetImport
from reps.leases import Ran

ROWS = 20_000
QUICK_ROWS = 4_000
BARE_PART = 250
TARGET = 700
SLICE = 1_000
NOBODY_YET = 10_000_000  # far from the people of the other benchmarks


def main(words: Sequence[str], *, is_filled: bool = False) -> int:
    """Measure; ``is_filled``: another benchmark has made the company in this database."""
    asked = arguments_of(words, prog="python -m benchmarks.bulk", about=__doc__)
    rows = QUICK_ROWS if asked.quick else ROWS
    if is_filled:
        pools = Pool.objects.filter(name__in=COUNTRIES).order_by("pk")
        publish_rules(list(pools), now=timezone.now())
    else:
        fill(leads=QUICK_LEADS if asked.quick else LEADS, now=timezone.now())
    channel = Channel.objects.create(name="Files", slug="files", kind=ChannelKind.SPREADSHEET)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.csv"
        write_file(path, rows)
        batch, rates, overall = import_rates(path, channel)
        owned = _owned(batch)
        bare = bare_rate(path, channel)
    promised = at_least("import, overall", overall, TARGET, unit="rows/s")
    is_promised = connection.vendor == "postgresql"
    figures = [
        promised if is_promised else replace(promised, target="", ok=None),
        Figure("import, median of 1,000 rows", median(rates), "rows/s"),
        Figure("import, slowest 1,000 rows", min(rates), "rows/s"),
        Figure("bare bulk_create of the leads", bare, "rows/s"),
        Figure("import ÷ bare", overall / bare, "×"),
        at_least("rows that got an owner", owned, rows, unit="rows"),
    ]
    return 0 if show("Bulk: a spreadsheet, live", figures, to=asked.json) else 1


def write_file(path: Path, rows: int) -> None:
    """A CSV of people nobody knows."""
    people = [_flat(person) for person in islice(new_people(NOBODY_YET), rows)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, people[0])
        writer.writeheader()
        writer.writerows(people)


def import_rates(path: Path, channel: Channel) -> tuple[SpreadsheetImport, list[float], float]:
    """Import a file; the rate of every thousand rows, and of them all with every overhead."""
    ticks: list[tuple[int, float]] = [(0, time.perf_counter())]

    def tick(batch: SpreadsheetImport) -> None:
        done = sum(batch.counts.values())
        if done - ticks[-1][0] >= SLICE:
            ticks.append((done, time.perf_counter()))

    with path.open("rb") as file:
        batch = prepare(file, name=path.name, channel=channel, wishes=Wishes(), now=timezone.now())
    start(batch)
    while run_chunk(batch.pk, told=tick, now=timezone.now()) == Ran.MORE:
        pass
    took = time.perf_counter() - ticks[0][1]
    batch.refresh_from_db()
    rates = [(now - then) / (at - since) for (then, since), (now, at) in pairwise(ticks)]
    return batch, rates, sum(batch.counts.values()) / took


def bare_rate(path: Path, channel: Channel) -> float:
    """Rows a second when leads are made of the same file and nothing else happens."""
    began = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        made = 0
        while part := list(islice(rows, BARE_PART)):
            made += len(Lead.objects.bulk_create(_bare_leads(part, channel)))
    return made / (time.perf_counter() - began)


def _bare_leads(part: Sequence[dict[str, str]], channel: Channel) -> Iterator[Lead]:
    now = timezone.now()
    plain = ("name", "company", "email", "phone", "country", "city", "industry", "product")
    for row in part:
        yield Lead(
            **{name: row[name] for name in plain},
            quantity=int(row["quantity"]),
            value_minor=int(row["value"]) * 100,
            source=row["source"],
            attributes={"page": row["page"], "visits": row["visits"]},
            channel=channel,
            status=LeadStatus.WAITING,
            waiting_for="routing",
            try_at=now,
            received_at=now,
            opened_at=now,
            touched_at=now,
        )


def _flat(person: dict[str, object]) -> dict[str, object]:
    attributes = person["attributes"]
    return {name: cell for name, cell in person.items() if name != "attributes"} | attributes


def _owned(batch: SpreadsheetImport) -> int:
    owned = Lead.objects.filter(channel=batch.channel, owner__isnull=False)
    return owned.filter(status=LeadStatus.ASSIGNED).count()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
