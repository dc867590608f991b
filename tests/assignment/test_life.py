"""One lead's whole life, by the clock on the wall."""

from datetime import UTC, datetime, timedelta

import pytest

from assignment import tasks
from assignment.fairness.ledger import differences
from assignment.handling import close_lead
from assignment.models import Assignment, Clock, Decision, Pool
from leads.choices import LeadStatus
from leads.models import Event, Lead
from leads.tasks import finish_open
from reps.choices import NoticeKind
from reps.models import Notice, Rep, Team
from tests.builders import (
    MONDAY,
    after,
    follow_up,
    make_channel,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    reread,
    send,
)

pytestmark = pytest.mark.django_db
WEI = {"name": "Wei", "email": "wei@acme.cn", "company": "Acme"}


def sweep_until(end: datetime, *, since: datetime) -> None:
    """Everything that runs by itself, every ten minutes."""
    now = since
    while now <= end:
        for job in (finish_open, tasks.route_due, tasks.remind_due, tasks.recycle_due):
            assert job(now).failed == 0
        assert tasks.settle_due(now).failed == 0
        now += timedelta(minutes=10)


@pytest.fixture
def lead():
    team = Team.objects.create(name="A", manager=make_user("mei"))
    make_rules(catch_all=make_pool(make_rep("Ana", team=team), make_rep("Bo", team=team)))
    return make_lead(make_channel(), **WEI)


def kinds(lead: Lead) -> list[str]:
    return list(Event.objects.filter(lead=lead).order_by("at", "pk").values_list("kind", flat=True))


def test_a_lead_from_arrival_to_its_third_life(lead):
    # Nobody moves: Ana is reminded twice, then Bo gets the lead.
    sweep_until(after(25), since=MONDAY)
    lead = reread(lead)
    assert (lead.owner.name, lead.recycles) == ("Bo", 1)

    # Bo calls, the customer answers, Bo loses him.
    follow_up(lead, now=after(26), outcome="reached")
    send(lead.channel, now=after(30), **WEI, message="too dear")
    follow_up(lead, now=after(31), outcome="not_now")
    lead = Lead.objects.select_related("owner").get(pk=lead.pk)
    close_lead(lead=lead, status="lost", reason="competitor", by=None, now=after(32))

    # Half a year later he is back: Bo again, who sells.
    later = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
    send(lead.channel, now=later, **WEI, message="again")
    follow_up(lead, now=later + timedelta(hours=1), outcome="interested")
    lead = Lead.objects.select_related("owner").get(pk=lead.pk)
    assert (lead.owner.name, lead.cycle, lead.status) == ("Bo", 2, LeadStatus.WORKING)
    close_lead(lead=lead, status="converted", reason="won", by=None, now=later + timedelta(days=1))

    # As a customer he gets a new lead, and nobody but Bo.
    new = send(lead.channel, now=later + timedelta(days=30), **WEI).answer["lead"]
    assert (new["id"] != lead.pk, new["owner"]["name"]) == (True, "Bo")

    assert kinds(lead) == [
        *("captured", "assigned", "reminded", "reminded", "recycled", "assigned"),
        *("followed_up", "inquired_again", "followed_up", "closed"),
        *("reopened", "assigned", "inquired_again", "followed_up", "closed"),
    ]
    assert Notice.objects.filter(kind=NoticeKind.LEAD_REMINDER).count() == 3
    assert Assignment.objects.filter(lead=lead).count() == 3
    assert Decision.objects.filter(lead=lead).count() == 3
    assert not Clock.objects.filter(lead=lead, state="running").exists()
    assert dict(Rep.objects.values_list("name", "open_leads")) == {"Ana": 0, "Bo": 1}
    assert differences(Pool.objects.get()) == {}
