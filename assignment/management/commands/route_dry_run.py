from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from assignment.choices import DecisionKind
from assignment.engine.rules import UnreadableRules
from assignment.models import RuleSetVersion
from assignment.policies import NoPolicy
from assignment.simulation.dry_run import MOST_DAYS
from assignment.simulation.report import Count, Report, report_on
from assignment.simulation.run import dry_run
from assignment.simulation.versions import draft, numbered, published
from assignment.simulation.words import STEP_LABELS, end_text, version_title
from assignment.wording.words import EXCLUSION_LABELS, REASON_LABELS

DAYS = 30
SHOWN = 20
LOOK_EVERY = 5.0


class Command(BaseCommand):
    help = (
        "Decide the leads of the last days again by the published rules, a draft or any version,"
        " in memory. Nothing is written but what is printed."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """``--version`` means that of the rules, as it does everywhere here."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--version", dest="number", type=int, metavar="N")
        which.add_argument("--draft", action="store_true", help="the draft of the rules in force")
        parser.add_argument("--days", type=int, default=DAYS, help=f"up to {MOST_DAYS}")
        parser.add_argument("--compare", type=int, metavar="M", help="side by side with version M")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")

    def handle(self, *, number: int | None, days: int, compare: int | None, **options: Any) -> None:
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(_("--days must be from 1 to %(most)s.") % {"most": MOST_DAYS})
        version = draft() if options["draft"] else _version(number)
        if version is None:
            raise CommandError(_("There are no such rules."))
        versions = [version] if compare is None else [_version(compare), version]
        began, now = time.monotonic(), timezone.now()
        bar = Bar(sys.stderr)
        try:
            result = dry_run(versions, since=now - timedelta(days=days), until=now, told=bar.show)
        except NoPolicy:
            raise CommandError(_("No SLA policy is in force.")) from None
        except UnreadableRules as error:
            raise CommandError(str(error)) from error
        bar.close()
        self._report(report_on(result), versions, seconds=time.monotonic() - began)
        if options["json"]:
            options["json"].write_text(json.dumps(result, indent=1) + "\n", "utf-8")

    def _report(
        self, report: Report, versions: Sequence[RuleSetVersion], *, seconds: float
    ) -> None:
        write = self.stdout.write
        write(" · ".join(map(version_title, versions)))
        said = {"leads": f"{report.leads:,}", "seconds": f"{seconds:.1f}"}
        write(_("%(leads)s leads in %(seconds)s seconds; nothing was written.") % said)
        self._counts(_("results"), report.ends, dict(DecisionKind.choices))
        self._counts(_("on the way"), report.steps, STEP_LABELS)
        self._counts(_("nobody found"), report.unassigned, REASON_LABELS)
        self._counts(_("reviews"), report.reviews, REASON_LABELS)
        self._counts(_("rules"), report.rules, {})
        self._counts(_("could not take a lead"), report.excluded, EXCLUSION_LABELS)
        write(f"\n{_('received / fair share')}")
        for share in report.shares:
            pairs = zip(share.received, share.fair, strict=True)
            cells = "".join(f"{received:>9,} /{fair:>9,.1f}" for received, fair in pairs)
            write(f"  {share.pool or '–':<24.24}{share.rep:<20.20}{cells}")
        if len(versions) > 1:
            self._moves(report)

    def _counts(self, title: str, rows: Sequence[Count], labels: Any) -> None:
        rows = [row for row in rows if any(row.counts)]
        if not rows:
            return
        self.stdout.write(f"\n{title}")
        for row in rows:
            cells = "".join(f"{count:>10,}" for count in row.counts)
            self.stdout.write(f"  {labels.get(row.name, row.name)!s:<44.44}{cells}")

    def _moves(self, report: Report) -> None:
        self.stdout.write(_("\nLeads that would move: %(count)s") % {"count": report.moved})
        for move in report.moves[:SHOWN]:
            self.stdout.write(f"  {move.title}: {end_text(move.before)} → {end_text(move.after)}")


class Bar:
    """How far it has come, on one line of a terminal; elsewhere a line now and then."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.is_live = out, out.isatty()
        self.shown = time.monotonic()

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self.is_live and now - self.shown < LOOK_EVERY:
            return
        self.shown = now
        share = min(done / total, 1.0) if total else 1.0
        text = f"{share:>4.0%} {done:,}/{total:,}"
        self.out.write(f"\r{text}" if self.is_live else f"{text}\n")
        self.out.flush()

    def close(self) -> None:
        if self.is_live:
            self.out.write("\n")


def _version(number: int | None) -> RuleSetVersion:
    """The published version, or that of a number in the same rule set. Raises CommandError."""
    found = published() if number is None else numbered(number)
    if found is None:
        raise CommandError(_("There are no such rules."))
    return found
