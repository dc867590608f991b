from datetime import timedelta

import pytest

from assignment.handling import route_again
from assignment.models import Assignment, Clock, Decision
from leads.choices import LeadStatus
from leads.lifecycle import LostRace
from leads.models import ContactPoint, Event, InboxMessage, Inquiry, Lead
from reps.models import Notice, Rep
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

pytestmark = pytest.mark.django_db


def test_a_lead_gets_the_owner_and_the_deadline_of_the_matching_rule():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules((make_pool(ana), ("industry", "is", "Machinery")), catch_all=make_pool(bo))

    lead = make_lead(email="a@b.de", industry="machinery")

    assert lead.status == LeadStatus.ASSIGNED
    assert lead.owner == ana
    assert lead.due_at == MONDAY + timedelta(hours=24)


def test_routing_leaves_one_row_of_everything():
    make_rules(catch_all=make_pool(make_rep("Ana")))

    make_lead(email="a@b.de", phone="13800138000")

    counts = [m.objects.count() for m in (InboxMessage, Lead, Inquiry, Decision, Assignment, Clock)]
    assert counts == [1, 1, 1, 1, 1, 1]
    assert ContactPoint.objects.count() == 2
    assert Event.objects.count() == 2
    assert Notice.objects.count() == 1
    assert Rep.objects.get(name="Ana").open_leads == 1


def test_weighted_pool_deals_by_the_ledger():
    reps = [make_rep(name) for name in "ABC"]
    pool = make_pool(*zip(reps, ["3", "1.5", "1"], strict=True), strategy="weighted")
    make_rules(catch_all=pool)
    channel = make_channel()
    make_policy()

    dealt = [send(channel).answer["lead"]["owner"]["name"] for _ in range(11)]

    assert "".join(dealt) == "ABACABACABA"


def test_a_lead_that_has_an_owner_by_now_is_not_dealt_again():
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Bo")))
    lead = make_lead(email="a@b.de")

    with pytest.raises(LostRace):
        route_again(lead, event_kind="retried", now=MONDAY + timedelta(minutes=1))

    assert Assignment.objects.count() == 1
