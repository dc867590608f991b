from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from leads.choices import ChannelKind, ImportMode
from leads.intake import spreadsheet
from leads.intake.chunks import COUNTED, MOST_PROBLEMS, run_chunk
from leads.intake.preview import dry_run
from leads.intake.spreadsheet import DatesAreAmbiguous, Wishes
from leads.models import Channel, SpreadsheetImport
from leads.tables.mapping import BadMapping, parse_mapping
from leads.tables.reader import NotATable
from leads.tables.words import mapping_label, outcome_label, problem_label, refusal_label
from reps.leases import Ran

LOOK_EVERY = 2.0
QUIET_EVERY = 5.0
WIDTH = 30
SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import leads from a CSV or XLSX file. A run that was stopped goes on "
        "when the same command is given again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--channel", required=True, help="name of a spreadsheet channel")
        parser.add_argument(
            "--map", default="", help='columns that are guessed wrongly, as "Header=field,…"'
        )
        parser.add_argument("--mode", choices=ImportMode.values, default=ImportMode.LIVE)
        parser.add_argument("--accept-without-contact", action="store_true")
        parser.add_argument("--date-order", choices=spreadsheet.ORDERS, default="")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")

    def handle(self, *, file: Path, channel: str, dry_run: bool, **options: Any) -> None:
        door = _channel(channel)
        bar = Bar(sys.stderr)
        with _readable_errors(file), file.open("rb") as opened:
            wishes = Wishes(
                mapping=parse_mapping(options["map"]),
                mode=options["mode"],
                accept_without_contact=options["accept_without_contact"],
                date_order=options["date_order"],
            )
            batch = spreadsheet.draft(
                opened, name=file.name, channel=door, wishes=wishes, now=timezone.now()
            )
            spreadsheet.require_clear_dates(opened, batch)
            if dry_run:
                self._foresee(opened, batch, bar)
            else:
                self._import(opened, batch, bar)

    def _foresee(self, file: BinaryIO, batch: SpreadsheetImport, bar: Bar) -> None:
        forecast = dry_run(file, batch, told=lambda done: bar.show(done, batch.total))
        bar.close()
        self._report(
            _("Dry run: nothing was written. What would happen:"),
            forecast.counts,
            total=forecast.total,
            bar=bar,
        )
        self._problems(forecast.problems)

    def _import(self, file: BinaryIO, batch: SpreadsheetImport, bar: Bar) -> None:
        kept = spreadsheet.unfinished_like(batch, file)
        if kept is not None:
            self.stdout.write(_("An earlier run of this file goes on where it was stopped."))
        else:
            kept = spreadsheet.keep(batch, file)
        spreadsheet.start(kept)
        before = sum(kept.counts.values())
        ran = Ran.MORE

        def follow(now: SpreadsheetImport) -> None:
            bar.show(sum(now.counts.values()), now.total, before=before)

        while ran in (Ran.MORE, Ran.BUSY):
            ran = run_chunk(kept.pk, told=follow, now=timezone.now())
            if ran == Ran.BUSY:
                bar.wait()
        bar.close()
        kept.refresh_from_db()
        self._report(
            _("Import %(number)s is done.") % {"number": kept.pk},
            kept.counts,
            total=sum(kept.counts.values()),
            bar=bar,
        )
        self._problems(kept.problems)
        if ran == Ran.FAILED:
            raise CommandError(str(refusal_label(kept.error)))

    def _report(self, title: str, counts: Mapping[str, int], *, total: int, bar: Bar) -> None:
        self.stdout.write(title)
        for code in (*COUNTED, "open"):
            if code != "open" or counts.get(code):
                self.stdout.write(f"  {outcome_label(code)!s:<14}{counts.get(code, 0):>10,}")
        self.stdout.write(f"  {_('rows'):<14}{total:>10,}")
        self.stdout.write(
            _("%(seconds).1f seconds, %(rate).0f rows a second")
            % {"seconds": bar.seconds, "rate": bar.done / bar.seconds}
        )

    def _problems(self, problems: list[dict[str, Any]]) -> None:
        if not problems:
            return
        more = "+" if len(problems) >= MOST_PROBLEMS else ""
        self.stdout.write(_("Problems: %(count)s") % {"count": f"{len(problems)}{more}"})
        for problem in problems[:SHOWN]:
            where = _("line %(line)s") % {"line": problem["line"]}
            what = f"{problem['field']}: " if problem["field"] else ""
            detail = f" ({problem['detail']})" if problem.get("detail") else ""
            self.stdout.write(f"  {where}: {what}{problem_label(problem['code'])}{detail}")


class Bar:
    """How far an import has come: a bar on a terminal, elsewhere a line now and then."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.is_live = out.isatty()
        self.began = self.shown = time.monotonic()
        self.done = 0
        self.is_waiting = False

    @property
    def seconds(self) -> float:
        return max(time.monotonic() - self.began, 0.001)

    def show(self, done: int, total: int, *, before: int = 0) -> None:
        """``before``: rows that an earlier run has brought in."""
        self.done = done - before
        if not self.is_live and time.monotonic() - self.shown < QUIET_EVERY:
            return
        self.shown = time.monotonic()
        share = min(done / total, 1.0) if total else 0.0
        rate = self.done / self.seconds
        text = f"{share:>4.0%} {done:,}/{total:,}  {rate:,.0f}/s"
        if self.is_live:
            filled = int(share * WIDTH)
            self.out.write(f"\r[{'#' * filled}{'-' * (WIDTH - filled)}] {text}")
        else:
            self.out.write(text + "\n")
        self.out.flush()

    def wait(self) -> None:
        """Somebody else is at it, or was killed less than a minute ago."""
        if not self.is_waiting:
            self.out.write(_("Another worker is at this import; waiting …") + "\n")
            self.out.flush()
        self.is_waiting = True
        time.sleep(LOOK_EVERY)

    def close(self) -> None:
        if self.is_live:
            self.out.write("\n")
            self.out.flush()


def _channel(name: str) -> Channel:
    doors = Channel.objects.filter(kind=ChannelKind.SPREADSHEET, is_active=True).order_by("name")
    found = [door for door in doors if name.casefold() in (door.name.casefold(), door.slug)]
    if found:
        return found[0]
    names = ", ".join(door.name for door in doors) or "–"
    raise CommandError(
        _("There is no spreadsheet channel “%(name)s”. There are: %(names)s")
        % {"name": name, "names": names}
    )


@contextmanager
def _readable_errors(file: Path):
    """Say what is wrong with a file or with the options in one sentence."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror or error}") from error
    except NotATable as error:
        raise CommandError(f"{file.name}: {refusal_label(error.code)}") from error
    except BadMapping as error:
        raise CommandError(mapping_label(error)) from error
    except DatesAreAmbiguous as error:
        raise CommandError(
            _("Dates such as %(examples)s are ambiguous: say --date-order DMY, MDY or YMD.")
            % {"examples": ", ".join(error.examples)}
        ) from error
