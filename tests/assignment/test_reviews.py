"""Leads that a manager decides: opened with a suggestion, decided once, booked when decided."""

import pytest

from assignment.choices import ClockKind, ClockState
from assignment.handling import NothingSuggested, approve, close_lead, give_by_hand
from assignment.models import Assignment, Clock, LedgerEntry, Review, Rule
from assignment.tasks import route_due, settle_due
from assignment.versions.rule_sets import draft_of, publish
from leads.choices import LeadStatus
from leads.lifecycle import LostRace
from reps.choices import NoticeKind
from reps.models import Notice, Rep, Team
from tests.builders import (
    MONDAY,
    after,
    make_lead,
    make_manager,
    make_operations,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    reread,
)

pytestmark = pytest.mark.django_db
KEY = {"email": "key@acme.cn", "value": 2_000_000}


@pytest.fixture
def ana():
    return make_rep("Ana")


@pytest.fixture
def bo():
    return make_rep("Bo")


@pytest.fixture
def pool(ana, bo):
    pool = make_pool(ana, bo)
    make_rules(catch_all=pool)
    return pool


@pytest.fixture
def boss():
    return make_user("boss")


def the_review() -> Review:
    return Review.objects.select_related("lead__channel", "lead__customer__owner").get(
        closed_at__isnull=True
    )


@pytest.mark.usefixtures("pool")
def test_a_key_lead_is_held_with_a_suggestion_and_a_deadline(ana):
    lead = make_lead(**KEY)

    assert (lead.status, lead.owner, lead.is_key) == (LeadStatus.REVIEW, None, True)
    review = the_review()
    assert (review.reason, review.suggestion, review.due_at) == ("key", ana, after(4))
    clock = Clock.objects.get()
    assert (clock.kind, clock.due_at) == (ClockKind.REVIEW, after(4))
    assert lead.due_at == after(4)


@pytest.mark.usefixtures("pool")
def test_a_suggestion_books_nothing_and_loads_nobody(ana):
    make_lead(**KEY)

    assert not LedgerEntry.objects.exists()
    assert reread(ana).open_leads == 0


@pytest.mark.usefixtures("pool")
def test_a_large_value_in_another_currency_counts_in_the_base_currency():
    assert make_lead(email="key@acme.cn", value=1_000_000).status == LeadStatus.ASSIGNED
    assert make_lead(email="k2@acme.cn", value="1000000.01").status == LeadStatus.REVIEW


@pytest.mark.usefixtures("pool")
def test_without_reviews_in_the_policy_a_key_lead_goes_straight_to_its_owner(ana):
    make_policy(reviews_key_leads=False)

    lead = make_lead(**KEY)

    assert (lead.owner, lead.is_key, lead.due_at) == (ana, True, after(12))


@pytest.mark.usefixtures("pool")
def test_approval_takes_the_suggestion_made_afresh_and_books_it(ana, bo, boss):
    lead = make_lead(**KEY)
    Rep.objects.filter(pk=ana.pk).update(is_paused=True)

    approve(review=the_review(), by=boss.pk, now=after(1))

    lead = reread(lead)
    assert (lead.status, lead.owner, lead.due_at) == (LeadStatus.ASSIGNED, bo, after(13))
    entry = LedgerEntry.objects.get()
    assert (entry.winner, entry.lines) == (bo, {str(bo.pk): 0})
    assignment = Assignment.objects.get()
    assert (assignment.kind, assignment.by, assignment.entry) == ("review", boss, entry)
    assert Review.objects.get().resolution == "approved"
    assert Clock.objects.get(kind=ClockKind.REVIEW).state == ClockState.KEPT


@pytest.mark.usefixtures("pool")
def test_an_approved_lead_that_finds_nobody_need_not_be_approved_again(ana, boss):
    lead = make_lead(**KEY)
    Rep.objects.update(is_paused=True)
    approve(review=the_review(), by=boss.pk, now=after(1))
    assert reread(lead).status == LeadStatus.WAITING
    Rep.objects.update(is_paused=False)

    route_due(after(2))

    assert reread(lead).owner == ana


@pytest.mark.usefixtures("pool")
def test_a_review_is_decided_once(boss):
    make_lead(**KEY)
    review = the_review()
    approve(review=the_review(), by=boss.pk, now=after(1))

    with pytest.raises(LostRace):
        approve(review=review, by=boss.pk, now=after(1))


@pytest.mark.usefixtures("pool")
def test_the_deadline_settles_it(ana):
    lead = make_lead(**KEY)

    assert settle_due(after(3.9)).done == 0
    assert settle_due(after(4)).done == 1

    assert reread(lead).owner == ana
    assert Review.objects.get().resolution == "expired"
    assert Assignment.objects.get().kind == "automatic"


@pytest.mark.usefixtures("pool")
def test_a_manager_gives_it_to_somebody_else(bo, boss):
    lead = make_lead(**KEY)

    give_by_hand(lead=lead, rep=bo, by=boss.pk, now=after(1))

    lead = reread(lead)
    assert (lead.status, lead.owner, lead.due_at) == (LeadStatus.ASSIGNED, bo, after(13))
    assert Review.objects.get().resolution == "given"
    assert not Clock.objects.filter(kind=ClockKind.REVIEW, state=ClockState.RUNNING).exists()


@pytest.mark.usefixtures("pool")
def test_closing_the_lead_closes_its_review(boss):
    lead = make_lead(**KEY)

    close_lead(lead=lead, status="invalid", reason="spam", by=boss.pk, now=after(1))

    assert Review.objects.get().resolution == "closed"
    assert not Clock.objects.filter(state=ClockState.RUNNING).exists()
    assert reread(lead).due_at is None


@pytest.mark.usefixtures("pool")
def test_without_anybody_to_suggest_there_is_no_deadline(ana):
    Rep.objects.update(is_paused=True)

    lead = make_lead(**KEY)

    review = the_review()
    assert (review.suggestion, review.due_at, lead.due_at) == (None, None, None)
    assert not Clock.objects.exists()
    assert settle_due(after(1000)).done == 0


@pytest.mark.usefixtures("pool")
def test_a_suggestion_is_looked_for_until_there_is_one_and_then_time_runs(ana):
    Rep.objects.update(is_paused=True)
    lead = make_lead(**KEY)
    settle_due(after(1))
    assert the_review().suggestion is None

    Rep.objects.update(is_paused=False)
    settle_due(after(2))

    review = the_review()
    assert (review.suggestion, review.due_at, reread(lead).due_at) == (ana, after(6), after(6))
    assert Clock.objects.get().due_at == after(6)
    assert (LedgerEntry.objects.count(), reread(ana).open_leads) == (0, 0)
    assert settle_due(after(6)).done == 1
    assert reread(lead).owner == ana


def test_a_rule_may_ask_for_a_review(ana):
    version = make_rules(catch_all=make_pool(ana))
    draft = draft_of(version.rule_set)
    Rule.objects.filter(version=draft).update(target="review", pool=None)
    publish(draft, by=None, now=MONDAY)

    lead = make_lead(email="wei@acme.cn")

    assert (lead.status, lead.is_key) == (LeadStatus.REVIEW, False)
    assert the_review().reason == "rule"


def test_only_those_hear_of_a_review_who_may_decide_and_see_it():
    shanghai, berlin = Team.objects.create(name="Shanghai"), Team.objects.create(name="Berlin")
    make_rules(catch_all=make_pool(make_rep("Ana", team=shanghai)))
    mei, operations = make_manager("mei", team=shanghai), make_operations("olga")
    make_manager("max", team=berlin)
    make_user("see", sees_all=True)

    make_lead(**KEY)

    told = Notice.objects.filter(kind=NoticeKind.REVIEW_OPENED)
    assert {notice.user for notice in told} == {mei, operations}


def test_the_manager_of_a_team_above_hears_of_it_too():
    china = Team.objects.create(name="China")
    shanghai = Team.objects.create(name="Shanghai", parent=china)
    make_rules(catch_all=make_pool(make_rep("Ana", team=shanghai)))
    mei = make_manager("mei", team=china)

    make_lead(**KEY)

    assert Notice.objects.get(kind=NoticeKind.REVIEW_OPENED).user == mei


def test_a_review_without_a_suggestion_cannot_be_approved_and_stays_open(boss):
    make_rules(catch_all=make_pool(make_rep("Ana", is_paused=True)))
    make_lead(**KEY)

    with pytest.raises(NothingSuggested):
        approve(review=the_review(), by=boss.pk, now=after(1))

    assert Review.objects.count() == 1
