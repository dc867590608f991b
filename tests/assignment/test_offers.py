"""Offers: to one rep alone for a while, then to the next, and in the end to whoever is due."""

import pytest

from assignment.choices import AssignmentKind, OfferState, Strategy
from assignment.fairness.ledger import differences
from assignment.handling import close_lead, give_by_hand
from assignment.models import Assignment, LedgerEntry, Offer, Pool, PoolLedger
from assignment.pools.answering import accept, decline, offer_of
from assignment.pools.offers import lapse, passed_by
from assignment.pools.refusals import Refused
from assignment.tasks import recycle_due, route_due
from leads.choices import EventKind, LeadStatus, WaitingFor
from leads.models import Event, Lead
from reps.models import Notice, Rep
from tests.builders import (
    MONDAY,
    after,
    make_channel,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
    send,
)

pytestmark = pytest.mark.django_db
IN_TIME, TOO_LATE = after(0.1), after(0.25)


@pytest.fixture
def ana() -> Rep:
    make_policy()
    return make_rep("Ana")


@pytest.fixture
def bo() -> Rep:
    return make_rep("Bo")


@pytest.fixture
def pool(ana, bo) -> Pool:
    pool = make_pool(ana, bo, strategy=Strategy.OFFER, offer_minutes=15)
    make_rules(catch_all=pool)
    return pool


def offered(lead: Lead) -> Offer:
    """The lead's open offer as its rep finds it."""
    open_one = Offer.objects.get(lead=lead, state=OfferState.OPEN)
    offer = offer_of(open_one.rep_id, open_one.pk)
    assert offer is not None
    return offer


def states(lead: Lead) -> list[tuple[str, str]]:
    rows = Offer.objects.filter(lead=lead).order_by("pk")
    return list(rows.values_list("rep__name", "state"))


def test_an_offer_books_nothing_and_loads_nobody(pool, ana):
    lead = make_lead()

    offer = offered(lead)

    assert (offer.rep, offer.expires_at) == (ana, after(0.25))
    assert (lead.status, lead.waiting_for) == (LeadStatus.WAITING, WaitingFor.OFFER)
    assert reread(ana).open_leads == 0
    assert not LedgerEntry.objects.exists()
    assert Notice.objects.get(user=ana.user).kind == "lead_offered"


def test_who_accepts_owns_the_lead_and_the_pool_books_it(pool, ana, bo):
    lead = make_lead()

    accept(offered(lead), by=ana.user_id, now=IN_TIME)

    period = Assignment.objects.get(lead=lead)
    assert (period.rep, period.kind, period.pool) == (ana, AssignmentKind.OFFER, pool)
    assert reread(lead).due_at == after(24.1)
    assert states(lead) == [("Ana", "accepted")]
    accounts = PoolLedger.objects.get(pool=pool).accounts
    assert [accounts[str(rep.pk)][0] for rep in (ana, bo)] == [-500_000_000, 500_000_000]
    assert differences(pool) == {}


def test_who_declines_lets_the_next_be_asked_at_once(pool, ana):
    lead = make_lead()

    decline(offered(lead), by=ana.user_id, now=IN_TIME)

    assert states(lead) == [("Ana", "declined"), ("Bo", "open")]
    assert offered(lead).expires_at == after(0.35)


def test_an_offer_without_an_answer_goes_to_the_next(pool):
    lead = make_lead()

    route_due(IN_TIME)
    assert states(lead) == [("Ana", "open")]
    route_due(TOO_LATE)

    assert states(lead) == [("Ana", "lapsed"), ("Bo", "open")]
    passed = Event.objects.get(lead=lead, kind=EventKind.OFFER_PASSED)
    assert passed.data["how"] == "lapsed"


def test_when_everybody_has_passed_the_pool_gives_it_by_the_ledger(pool, ana, bo):
    lead = make_lead()
    decline(offered(lead), by=ana.user_id, now=IN_TIME)
    decline(offered(lead), by=bo.user_id, now=IN_TIME)

    assert reread(lead).owner == ana
    assert states(lead) == [("Ana", "declined"), ("Bo", "declined")]


def test_who_could_have_taken_an_accepted_lead_is_not_who_let_it_pass(pool, ana, bo):
    lead = make_lead()
    decline(offered(lead), by=ana.user_id, now=IN_TIME)

    accept(offered(lead), by=bo.user_id, now=IN_TIME)

    assert LedgerEntry.objects.get(lead=lead).lines == {str(bo.pk): 0}


def test_an_offer_is_over_when_its_time_is_up_whether_swept_or_not(pool, ana):
    lead = make_lead()

    with pytest.raises(Refused, match="over"):
        accept(offered(lead), by=ana.user_id, now=TOO_LATE)

    assert reread(lead).owner is None


def test_an_offer_is_answered_once(pool, ana):
    lead = make_lead()
    first, again = offered(lead), offered(lead)
    accept(first, by=ana.user_id, now=IN_TIME)

    for answer in (accept, decline):
        with pytest.raises(Refused, match="over"):
            answer(again, by=ana.user_id, now=IN_TIME)

    assert states(lead) == [("Ana", "accepted")]


def test_who_is_full_is_told_so_and_the_offer_stands(pool, ana):
    lead = make_lead()
    Rep.objects.filter(pk=ana.pk).update(capacity=0)

    with pytest.raises(Refused, match="at_capacity"):
        accept(offered(lead), by=ana.user_id, now=IN_TIME)

    assert states(lead) == [("Ana", "open")]
    assert not LedgerEntry.objects.exists()


def test_an_offer_to_somebody_else_is_not_there(pool, bo):
    offer = offered(make_lead())

    assert offer_of(bo.pk, offer.pk) is None


def test_a_lead_that_is_given_by_hand_is_offered_no_longer(pool, ana, bo):
    lead = make_lead()

    give_by_hand(lead=lead, rep=bo, by=ana.user_id, now=IN_TIME)

    assert states(lead) == [("Ana", "withdrawn")]


def test_a_lead_that_is_closed_is_offered_no_longer(pool):
    lead = make_lead()

    close_lead(lead=lead, status=LeadStatus.INVALID, reason="spam", by=None, now=IN_TIME)

    assert states(lead) == [("Ana", "withdrawn")]


def test_a_further_inquiry_makes_the_offer_anew(pool):
    channel = make_channel()
    lead = make_lead(channel, email="wei@acme.cn")

    send(channel, now=IN_TIME, email="wei@acme.cn", message="Are you there?")

    assert states(lead) == [("Ana", "withdrawn"), ("Ana", "open")]


def test_withdrawn_is_not_let_pass(pool, ana):
    channel = make_channel()
    lead = make_lead(channel, email="wei@acme.cn")
    send(channel, now=IN_TIME, email="wei@acme.cn", message="Are you there?")

    assert passed_by([lead.pk]) == {}


def test_lapsing_twice_lapses_once(pool):
    offer = offered(make_lead())

    assert [lapse(offer_id=offer.pk, now=TOO_LATE) for _ in range(2)] == [True, False]
    assert Event.objects.filter(kind=EventKind.OFFER_PASSED).count() == 1


def test_an_offer_that_still_stands_does_not_lapse(pool):
    offer = offered(make_lead())

    assert not lapse(offer_id=offer.pk, now=IN_TIME)


def test_once_somebody_has_owned_it_nobody_has_let_it_pass(pool, ana, bo):
    lead = make_lead()
    decline(offered(lead), by=ana.user_id, now=IN_TIME)
    accept(offered(lead), by=bo.user_id, now=IN_TIME)

    assert passed_by([lead.pk]) == {}
    recycle_due(after(25))

    assert states(lead)[-1] == ("Ana", "open")


def test_open_offers_count_against_the_next_one(pool):
    first, second = make_lead(), make_lead()

    assert [offered(lead).rep.name for lead in (first, second)] == ["Ana", "Bo"]


def test_the_notice_of_a_masked_lead_names_nobody(pool, ana):
    make_lead(name="Wei Zhang", email="wei@acme.cn")

    assert "Wei" not in str(Notice.objects.get(user=ana.user).data)


def test_accepting_tells_the_rep_nothing_he_knows(pool, ana):
    lead = make_lead()

    accept(offered(lead), by=ana.user_id, now=MONDAY)

    assert Notice.objects.filter(user=ana.user).count() == 1


def test_offers_that_stand_fill_a_rep_s_capacity():
    ana = make_rep("Ana", capacity=1)
    make_rules(catch_all=make_pool(ana, strategy="offer"))

    first, second = make_lead(), make_lead()

    assert Offer.objects.get().lead == first
    assert second.waiting_for == "capacity"
