"""However many claim at once: one lead has one winner, and no limit is exceeded by one."""

import pytest
from django.db import transaction

from assignment.choices import Strategy
from assignment.fairness.ledger import differences
from assignment.models import Assignment, Cap, LedgerEntry, Offer, Pool, PoolLedger
from assignment.pools.answering import accept, decline, offer_of
from assignment.pools.claims import claim
from assignment.pools.offers import lapse
from assignment.pools.refusals import Refused
from assignment.tasks import route_due
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
    make_rules,
    reread,
    send,
)
from tests.concurrency.together import PATIENCE, all_at_once, begin, twice_behind, wait_for_lock

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def public_pool(*members: Rep, **fields) -> Pool:
    make_policy()
    pool = make_pool(*members, **{"strategy": Strategy.CLAIM} | fields)
    make_rules(catch_all=pool)
    return pool


def claims(rep: Rep, leads: list[Lead]) -> list[str]:
    ids = [lead.pk for lead in leads]
    return [one.code for one in claim(ids, rep=rep, by=rep.user_id, now=MONDAY)]


def test_sixteen_who_claim_one_lead_have_one_winner():
    reps = [make_rep() for _ in range(16)]
    pool = public_pool(*reps)
    lead = make_lead()

    codes = all_at_once([lambda rep=rep: claims(rep, [lead]) for rep in reps])

    assert sorted(code for one in codes for code in one) == ["gone"] * 15 + ["taken"]
    assert LedgerEntry.objects.filter(pool=pool).count() == 1
    assert sum(rep.open_leads for rep in Rep.objects.all()) == 1


def test_one_who_claims_sixteen_times_at_once_gets_as_many_as_his_limits_allow():
    ana = make_rep("Ana")
    pool = public_pool(ana, claims_a_day=5)
    leads = [make_lead() for _ in range(16)]

    codes = all_at_once([lambda lead=lead: claims(ana, [lead]) for lead in leads])

    assert sorted(code for one in codes for code in one) == ["daily_limit"] * 11 + ["taken"] * 5
    assert reread(ana).open_leads == 5
    assert differences(pool) == {}


def test_a_holding_limit_is_exact_across_two_pools():
    ana = make_rep("Ana")
    first = public_pool(ana, holding_limit=3)
    leads = [make_lead(email=f"a{n}@acme.cn") for n in range(8)]
    second = make_pool(ana, strategy=Strategy.CLAIM, holding_limit=3)
    make_rules((second, ("industry", "is", "Textiles")), catch_all=first)
    leads += [make_lead(email=f"b{n}@acme.cn", industry="Textiles") for n in range(8)]

    codes = all_at_once([lambda lead=lead: claims(ana, [lead]) for lead in leads])

    assert sum(one == ["taken"] for one in codes) == 3
    assert reread(ana).open_leads == 3


def test_caps_are_exact_under_mixed_traffic_of_rules_and_claims():
    ana, bo = make_rep("Ana", capacity=9), make_rep("Bo")
    Cap.objects.create(rep=bo, period="day", limit=6)
    sea = public_pool(ana, bo)
    pushed = make_pool(ana, bo)
    make_rules((pushed, ("industry", "is", "Textiles")), catch_all=sea)
    channel = make_channel()
    lying = [make_lead(channel, email=f"s{n}@acme.cn") for n in range(16)]

    def work(worker: int) -> None:
        claims((ana, bo)[worker % 2], lying[worker : worker + 1])
        send(channel, email=f"t{worker}@acme.cn", industry="Textiles")

    all_at_once([lambda worker=worker: work(worker) for worker in range(16)])

    owned = {rep: Assignment.objects.filter(rep=rep).count() for rep in (ana, bo)}
    assert owned == {ana: 9, bo: 6}
    assert [reread(rep).open_leads for rep in (ana, bo)] == [9, 6]
    assert [differences(pool) for pool in Pool.objects.all()] == [{}, {}]


def test_a_claim_and_the_push_of_one_lead_have_one_winner():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = public_pool(ana, bo, push_after=10)
    lead = make_lead()
    with transaction.atomic():
        PoolLedger.objects.select_for_update().get_or_create(pool=pool)
        claiming = begin(lambda: claims(bo, [lead]))
        pushing = begin(lambda: route_due(after(1)))
        wait_for_lock(waiting=2)
    codes, _ = claiming.result(PATIENCE), pushing.result(PATIENCE)

    assert codes in (["taken"], ["gone"])
    assert Assignment.objects.filter(lead=lead).count() == 1
    assert LedgerEntry.objects.filter(lead=lead).count() == 1
    assert differences(pool) == {}


def offered_lead() -> Offer:
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana"), make_rep("Bo"), strategy=Strategy.OFFER))
    return Offer.objects.get(lead=make_lead())


def outcome(answer, offer: Offer) -> str:
    try:
        answer(offer_of(offer.rep_id, offer.pk), by=offer.rep.user_id, now=MONDAY)
    except Refused as refusal:
        return str(refusal.code)
    return answer.__name__


def test_an_offer_that_is_accepted_twice_at_once_is_booked_once():
    offer = offered_lead()

    codes = twice_behind(Rep.objects.filter(pk=offer.rep_id), lambda: outcome(accept, offer))

    assert sorted(codes) == ["accept", "over"]
    assert LedgerEntry.objects.count() == 1


def test_an_offer_is_accepted_or_declined_but_never_both():
    offer = offered_lead()
    calls = [lambda a=answer: outcome(a, offer) for answer in (accept, decline)]

    codes = all_at_once(calls)

    assert sorted(codes) in (["accept", "over"], ["decline", "over"])
    accepted = reread(offer).state == "accepted"
    assert (Lead.objects.get(pk=offer.lead_id).owner_id is not None) == accepted


def test_two_sweeps_lapse_an_offer_once():
    offer = offered_lead()
    later = after(1)

    answers = twice_behind(
        Lead.objects.filter(pk=offer.lead_id), lambda: lapse(offer_id=offer.pk, now=later)
    )

    assert sorted(answers) == [False, True]
