"""What the tests of the reports share: two days, and short ways to ask for a table."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from leads.choices import ActivityKind
from leads.followup import FollowUp, log_follow_up
from leads.models import Lead
from reports.report import Report, build_report
from tests.builders import MONDAY, make_user

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LATER = MONDAY + 3 * DAY  # when all first deadlines of Monday have passed


def report_of(
    user: User | None = None,
    *,
    since: datetime = MONDAY - DAY,
    until: datetime = MONDAY + 6 * DAY,
    now: datetime = LATER,
) -> Report:
    """The report of the week of MONDAY as it stands on Thursday, for somebody who sees all."""
    user = user or User.objects.filter(username="boss").first() or make_user("boss", sees_all=True)
    return build_report(user=user, since=since, until=until, now=now)


def table(report: Report, code: str, *names: str) -> list[tuple]:
    """Some columns of one table."""
    return [tuple(getattr(row, name) for name in names) for row in report.tables[code]]


def figure(report: Report, code: str):
    return next(figure for figure in report.figures if figure.code == code)


def follow_up(lead: Lead, *, now: datetime) -> None:
    call = FollowUp(kind=ActivityKind.CALL)
    log_follow_up(lead=lead, rep=lead.owner, follow_up=call, by=None, now=now)
