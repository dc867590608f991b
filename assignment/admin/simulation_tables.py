"""The figures of simulations as tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from assignment.choices import DecisionKind
from assignment.simulation.report import Count, Report
from assignment.simulation.words import STEP_LABELS, end_text
from assignment.wording.words import EXCLUSION_LABELS, REASON_LABELS
from reps.csv_files import csv_lines, harmless

Table = dict[str, Any]
Titles = Sequence[str]
KINDS = dict(DecisionKind.choices)


def tables_of(report: Report, titles: Titles) -> list[Table]:
    """Every table that has anything to say, each with its title."""
    tables = [
        _table(_("Results"), _("result"), report.ends, titles, KINDS),
        _table(_("On the way"), _("what happened"), report.steps, titles, STEP_LABELS),
        _shares(report, titles),
        _table(_("Rules"), _("rule"), report.rules, titles, {}),
        _table(_("Nobody found"), _("reason"), report.unassigned, titles, REASON_LABELS),
        _table(_("Held for review"), _("reason"), report.reviews, titles, REASON_LABELS),
        _full(report, titles),
        _table(_("Could not take a lead"), _("reason"), report.excluded, titles, EXCLUSION_LABELS),
    ]
    return [table for table in tables if table["rows"]]


def moves_table(report: Report, titles: Titles) -> Table:
    """The leads that would move, with links."""
    return {
        "headers": [_("lead"), *titles, _("rule")],
        "rows": [
            [
                format_html(
                    '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
                    reverse("desk:lead", args=[move.lead]),
                    move.title,
                ),
                end_text(move.before),
                end_text(move.after),
                _rule_text(move.before.rule, move.after.rule),
            ]
            for move in report.moves
        ],
    }


def moves_csv(report: Report, titles: Titles) -> Iterator[str]:
    """The same leads as a file."""
    header = [_("number"), _("lead")]
    for title in titles:
        header += [
            _("%(version)s: result") % {"version": title},
            _("%(version)s: to") % {"version": title},
            _("%(version)s: rule") % {"version": title},
        ]
    rows = [
        [move.lead, harmless(move.title)]
        + [
            harmless(str(cell))
            for end in (move.before, move.after)
            for cell in (KINDS[end.kind], end.who, end.rule)
        ]
        for move in report.moves
    ]
    return csv_lines([list(map(harmless, header)), *rows])


def _table(
    title: str, header: str, rows: Iterable[Count], titles: Titles, labels: Mapping[str, Any]
) -> Table:
    return {
        "title": title,
        "headers": [header, *titles],
        "rows": [
            [labels.get(row.name, row.name) or "–", *_numbers(row.counts)]
            for row in rows
            if any(row.counts)
        ],
    }


def _shares(report: Report, titles: Titles) -> Table:
    """Both figures in one cell, so that two versions fit side by side."""
    headers = titles if len(titles) > 1 else [_("received / fair share")]
    return {
        "title": _("Received / fair share"),
        "headers": [_("pool"), _("rep"), *headers],
        "rows": [
            [
                share.pool or _("no pool"),
                share.rep,
                *(
                    f"{number_format(received)} / {number_format(fair, 1)}"
                    for received, fair in zip(share.received, share.fair, strict=True)
                ),
            ]
            for share in report.shares
        ],
    }


def _full(report: Report, titles: Titles) -> Table:
    return {
        "title": _("Limits reached"),
        "headers": [_("rep"), _("limit"), *titles],
        "rows": [
            [row.rep, EXCLUSION_LABELS.get(row.code, row.code), *_numbers(row.counts)]
            for row in report.full
        ],
    }


def _rule_text(before: str, after: str) -> str:
    if before == after:
        return before or "–"
    return _("%(before)s → %(after)s") % {"before": before or "–", "after": after or "–"}


def _numbers(counts: Iterable[int]) -> list[str]:
    return [number_format(count) for count in counts]
