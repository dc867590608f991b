from datetime import timedelta

import pytest

from assignment.handling import close_lead, return_lead
from assignment.models import Clock
from assignment.recycling import expire
from leads.choices import CloseReason, LeadStatus, Outcome
from leads.models import InboxMessage
from tests.builders import (
    MONDAY,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    send,
)
from tests.reports.cast import DAY, HOUR, LATER, figure, follow_up, report_of, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    ana = make_rep("Ana")
    make_policy()
    make_rules(catch_all=make_pool(ana, make_rep("Bo")))
    return ana


def _expire_all(now):
    for clock_id in Clock.objects.filter(state="running", expires_at__lte=now).values_list(
        "pk", flat=True
    ):
        expire(clock_id=clock_id, now=now)


def _leave_open(channel, *, at):
    """A message whose second transaction never came about."""
    InboxMessage.objects.create(channel=channel, content_hash="x", body=b"{}", received_at=at)


def test_quarantined_messages_leak_and_ignored_ones_do_not_count(ana):
    api, form = make_channel("api"), make_channel("form", kind="form")
    send(api, email="a@a.de")
    send(api, email="a@a.de", message="again")
    send(api, name="no contact")
    ignored = send(form, name="spam").message_id
    InboxMessage.objects.filter(pk=ignored).update(outcome=Outcome.IGNORED)

    report = report_of()

    assert table(report, "intake", "name", "whole", "leaked") == [("api", 3, 1)]
    assert figure(report, "intake_leak").value == 1 / 3
    assert figure(report, "intake_leak").is_alert


@pytest.mark.parametrize(("age", "leaked"), [(timedelta(minutes=1), 0), (timedelta(minutes=2), 1)])
def test_an_open_message_leaks_after_two_minutes(ana, age, leaked):
    _leave_open(make_channel(), at=LATER - age)

    report = report_of()

    assert table(report, "intake", "whole", "leaked") == [(1, leaked)]


def test_without_a_message_there_is_no_leak(ana):
    leak = figure(report_of(), "intake_leak")

    assert (leak.value, leak.is_alert) == (None, False)


def test_a_follow_up_in_time_is_no_leak_and_a_late_one_is(ana):
    in_time, late, never = (make_lead(email=f"a@{n}.de") for n in "abc")
    follow_up(in_time, now=MONDAY + 24 * HOUR)
    follow_up(late, now=MONDAY + 25 * HOUR)

    report = report_of()

    assert never.first_response_at is None
    assert table(report, "follow_up", "name", "whole", "leaked") == [("api", 3, 2)]


def test_a_deadline_that_has_not_passed_does_not_count(ana):
    make_lead(email="a@a.de")

    report = report_of(now=MONDAY + 23 * HOUR)

    assert table(report, "follow_up", "whole") == []


def test_a_recycled_lead_leaks_once_whatever_its_next_owner_does(ana):
    lead = make_lead(email="a@a.de")
    _expire_all(MONDAY + 25 * HOUR)
    lead.refresh_from_db()
    follow_up(lead, now=MONDAY + 26 * HOUR)

    report = report_of(now=MONDAY + 5 * DAY)

    assert table(report, "follow_up", "whole", "leaked") == [(1, 1)]


def test_a_returned_lead_is_no_leak_if_the_next_owner_answers_by_the_first_deadline(ana):
    leads = [make_lead(email=f"a@{n}.de") for n in "ab"]
    for lead in leads:
        return_lead(lead=lead, reason="other", note="", by=lead.owner.user_id, now=MONDAY + HOUR)
        lead.refresh_from_db()
    follow_up(leads[0], now=MONDAY + 24 * HOUR)
    follow_up(leads[1], now=MONDAY + 24.5 * HOUR)

    report = report_of()

    assert table(report, "follow_up", "whole", "leaked") == [(2, 1)]


def test_a_lead_that_was_closed_in_time_needed_no_follow_up(ana):
    lead = make_lead(email="a@a.de")
    close_lead(
        lead=lead, status=LeadStatus.INVALID, reason=CloseReason.SPAM, by=None, now=MONDAY + HOUR
    )

    report = report_of()

    assert table(report, "follow_up", "whole", "leaked") == [(1, 0)]


def test_every_cycle_has_a_first_deadline_of_its_own(ana):
    lead = make_lead(email="a@a.de")
    follow_up(lead, now=MONDAY + HOUR)
    close_lead(
        lead=lead, status=LeadStatus.LOST, reason=CloseReason.NO_BUDGET, by=None, now=MONDAY + HOUR
    )
    send(lead.channel, email="a@a.de", now=MONDAY + 2 * HOUR)

    report = report_of()

    assert table(report, "follow_up", "whole", "leaked") == [(2, 1)]


def test_the_headline_compares_with_the_period_before(ana):
    follow_up(make_lead(email="a@a.de"), now=MONDAY + HOUR)
    make_lead(email="c@c.de", now=MONDAY + DAY)

    report = report_of(since=MONDAY + 2 * DAY - HOUR, until=MONDAY + 3 * DAY - HOUR)

    leak = figure(report, "follow_up_leak")
    assert (leak.value, leak.previous, leak.is_alert) == (1.0, 0.0, True)


def test_deadlines_count_for_the_rep_who_had_them(ana):
    kept, missed = make_lead(email="a@a.de"), make_lead(email="c@c.de")
    follow_up(kept, now=MONDAY + HOUR)
    _expire_all(MONDAY + 25 * HOUR)

    report = report_of(now=MONDAY + 30 * HOUR)

    rows = table(report, "deadlines", "name", "kept", "missed", "recycled")
    assert rows == [("Ana", 1, 0, 0), ("Bo", 0, 1, 1)]
    assert missed.owner.name == "Bo"
