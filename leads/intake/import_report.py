"""What the page of an import shows beside its counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leads.choices import Outcome
from leads.models import InboxMessage, SpreadsheetImport

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that became no lead, with the codes of the reasons; it can be tried again."""

    message_id: int
    line: int
    reasons: Sequence[str]


def set_aside(batch: SpreadsheetImport) -> list[SetAside]:
    """The first rows of an import that are quarantined, or still open."""
    rows = messages_of(batch).filter(outcome__in=[Outcome.QUARANTINED, Outcome.OPEN])
    found = rows.order_by("pk").values_list("pk", "headers", "reasons")[:MOST_ROWS]
    return [SetAside(pk, headers["line"], reasons) for pk, headers, reasons in found]


def messages_of(batch: SpreadsheetImport):
    """The inbox messages of an import, one a row."""
    return InboxMessage.objects.filter(
        channel=batch.channel_id, idempotency_key__startswith=f"import:{batch.pk}:"
    )
