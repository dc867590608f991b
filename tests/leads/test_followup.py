import pytest

from assignment.choices import ClockKind, ClockState
from assignment.handling import give_by_hand
from assignment.models import Clock
from leads.choices import LeadStatus
from leads.followup import FollowUp, log_follow_up
from leads.lifecycle import LostRace
from leads.models import Activity, Event
from tests.builders import (
    after,
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


@pytest.fixture
def lead():
    make_rules(catch_all=make_pool(make_rep("Ana")))
    return make_lead(make_channel(), email="wei@acme.cn")


def test_a_follow_up_in_time_keeps_the_clock_and_starts_the_work(lead):
    follow_up(lead, now=after(2), outcome="reached", next_contact_at=after(48))

    clock = Clock.objects.get()
    assert (clock.state, clock.stopped_at, clock.remind_at) == (ClockState.KEPT, after(2), None)
    lead = reread(lead)
    assert (lead.status, lead.due_at) == (LeadStatus.WORKING, None)
    assert lead.first_response_at == lead.last_follow_up_at == lead.touched_at == after(2)
    assert lead.next_contact_at == after(48)


def test_at_the_very_deadline_it_is_still_in_time(lead):
    follow_up(lead, now=after(24))

    assert Clock.objects.get().state == ClockState.KEPT


def test_a_follow_up_after_the_deadline_leaves_the_clock_missed(lead):
    follow_up(lead, now=after(25))

    assert Clock.objects.get().state == ClockState.MISSED
    assert reread(lead).status == LeadStatus.WORKING


def test_a_note_to_oneself_is_no_follow_up(lead):
    activity = follow_up(lead, now=after(2), kind="note", note="ask Bo")

    assert not activity.is_follow_up
    assert Clock.objects.get().state == ClockState.RUNNING
    lead = reread(lead)
    assert (lead.status, lead.due_at) == (LeadStatus.ASSIGNED, after(24))
    assert lead.first_response_at is None


def test_the_first_response_stays_the_first(lead):
    follow_up(lead, now=after(2))
    follow_up(lead, now=after(5))

    lead = reread(lead)
    assert (lead.first_response_at, lead.last_follow_up_at) == (after(2), after(5))


def test_a_follow_up_answers_the_response_clock(lead):
    follow_up(lead, now=after(1))
    send(lead.channel, now=after(10), email="wei@acme.cn")

    follow_up(lead, now=after(12))

    assert Clock.objects.get(kind=ClockKind.RESPONSE).state == ClockState.KEPT
    assert reread(lead).due_at is None


def test_a_follow_up_on_a_lead_that_has_gone_to_somebody_else_is_refused(lead):
    give_by_hand(lead=reread(lead), rep=make_rep("Bo"), by=lead.owner.user_id, now=after(1))

    with pytest.raises(LostRace):
        log_follow_up(
            lead=lead, rep=lead.owner, follow_up=FollowUp(kind="call"), by=None, now=after(2)
        )

    assert not Activity.objects.exists()
    assert not Event.objects.filter(kind="followed_up").exists()
