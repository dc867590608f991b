"""Two sweeps at once, or a sweep and a person: each row is done once."""

from datetime import timedelta

import pytest
from django.db import transaction

from assignment import tasks
from assignment.choices import ClockState, VersionState
from assignment.fairness.ledger import differences
from assignment.handling import approve
from assignment.models import (
    Assignment,
    Clock,
    Decision,
    LedgerEntry,
    Policy,
    Pool,
    Review,
    RuleSet,
    RuleSetVersion,
)
from assignment.policies import replace_policy
from assignment.recycling import expire
from assignment.versions.rule_sets import NotPublishable, draft_of, publish, roll_back
from leads.choices import EventKind, LeadStatus, Outcome
from leads.followup import FollowUp, log_follow_up
from leads.intake.messages import Submission, keep
from leads.lifecycle import LostRace
from leads.models import Event, InboxMessage, Lead
from leads.tasks import finish_open
from reps.choices import NoticeKind
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
from tests.concurrency.together import PATIENCE, all_at_once, begin, twice_behind, wait_for_lock

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = MONDAY + timedelta(hours=25)
MANY = 12


@pytest.fixture
def channel():
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Bo"), make_rep("Chen")))
    return make_channel()


def make_waiting(channel, *, count: int) -> None:
    """Leads that wait because everybody is paused, and who is not any more."""
    Rep.objects.update(is_paused=True)
    for _ in range(count):
        send(channel)
    Rep.objects.update(is_paused=False)


def keep_open(channel, *, count: int) -> None:
    for number in range(count):
        body = b'{"email": "p%d@acme.cn"}' % number
        keep(Submission(channel=channel, body=body, content_hash=str(number)), now=MONDAY)


def loads_are_true() -> bool:
    return all(
        rep.open_leads == Lead.objects.owned().filter(owner=rep).count()
        for rep in Rep.objects.all()
    )


def test_two_recyclings_at_once_take_each_lead_back_once(channel):
    for _ in range(MANY):
        send(channel)

    all_at_once([lambda: tasks.recycle_due(LATER)] * 2)

    assert Event.objects.filter(kind=EventKind.RECYCLED).count() == MANY
    assert set(Lead.objects.values_list("recycles", "status")) == {(1, LeadStatus.ASSIGNED)}
    assert Assignment.objects.count() == 2 * MANY
    assert loads_are_true()


def test_a_recycling_that_comes_second_leaves_the_lead_alone(channel):
    lead = make_lead(channel)
    rep = Rep.objects.filter(pk=lead.owner_id)

    tallies = twice_behind(rep, lambda: tasks.recycle_due(LATER))

    assert sorted((tally.done, tally.skipped, tally.failed) for tally in tallies) == [
        (0, 1, 0),
        (1, 0, 0),
    ]
    assert Event.objects.filter(kind=EventKind.RECYCLED).count() == 1
    assert loads_are_true()


def test_two_routings_of_what_waits_deal_each_lead_once(channel):
    make_waiting(channel, count=MANY)

    all_at_once([lambda: tasks.route_due(LATER)] * 2)

    assert Assignment.objects.count() == LedgerEntry.objects.count() == MANY
    assert not Lead.objects.waiting().exists()
    assert differences(Pool.objects.get()) == {}
    assert loads_are_true()


def test_a_routing_that_comes_second_deals_nothing(channel):
    make_waiting(channel, count=1)

    twice_behind(Lead.objects.all(), lambda: tasks.route_due(LATER))

    assert Assignment.objects.count() == LedgerEntry.objects.count() == 1
    assert Decision.objects.filter(kind="assigned").count() == 1
    assert loads_are_true()


def test_a_second_answer_of_the_same_moment_that_nobody_is_there_is_not_written(channel):
    make_waiting(channel, count=1)
    Lead.objects.update(waiting_reasons=[])  # so that the answer is news
    Rep.objects.update(is_paused=True)

    twice_behind(Lead.objects.all(), lambda: tasks.route_due(LATER))

    assert Decision.objects.filter(at=LATER).count() == 1
    assert Event.objects.filter(at=LATER, kind=EventKind.WAITS).count() == 1


def test_two_reminding_sweeps_at_once_remind_once(channel):
    for _ in range(MANY):
        send(channel)

    all_at_once([lambda: tasks.remind_due(MONDAY + timedelta(hours=12))] * 2)

    assert Notice.objects.filter(kind=NoticeKind.LEAD_REMINDER).count() == MANY
    assert Event.objects.filter(kind=EventKind.REMINDED).count() == MANY


def test_a_reminder_that_comes_second_is_not_written(channel):
    send(channel)

    tallies = twice_behind(
        Clock.objects.all(), lambda: tasks.remind_due(MONDAY + timedelta(hours=12))
    )

    assert sorted(tally.done for tally in tallies) == [0, 1]
    assert Event.objects.filter(kind=EventKind.REMINDED).count() == 1


def test_two_finishing_sweeps_at_once_finish_each_message_once(channel):
    keep_open(channel, count=MANY)

    all_at_once([lambda: finish_open(LATER)] * 2)

    assert set(InboxMessage.objects.values_list("outcome", flat=True)) == {Outcome.CREATED}
    assert Lead.objects.count() == Assignment.objects.count() == MANY
    assert loads_are_true()


def test_a_finishing_sweep_that_comes_second_makes_no_lead(channel):
    keep_open(channel, count=1)

    twice_behind(InboxMessage.objects.all(), lambda: finish_open(LATER))

    assert Lead.objects.count() == LedgerEntry.objects.count() == 1
    assert loads_are_true()


def test_two_settlings_at_once_take_each_suggestion_once(channel):
    for number in range(MANY):
        send(channel, email=f"key{number}@acme.cn", value=2_000_000, currency="CNY")

    all_at_once([lambda: tasks.settle_due(LATER)] * 2)

    assert set(Review.objects.values_list("resolution", flat=True)) == {"expired"}
    assert Assignment.objects.count() == LedgerEntry.objects.count() == MANY
    assert loads_are_true()


def test_a_manager_and_the_deadline_decide_a_review_once(channel):
    send(channel, email="key@acme.cn", value=2_000_000, currency="CNY")
    manager = Rep.objects.get(name="Ana").user_id

    def press() -> str:
        review = Review.objects.select_related("lead__channel", "lead__customer__owner").get()
        try:
            approve(review=review, by=manager, now=LATER)
        except LostRace:
            return "too late"
        return "approved"

    answers = twice_behind(Review.objects.all(), press)

    assert sorted(answers) == ["approved", "too late"]
    assert Assignment.objects.count() == LedgerEntry.objects.count() == 1


def test_a_follow_up_in_the_second_of_the_recycling_wins_or_loses_as_a_whole(channel):
    lead = make_lead(channel)
    clock = Clock.objects.get()

    def follow_up() -> bool:
        call = FollowUp(kind="call", outcome="reached")
        try:
            log_follow_up(lead=lead, rep=lead.owner, follow_up=call, by=None, now=LATER)
        except LostRace:
            return False
        return True

    with transaction.atomic():
        Lead.objects.select_for_update().get(pk=lead.pk)
        recycling = begin(lambda: expire(clock_id=clock.pk, now=LATER))
        answering = begin(follow_up)
        wait_for_lock(waiting=2)
    recycled, answered = recycling.result(PATIENCE), answering.result(PATIENCE)

    assert recycled != answered
    lead.refresh_from_db()
    assert (lead.status, lead.recycles, lead.activities.count()) == (
        (LeadStatus.ASSIGNED, 1, 0) if recycled else (LeadStatus.WORKING, 0, 1)
    )
    assert not lead.clocks.filter(state=ClockState.RUNNING, assignment=clock.assignment).exists()
    assert loads_are_true()


def test_two_managers_who_publish_at_once_make_one_version(channel):
    draft = draft_of(RuleSet.objects.get())

    def press() -> str:
        try:
            publish(draft, by=None, now=LATER)
        except NotPublishable:
            return "too late"
        return "published"

    answers = twice_behind(RuleSet.objects.all(), press)

    assert sorted(answers) == ["published", "too late"]
    assert RuleSetVersion.objects.filter(published_at=LATER).count() == 1
    assert RuleSetVersion.objects.filter(state=VersionState.DRAFT).count() == 1


def test_rolling_back_never_removes_what_is_being_published(channel):
    draft = draft_of(RuleSet.objects.get())
    old = RuleSetVersion.objects.get(state=VersionState.PUBLISHED)
    with transaction.atomic():
        RuleSet.objects.select_for_update().get()
        publishing = begin(lambda: publish(draft, by=None, now=LATER))
        wait_for_lock()
        rolling = begin(lambda: roll_back(old, by=None, now=LATER))
        wait_for_lock(waiting=2)
    publishing.result(PATIENCE)
    rolling.result(PATIENCE)

    states = RuleSetVersion.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["retired", "retired", "published", "draft"]


def test_two_new_policies_at_once_follow_each_other(channel):
    twice_behind(Policy.objects.all(), lambda: replace_policy({"key_hours": 6}, now=LATER))

    policies = Policy.objects.order_by("version").values_list("version", "is_current")
    assert list(policies) == [(1, False), (2, False), (3, True)]
