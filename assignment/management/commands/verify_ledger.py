"""Reads the books of the pools again and says where they disagree."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assignment.fairness.verification import (
    ACCOUNT,
    GAP,
    LAST_NUMBER,
    NO_OWNER,
    REPAIRABLE,
    REVERSAL,
    SUM,
    Fault,
    Verdict,
    repair,
    verify,
)
from assignment.models import Pool


class Command(BaseCommand):
    help = (
        "Rebuilds the accounts of the pools from their entries and compares: balances, sums, "
        "numbers, reversals, owners. Exits with 1 when anything differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pool", type=int, metavar="ID", help="only this pool")
        parser.add_argument(
            "--repair", action="store_true", help="write the accounts that follow from the entries"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        pools = Pool.objects.order_by("pk")
        if options["pool"] is not None:
            pools = pools.filter(pk=options["pool"])
            if not pools.exists():
                raise CommandError(_("There is no pool %(id)s.") % {"id": options["pool"]})
        verdicts = [self._verdict(pool, repairs=options["repair"]) for pool in pools]
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(verdicts), indent=2))
        else:
            self._tell(verdicts)
        if any(verdict.faults for verdict in verdicts):
            sys.exit(1)

    def _verdict(self, pool: Pool, *, repairs: bool) -> Verdict:
        """What a pool's book shows; after a repair, what is left that it could not mend."""
        verdict = verify(pool)
        if not repairs or all(fault.code not in REPAIRABLE for fault in verdict.faults):
            return verdict
        repair(pool)
        self.stderr.write(_("%(pool)s: accounts rewritten from the book.") % {"pool": pool})
        return verify(pool)

    def _tell(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            named = {"pool": verdict.pool, "entries": verdict.entries}
            if not verdict.faults:
                self.stdout.write(_("%(pool)s: %(entries)d entries, all agrees.") % named)
                continue
            said = _("%(pool)s: %(entries)d entries, differences: %(count)d")
            self.stdout.write(self.style.ERROR(said % (named | {"count": len(verdict.faults)})))
            for fault in verdict.faults:
                self.stdout.write(f"  {sentence(fault)}")


def sentence(fault: Fault) -> str:
    """One disagreement in words."""
    said = {
        ACCOUNT: _("Rep %(rep)s: the account says %(kept)s, the entries say %(expected)s."),
        LAST_NUMBER: _("The last number is kept as %(kept)s and is %(expected)s."),
        GAP: _("Entry %(expected)s is missing; the next one is %(kept)s."),
        SUM: _("Entry %(number)s: its lines sum to %(kept)s, not to nought."),
        REVERSAL: _("Entry %(number)s does not undo entry %(kept)s exactly."),
        NO_OWNER: _("Entry %(number)s: rep %(rep)s never became the owner, and nothing undid it."),
    }[fault.code]
    return said % asdict(fault)


def _as_json(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    return [
        {
            "pool": verdict.pool.pk,
            "name": verdict.pool.name,
            "entries": verdict.entries,
            "faults": [fault.as_json() for fault in verdict.faults],
        }
        for verdict in verdicts
    ]
