"""Moves as tables: what would become of leads, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from assignment.choices import HandoverKind, MoveResult
from assignment.models import Reassignment
from assignment.moving.foreseeing import Foreseen
from assignment.wording.words import REASON_LABELS
from leads.models import Customer, Lead
from reps.models import Rep

Table = dict[str, Any]


def foreseen_table(rows: Sequence[Foreseen]) -> Table:
    """Each lead, with whom it is, what would become of it, and why."""
    names = _names(row.rep for row in rows)
    return {
        "headers": [_("lead"), _("owner"), _("what will happen"), _("why")],
        "rows": [
            [
                lead_link(row.lead),
                row.lead.owner.name if row.lead.owner else "–",
                outcome(row.result, names.get(row.rep or 0)),
                _("; ").join(str(REASON_LABELS.get(code, code)) for code in row.reasons),
            ]
            for row in rows
        ],
    }


def shares_table(pairs: Iterable[tuple[str, int | None]]) -> Table:
    """How many leads each receives, the most first; and of the others, what becomes of them."""
    counted = Counter(pairs)
    names = _names(rep for _result, rep in counted)
    rows = [
        [outcome(result, names.get(rep or 0)), count]
        for (result, rep), count in counted.most_common()
    ]
    return {"headers": [_("what will happen"), _("leads")], "rows": rows}


def customers_table(heirs: Sequence[tuple[Customer, Rep | None]]) -> Table:
    rows = [[customer.name, heir.name if heir else _("nobody")] for customer, heir in heirs]
    return {"headers": [_("customer"), _("new owner")], "rows": rows}


def results_table(order: Reassignment) -> Table:
    """What became of each lead of an order, in the order in which they were moved."""
    leads = Lead.objects.in_bulk([int(pk) for pk in order.results])
    names = _names(rep for _result, rep in order.results.values())
    rows = [
        [lead_link(leads[int(pk)]), outcome(result, names.get(rep or 0))]
        for pk, (result, rep) in order.results.items()
        if int(pk) in leads
    ]
    return {"headers": [_("lead"), _("result")], "rows": rows}


def counts_table(counts: dict[str, int]) -> Table:
    rows = [[HandoverKind(kind).label, count] for kind, count in counts.items()]
    return {"headers": [_("what"), _("how many")], "rows": rows}


def outcome(result: str, name: str | None) -> str:
    if result == MoveResult.MOVED and name:
        return name
    label = str(MoveResult(result).label)
    return f"{label}: {name}" if name else label


def lead_link(lead: Lead) -> str:
    link = '<a class="font-semibold text-primary-600 dark:text-primary-500" href="{}">{}</a>'
    return format_html(link, reverse("desk:lead", args=[lead.pk]), lead)


def _names(reps: Iterable[int | None]) -> dict[int, str]:
    ids = {rep for rep in reps if rep}
    return dict(Rep.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
