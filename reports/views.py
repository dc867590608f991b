"""The page of the reports, and each of its tables as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.exports import csv_lines
from reports.forms import LENGTHS, PeriodForm
from reports.page import cards_of, sections_of
from reports.report import build_report
from reports.tables import TABLES


@require_GET
@login_required
def report_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = PeriodForm(request.GET)
    period = form.period(now=now)
    report = build_report(user=request.user, since=period.since, until=period.until, now=now)
    context = {
        "form": form,
        "lengths": LENGTHS,
        "chosen": form.chosen_length(),
        "report": report,
        "cards": cards_of(report),
        "sections": sections_of(report),
    }
    return render(request, "reports/report.html", context)


@require_GET
@login_required
def report_table(request: HttpRequest, code: str) -> HttpResponseBase:
    """One table of the same report as CSV; 404 for one that the user may not see."""
    now = timezone.now()
    form = PeriodForm(request.GET)
    period = form.period(now=now)
    if form.errors:
        return HttpResponseBadRequest(
            form.errors.as_text(), content_type="text/plain; charset=utf-8"
        )
    if code not in TABLES:
        raise Http404
    report = build_report(user=request.user, since=period.since, until=period.until, now=now)
    if code not in report.tables:
        raise Http404
    name = f"fairlead-{code}-{period.first_day}-{period.last_day}.csv"
    return StreamingHttpResponse(
        csv_lines(code, report.tables[code]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
