"""Leads that stand somewhere without an owner: none is forgotten, whatever changes meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assignment.choices import AssignmentKind, OfferState, RoutingEvent, Strategy
from assignment.due import due_leads, try_again
from assignment.fairness.ledger import differences
from assignment.handling import approve, return_lead
from assignment.models import Assignment, Decision, LedgerEntry, Offer, Pool, Waiting
from assignment.moving.destinations import Where
from assignment.moving.moves import RELATED, Order, move
from assignment.pools.answering import decline, offer_of
from assignment.routing import route
from assignment.tasks import route_due
from assignment.waking import wake_pools
from assignment.wishes import wish_for
from leads.choices import LeadStatus, WaitingFor
from leads.models import Lead
from reps.models import Rep
from tests.builders import (
    MONDAY,
    after,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_review,
    make_rules,
    make_user,
    reread,
    send,
)

pytestmark = pytest.mark.django_db
GERMAN = ("country", "is", "DE")


@pytest.fixture(autouse=True)
def _policy():
    make_policy()


def minutes(count: int):
    return MONDAY + timedelta(minutes=count)


def place_of(lead: Lead) -> Pool:
    return Waiting.objects.get(lead=lead).pool


def offers_of(lead: Lead) -> list[tuple[str, str]]:
    return list(Offer.objects.filter(lead=lead).order_by("pk").values_list("rep__name", "state"))


def sent_to(pool: Pool, lead: Lead) -> Lead:
    """The lead once a manager has had it moved to a pool."""
    lead = Lead.objects.select_related(*RELATED).get(pk=lead.pk)
    boss = make_user("boss", sees_all=True)
    move([lead], Order(where=Where("pool", pool.pk), by=boss.pk), now=after(1))
    return lead


def test_a_pooled_lead_that_belongs_elsewhere_by_its_new_facts_lies_there():
    here = make_pool(make_rep(), strategy=Strategy.CLAIM)
    there = make_pool(make_rep(), strategy=Strategy.CLAIM)
    make_rules((there, GERMAN), catch_all=here)
    channel = make_channel()
    lead = make_lead(channel, email="wei@acme.cn")

    send(channel, now=after(1), email="wei@acme.cn", country="Germany")

    assert place_of(lead) == there
    assert list(Decision.objects.order_by("pk").values_list("pool", flat=True)) == [
        here.pk,
        there.pk,
    ]


def test_a_waiting_lead_that_belongs_elsewhere_by_its_new_facts_is_woken_there():
    bo = make_rep("Bo", capacity=0)
    here, there = make_pool(make_rep(capacity=0)), make_pool(bo)
    make_rules((there, GERMAN), catch_all=here)
    channel = make_channel()
    make_lead(channel, email="wei@acme.cn")

    send(channel, now=after(1), email="wei@acme.cn", country="Germany")
    Rep.objects.filter(pk=bo.pk).update(capacity=1)

    assert wake_pools([there.pk], now=after(1)) == 1


def test_the_same_answer_in_the_same_pool_is_written_once():
    make_rules(catch_all=make_pool(make_rep(capacity=0)))
    make_lead()

    route_due(after(1))
    route_due(after(2))

    assert Decision.objects.count() == 1


def test_many_that_nobody_can_take_do_not_keep_others_from_being_looked_at():
    bo = make_rep("Bo", is_paused=True)
    full, other = make_pool(make_rep(capacity=0)), make_pool(bo)
    make_rules((other, GERMAN), catch_all=full)
    for _ in range(12):  # more than two at a time can try again every five minutes
        make_lead()
    newest = make_lead(email="otto@example.de", country="Germany")
    Rep.objects.filter(pk=bo.pk).update(is_paused=False)

    for minute in range(1, 20):
        for pk in due_leads(now=minutes(minute), limit=2):
            try_again(pk, now=minutes(minute))

    assert reread(newest).owner == bo


@pytest.mark.parametrize("strategy", [Strategy.OFFER, Strategy.CLAIM])
def test_an_approved_suggestion_is_taken_in_pools_that_else_ask_first(strategy):
    ana = make_rep("Ana")
    pool = make_pool(ana, make_rep("Bo"), strategy=strategy)
    make_rules(catch_all=pool)
    review = make_review()

    approve(review=review, by=make_user("boss").pk, now=after(1))

    assert reread(review.lead).owner == ana
    period = Assignment.objects.get()
    assert (period.kind, period.pool, period.entry) == (
        AssignmentKind.REVIEW,
        pool,
        LedgerEntry.objects.get(),
    )
    assert differences(pool) == {}
    assert not Offer.objects.exists()


def test_an_approved_lead_that_nobody_could_take_is_given_as_soon_as_somebody_can():
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(ana, strategy=Strategy.OFFER))
    review = make_review()
    Rep.objects.update(is_paused=True)
    approve(review=review, by=make_user("boss").pk, now=after(1))

    Rep.objects.update(is_paused=False)
    route_due(after(2))

    assert reread(review.lead).owner == ana


def test_who_was_sent_to_a_pool_where_nobody_is_free_waits_there():
    bo = make_rep("Bo", capacity=0)
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Cy")))
    pool = make_pool(bo)
    lead = sent_to(pool, make_lead())
    route_due(after(2))
    assert (reread(lead).owner, place_of(lead)) == (None, pool)

    Rep.objects.filter(pk=bo.pk).update(capacity=1)
    route_due(after(3))

    assert reread(lead).owner == bo


def test_who_was_sent_to_a_pool_that_offers_is_offered_on_there():
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Cy")))
    pool = make_pool(make_rep("Bo"), make_rep("Di"), strategy=Strategy.OFFER)
    lead = sent_to(pool, make_lead())
    first = Offer.objects.get()

    decline(offer_of(first.rep_id, first.pk), by=None, now=after(1.1))

    assert [state for _, state in offers_of(lead)] == ["declined", "open"]
    assert {name for name, _ in offers_of(lead)} == {"Bo", "Di"}


def test_what_was_sent_to_a_pool_goes_by_the_rules_once_its_owner_gives_it_back():
    ana, bo, cy = make_rep("Ana"), make_rep("Bo", capacity=0), make_rep("Cy")
    make_rules(catch_all=make_pool(ana, cy))
    lead = sent_to(make_pool(bo), make_lead())
    Rep.objects.filter(pk=bo.pk).update(capacity=1)
    route_due(after(2))
    owned = Lead.objects.select_related(*RELATED).get(pk=lead.pk)

    return_lead(lead=owned, reason="no_time", note="", by=bo.user_id, now=after(3))

    assert reread(lead).owner == cy


def test_who_writes_again_and_again_does_not_hold_an_offer_open():
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Bo"), strategy=Strategy.OFFER))
    channel = make_channel()
    lead = make_lead(channel, email="wei@acme.cn")

    send(channel, now=minutes(10), email="wei@acme.cn", message="Are you there?")
    assert reread(lead).try_at == minutes(15)
    route_due(minutes(15))

    assert offers_of(lead) == [
        ("Ana", OfferState.WITHDRAWN),
        ("Ana", OfferState.LAPSED),
        ("Bo", OfferState.OPEN),
    ]


def test_what_cannot_be_pushed_yet_stays_to_be_claimed():
    ana = make_rep("Ana", is_paused=True)
    make_rules(catch_all=make_pool(ana, strategy=Strategy.CLAIM, push_after=30))
    lead = make_lead()

    for minute in range(30, 120):
        route_due(minutes(minute))
        assert reread(lead).waiting_for == WaitingFor.CLAIM
    assert Decision.objects.count() == 1

    Rep.objects.update(is_paused=False)
    route_due(minutes(125))
    assert reread(lead).owner == ana


def test_what_cannot_be_pushed_yet_stays_to_be_claimed_though_its_pool_overflows():
    beyond = make_pool(make_rep(capacity=0))
    pool = make_pool(
        make_rep(capacity=0),
        strategy=Strategy.CLAIM,
        push_after=30,
        when_nobody="overflow",
        overflow=beyond,
    )
    make_rules(catch_all=pool)
    lead = make_lead()

    route_due(minutes(30))

    assert (reread(lead).waiting_for, place_of(lead)) == (WaitingFor.CLAIM, pool)


def test_a_failed_push_is_tried_again_every_few_minutes_and_not_each_time():
    make_rules(catch_all=make_pool(make_rep(capacity=0), strategy=Strategy.CLAIM, push_after=30))
    lead = make_lead()
    route_due(minutes(30))

    assert due_leads(now=minutes(31), limit=10) == []
    assert due_leads(now=minutes(35), limit=10) == [lead.pk]


@pytest.mark.parametrize("push_after", [None, 600])
def test_a_pool_that_is_public_no_longer_deals_what_lies_in_it(push_after):
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(ana, strategy=Strategy.CLAIM, push_after=push_after))
    lead = make_lead()

    Pool.objects.update(strategy=Strategy.WEIGHTED)
    route_due(minutes(1))

    assert (reread(lead).status, reread(lead).owner) == (LeadStatus.ASSIGNED, ana)


def test_a_pool_that_begins_to_offer_offers_what_was_to_be_claimed():
    make_rules(catch_all=make_pool(make_rep("Ana"), strategy=Strategy.CLAIM))
    lead = make_lead()

    Pool.objects.update(strategy=Strategy.OFFER)
    route_due(minutes(1))

    assert offers_of(lead) == [("Ana", OfferState.OPEN)]


def test_leaving_leads_to_wait_costs_the_same_for_two_and_for_five():
    make_rules(catch_all=make_pool(make_rep("Ana"), strategy=Strategy.CLAIM))
    for _ in range(7):
        make_lead()
    known = Lead.objects.select_related(*RELATED).order_by("pk")
    wishes = [wish_for(lead, event_kind=RoutingEvent.RETRIED) for lead in known]
    counts = []

    for some in (wishes[:2], wishes[2:]):
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            route(some, now=after(1))
        counts.append(len(asked))

    assert counts[0] == counts[1]
