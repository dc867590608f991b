from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_htmx.http import HttpResponseClientRefresh
from unfold.decorators import display

from leads.admin.import_forms import ColumnsForm, UploadForm
from leads.choices import ImportState
from leads.draft import LeadDraft
from leads.intake.chunks import COUNTED, MOST_PROBLEMS
from leads.intake.import_report import set_aside
from leads.intake.preview import Foreseen, preview
from leads.intake.spreadsheet import (
    AlreadyStarted,
    DatesAreAmbiguous,
    Wishes,
    begin,
    choose,
    prepare,
)
from leads.models import SpreadsheetImport
from leads.tables.mapping import BadMapping
from leads.tables.reader import NotATable
from leads.tables.words import (
    mapping_label,
    outcome_label,
    problem_label,
    refusal_label,
    target_label,
)
from leads.tasks import queue_import
from reps.admin_pages import ReadOnlyAdmin

PREVIEWED_ROWS = 20
ADD = "leads.add_spreadsheetimport"
COLOURS = {
    ImportState.DRAFT: "warning",
    ImportState.QUEUED: "info",
    ImportState.RUNNING: "info",
    ImportState.DONE: "success",
    ImportState.FAILED: "danger",
}


@admin.register(SpreadsheetImport)
class SpreadsheetImportAdmin(ReadOnlyAdmin):
    """Upload, name the columns, watch the rows come in, read what became of them."""

    list_display = [
        "file_name",
        "channel",
        "mode",
        "state_label",
        "rows",
        "created_by",
        "created_at",
    ]
    list_filter = ["state", "channel"]
    list_select_related = ["channel", "created_by"]
    ordering = ["-created_at", "-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    @display(description=_("state"), ordering="state", label=COLOURS)
    def state_label(self, batch: SpreadsheetImport) -> tuple[str, str]:
        return batch.state, batch.get_state_display()

    @admin.display(description=_("rows"))
    def rows(self, batch: SpreadsheetImport) -> int:
        return sum(batch.counts.values()) or batch.total

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Upload a file. Not within a transaction, unlike the pages it stands in for."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = prepare(
                    file,
                    name=file.name,
                    channel=form.cleaned_data["channel"],
                    wishes=Wishes(),
                    by=request.user.pk,
                    now=timezone.now(),
                )
                return redirect(_page_of(batch))
            except NotATable as error:
                form.add_error("file", refusal_label(error.code))
        return self._page(request, "upload", title=_("Import leads"), form=form)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        imports = SpreadsheetImport.objects.select_related("channel")
        batch = get_object_or_404(imports, pk=unquote(object_id))
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        if batch.state == ImportState.DRAFT and self.has_add_permission(request):
            return self._columns(request, batch)
        if batch.state in (ImportState.QUEUED, ImportState.RUNNING):
            return self._page(request, "progress", batch=batch, **progress_of(batch))
        if (
            "HX-Request" in request.headers
        ):  # the page of the progress asks while the last row comes in
            return HttpResponseClientRefresh()
        return self._page(request, "report", batch=batch, **report_of(batch))

    def _columns(self, request: HttpRequest, batch: SpreadsheetImport) -> HttpResponse:
        form = ColumnsForm(request.POST or None, batch=batch)
        if form.is_valid() and _applied(form, batch, is_start="_start" in request.POST):
            return redirect(_page_of(batch))
        sees_all = request.user.has_perm("leads.see_all_leads")
        table = preview_table(preview(batch, rows=PREVIEWED_ROWS), sees_all=sees_all)
        return self._page(request, "columns", batch=batch, form=form, preview=table)

    def _page(
        self,
        request: HttpRequest,
        name: str,
        *,
        batch: SpreadsheetImport | None = None,
        **context: Any,
    ) -> HttpResponse:
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": batch,
            "title": batch.file_name if batch else "",
            "back": reverse("admin:leads_spreadsheetimport_changelist"),
            **context,
        }
        return TemplateResponse(request, f"admin/leads/import_{name}.html", page)


def _applied(form: ColumnsForm, batch: SpreadsheetImport, *, is_start: bool) -> bool:
    """Keep what the form says, and start if that was the button; False with errors in the form."""
    try:
        if is_start:
            begin(batch, wishes=form.wishes())
            queue_import(batch.pk)
        else:
            choose(batch, wishes=form.wishes())
    except BadMapping as error:
        detail = target_label(error.detail)
        form.add_error(None, mapping_label(BadMapping(error.code, detail)))
    except DatesAreAmbiguous as error:
        text = _("Dates such as %(examples)s can be read in two ways; please say which is right.")
        form.add_error("date_order", text % {"examples": ", ".join(error.examples)})
    except AlreadyStarted:
        pass  # by another window; the page shows how far it is
    return not form.errors


def preview_table(rows: list[Foreseen], *, sees_all: bool) -> dict[str, Any]:
    """The first rows as a table; whose lead a row belongs to is told to those who see all."""
    headers = [_("line"), _("what will happen"), _("lead"), _("contact"), _("more"), _("problems")]
    return {
        "headers": headers,
        "rows": [
            [
                row.line,
                _what_happens(row, sees_all=sees_all),
                *(_cells_of(row.draft) if row.draft else ("", "", "")),
                _problems_of(row),
            ]
            for row in rows
        ],
    }


def _what_happens(row: Foreseen, *, sees_all: bool) -> str:
    label = outcome_label(row.outcome)
    if row.lead and sees_all:
        return format_html("{} → {}", label, row.lead)
    if row.same_as_line:
        return format_html("{} → {}", label, _("line %(line)s") % {"line": row.same_as_line})
    return str(label)


def _cells_of(draft: LeadDraft) -> tuple[str, str, str]:
    dates = (draft.received_at, draft.converted_at)
    more = [draft.external_id, draft.country, draft.industry, draft.source, draft.owner]
    more += [draft.status, *(f"{at:%Y-%m-%d}" for at in dates if at)]
    return (
        _joined([draft.name, draft.company]),
        _joined([draft.email, draft.phone]),
        _joined(more),
    )


def _joined(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)


def _problems_of(row: Foreseen) -> str:
    words = [(problem_label(code), "") for code in row.reasons]
    if row.draft:
        words += [
            (target_label(problem.field), problem_label(problem.code))
            for problem in row.draft.problems
        ]
    return format_html_join(str(_("; ")), "{} {}", words)


def progress_of(batch: SpreadsheetImport) -> dict[str, Any]:
    done = sum(batch.counts.values())
    return {
        "done": done,
        "percent": min(100, done * 100 // batch.total) if batch.total else 0,
        "counts": _counts_table(batch),
    }


def report_of(batch: SpreadsheetImport) -> dict[str, Any]:
    aside = [
        [
            row.line,
            _("; ").join(str(problem_label(code)) for code in row.reasons),
            format_html(
                '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
                reverse("admin:leads_inboxmessage_change", args=[row.message_id]),
                pgettext_lazy("link", "Open"),
            ),
        ]
        for row in set_aside(batch)
    ]
    cells = [
        [
            problem["line"],
            target_label(problem["field"]),
            problem_label(problem["code"]),
            problem.get("detail", ""),
        ]
        for problem in batch.problems
        if problem["field"]
    ]
    return {
        "counts": _counts_table(batch),
        "failure": refusal_label(batch.error) if batch.error else "",
        "aside": {"headers": [_("line"), _("reasons"), _("inbox message")], "rows": aside},
        "cells": {
            "headers": [_("line"), _("field"), _("problem"), pgettext_lazy("cell", "value")],
            "rows": cells,
        },
        "is_cut": len(batch.problems) >= MOST_PROBLEMS,
    }


def _counts_table(batch: SpreadsheetImport) -> dict[str, Any]:
    codes = [*COUNTED, *(["open"] if batch.counts.get("open") else [])]
    return {
        "headers": [outcome_label(code) for code in codes],
        "rows": [[batch.counts.get(code, 0) for code in codes]],
    }


def _page_of(batch: SpreadsheetImport) -> str:
    return reverse("admin:leads_spreadsheetimport_change", args=[batch.pk])
