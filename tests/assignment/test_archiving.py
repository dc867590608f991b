from datetime import UTC, datetime, timedelta

import pytest

from assignment.tasks import archive_due
from leads.choices import LeadStatus
from leads.models import Lead
from tests.builders import (
    follow_up,
    make_channel,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    reread,
    send,
)

pytestmark = pytest.mark.django_db
QUARTER = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
QUIET = QUARTER - timedelta(days=90)


@pytest.fixture
def channel():
    make_rules(catch_all=make_pool(make_rep("Ana")))
    return make_channel()


def test_what_has_been_quiet_for_ninety_days_is_archived(channel):
    quiet = make_lead(channel, now=QUIET, email="a@acme.cn")
    younger = make_lead(channel, now=QUIET + timedelta(hours=1), email="b@acme.cn")

    assert archive_due(QUARTER).done == 1

    quiet = reread(quiet)
    assert (quiet.status, quiet.close_reason) == (LeadStatus.ARCHIVED, "no_demand")
    assert reread(younger).status == LeadStatus.ASSIGNED


def test_a_planned_contact_keeps_a_lead_alive(channel):
    lead = make_lead(channel, now=QUIET - timedelta(days=2), email="a@acme.cn")
    planned = QUARTER + timedelta(days=1)
    follow_up(lead, now=QUIET - timedelta(days=1), next_contact_at=planned)

    assert archive_due(QUARTER).done == 0


@pytest.mark.parametrize("day", [QUARTER + timedelta(days=3), QUARTER + timedelta(days=40)])
def test_it_happens_on_the_first_days_of_a_quarter_only(channel, day):
    make_lead(channel, now=QUIET, email="a@acme.cn")

    assert archive_due(day).done == 0


def test_the_first_day_of_a_quarter_is_that_of_the_company(channel):
    make_lead(channel, now=QUIET - timedelta(days=1), email="a@acme.cn")
    first_in_shanghai = datetime(2026, 6, 30, 17, 0, tzinfo=UTC)

    assert archive_due(first_in_shanghai).done == 1


def test_a_review_that_nobody_decided_is_closed_with_its_lead(channel):
    lead = make_lead(channel, now=QUIET, email="a@acme.cn", value=2_000_000)

    archive_due(QUARTER)

    assert reread(lead).status == LeadStatus.ARCHIVED
    assert lead.reviews.get().resolution == "closed"


def test_who_writes_again_opens_his_lead_again(channel):
    lead = make_lead(channel, now=QUIET, email="a@acme.cn")
    archive_due(QUARTER)

    send(channel, now=QUARTER + timedelta(days=1), email="a@acme.cn")

    lead = reread(lead)
    assert (lead.status, lead.cycle, lead.close_reason) == (LeadStatus.ASSIGNED, 2, "")
    assert Lead.objects.count() == 1
