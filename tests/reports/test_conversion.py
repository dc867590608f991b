from datetime import timedelta

import pytest

from assignment.handling import close_lead, give_by_hand
from leads.choices import CloseReason, LeadStatus
from leads.models import Lead
from tests.builders import (
    MONDAY,
    make_channel,
    make_customer,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
)
from tests.reports.cast import DAY, HOUR, figure, follow_up, report_of, table

pytestmark = pytest.mark.django_db
COLUMNS = ("name", "leads", "converted")


@pytest.fixture
def reps():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_policy()
    machines = make_pool(ana), ("industry", "is", "Machinery")
    make_rules(machines, catch_all=make_pool(bo))
    return ana, bo


def _convert(lead, *, now=MONDAY + HOUR):
    close_lead(lead=lead, status=LeadStatus.CONVERTED, reason=CloseReason.WON, by=None, now=now)


def _history(**fields):
    """A lead that moved in with its outcome."""
    values = {
        "channel": make_channel("old"),
        "status": LeadStatus.CONVERTED,
        "close_reason": CloseReason.WON,
        "is_history": True,
        "received_at": MONDAY,
        "opened_at": MONDAY,
        "touched_at": MONDAY,
        "closed_at": MONDAY + DAY,
        "converted_at": MONDAY + DAY,
    }
    return Lead.objects.create(**(values | fields))


def test_conversion_by_source_counts_the_leads_of_the_period(reps):
    _convert(make_lead(email="a@a.de", source="fair"))
    make_lead(email="c@c.de", source="fair")
    make_lead(email="d@d.de")
    make_lead(email="e@e.de", source="fair", now=MONDAY - 2 * DAY)

    report = report_of()

    assert table(report, "sources", *COLUMNS) == [("fair", 2, 1), ("", 1, 0)]
    assert figure(report, "conversion").value == 1 / 3
    assert figure(report, "leads").previous == 1


def test_conversion_has_an_interval(reps):
    _convert(make_lead(email="a@a.de"))
    make_lead(email="c@c.de")

    row = report_of().tables["sources"][0]

    assert (row.rate, row.low, row.high) == pytest.approx((0.5, 0.0945, 0.9055), abs=0.0001)


def test_conversion_by_rule_has_the_rules_names(reps):
    _convert(make_lead(email="a@a.de", industry="Machinery"))
    make_lead(email="c@c.de", industry="Machinery")
    make_lead(email="d@d.de")

    report = report_of()

    assert table(report, "rules", *COLUMNS) == [("rule 0", 2, 1), ("everything else", 1, 0)]


def test_a_customers_lead_was_given_by_no_rule(reps):
    _, bo = reps
    customer = make_customer(owner=bo)
    customer.points.create(namespace="email", value="a@a.de")

    make_lead(email="a@a.de", industry="Machinery")

    assert table(report_of(), "rules", *COLUMNS) == [("", 1, 0)]


def test_conversion_by_rep_is_that_of_the_owner(reps):
    _, bo = reps
    lead = make_lead(email="a@a.de", industry="Machinery")
    give_by_hand(lead=lead, rep=bo, by=bo.user_id, now=MONDAY + HOUR)
    _convert(lead, now=MONDAY + 2 * HOUR)
    make_lead(email="c@c.de", industry="Machinery")

    report = report_of()

    assert table(report, "reps", *COLUMNS) == [("Ana", 1, 0), ("Bo", 1, 1)]


def test_history_counts_by_source_and_rep_but_not_by_rule_or_response(reps):
    ana, _ = reps
    _history(source="old fair", owner=ana, first_response_at=MONDAY + HOUR)

    report = report_of()

    assert table(report, "sources", *COLUMNS) == [("old fair", 1, 1)]
    assert table(report, "reps", *COLUMNS) == [("Ana", 1, 1)]
    assert table(report, "rules", *COLUMNS) == []
    assert table(report, "response_reps", "name") == []
    assert table(report, "follow_up", "name") == []


def test_first_response_has_the_median_and_the_p90_of_rep_and_channel(reps):
    for number, hours in enumerate([1, 2, 3, 4, 11]):
        follow_up(make_lead(email=f"a@b{number}.de"), now=MONDAY + hours * HOUR)
    make_lead(email="unanswered@b.de")

    report = report_of()

    # Nine of ten: 0.6 of the way from 4 to 11 hours, as percentile_cont has it.
    wanted = (5, 3 * 3600, pytest.approx(8.2 * 3600))
    assert table(report, "response_reps", "name", "responses", "median", "p90") == [("Bo", *wanted)]
    assert table(report, "response_channels", "responses", "median", "p90") == [wanted]
    assert figure(report, "response_median").value == 3 * 3600


def test_conversion_by_response_time_has_a_row_for_every_bucket(reps):
    quick, slow = make_lead(email="a@a.de"), make_lead(email="c@c.de")
    follow_up(quick, now=MONDAY + HOUR)
    follow_up(slow, now=MONDAY + 20 * HOUR)
    _convert(quick, now=MONDAY + 2 * HOUR)

    rows = table(report_of(), "response_times", "hours", "leads", "converted")

    empty = [(hours, 0, 0) for hours in (4, 12)]
    assert rows == [(1, 1, 1), *empty, (24, 1, 0), (48, 0, 0), (None, 0, 0)]


def test_statuses_count_where_the_leads_stand_now(reps):
    _convert(make_lead(email="a@a.de"))
    make_lead(email="c@c.de")

    found = dict(table(report_of(), "statuses", "id", "leads"))

    assert {status: leads for status, leads in found.items() if leads} == {
        LeadStatus.ASSIGNED: 1,
        LeadStatus.CONVERTED: 1,
    }
    assert list(found) == LeadStatus.values


def test_days_are_those_of_the_company_and_none_is_left_out(reps):
    late_on_monday_in_shanghai = MONDAY + timedelta(hours=13, minutes=59)
    make_lead(email="a@a.de", now=late_on_monday_in_shanghai)
    make_lead(email="c@c.de", now=late_on_monday_in_shanghai + timedelta(minutes=1))

    report = report_of(since=MONDAY - DAY, until=MONDAY + 2 * DAY)

    rows = [(day.isoformat(), leads) for day, leads in table(report, "days", "day", "leads")]
    assert rows == [
        ("2026-03-01", 0),
        ("2026-03-02", 1),
        ("2026-03-03", 1),
        ("2026-03-04", 0),
    ]


def test_a_report_of_nothing_is_empty(reps):
    report = report_of()

    assert report.is_empty()
    assert figure(report, "conversion").value is None


def test_a_report_with_a_lead_is_not_empty(reps):
    make_lead(email="a@a.de")

    assert not report_of().is_empty()
