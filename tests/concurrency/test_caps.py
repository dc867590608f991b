"""Caps by period hold exactly, however leads come: one by one, in bulk, or claimed."""

import pytest
from django.db import transaction

from assignment.choices import RoutingEvent
from assignment.fairness.ledger import differences
from assignment.models import Assignment, Cap, Pool
from assignment.pools.claims import claim
from assignment.routing import route
from assignment.wishes import wish_for
from leads.lifecycle import LostRace
from leads.models import Channel, Lead
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
    send,
)
from tests.concurrency.together import PATIENCE, all_at_once, begin, wait_for_lock

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def owned() -> dict[str, int]:
    return {rep.name: Lead.objects.owned().filter(owner=rep).count() for rep in Rep.objects.all()}


@pytest.fixture
def crowd():
    """Two reps under caps of every kind, leads that wait for them, and leads to be claimed."""
    make_policy()
    ana, bo = make_rep("Ana", is_paused=True), make_rep("Bo", is_paused=True)
    push, public = make_pool(ana, bo), make_pool(ana, bo, strategy="claim")
    make_rules((public, ("industry", "is", "Textiles")), catch_all=push)
    channel = make_channel()
    for number in range(12):
        make_lead(channel)
        make_lead(channel, email=f"t{number}@acme.cn", industry="Textiles")
    Rep.objects.update(is_paused=False)
    Cap.objects.create(rep=ana, period="hour", limit=9)
    Cap.objects.create(rep=bo, period="week", limit=13, is_rolling=True)
    Cap.objects.create(pool=push, rep=bo, period="month", limit=6)
    return channel


def arrive(channel: Channel, worker: int) -> None:
    for number in range(3):
        send(channel, now=after(0.1), email=f"w{worker}-{number}@acme.cn")


def route_part(part: int) -> None:
    waiting = Lead.objects.waiting().exclude(industry="Textiles").order_by("pk")
    leads = waiting.filter(pk__in=list(waiting.values_list("pk", flat=True)[part:12:4]))
    with transaction.atomic():
        route([wish_for(one, event_kind=RoutingEvent.RETRIED) for one in leads], now=after(0.1))


def take_part(rep: Rep, part: int) -> None:
    ids = Lead.objects.filter(industry="Textiles").order_by("pk").values_list("pk", flat=True)
    claim(list(ids)[part::3], rep=rep, by=rep.user_id, now=after(0.1))


def test_caps_are_exact_under_sixteen_workers_with_live_bulk_and_claim_traffic(crowd):
    reps = Rep.objects.order_by("name")

    all_at_once(
        [
            *(lambda worker=worker: arrive(crowd, worker) for worker in range(6)),
            *(lambda part=part: attempt(route_part, part) for part in range(4)),
            *(lambda rep=rep, part=part: take_part(rep, part) for rep in reps for part in range(3)),
        ]
    )

    counts = owned()
    assert counts["Ana"] == 9
    assert counts["Bo"] <= 13
    given = Assignment.objects.filter(rep__name="Bo", pool__strategy="round_robin")
    assert given.count() <= 6
    assert dict(Rep.objects.values_list("name", "open_leads")) == counts
    assert [differences(pool) for pool in Pool.objects.all()] == [{}, {}]


def attempt(work, part: int) -> None:
    """A batch that lost a race is rolled back whole, as the import's and the sweep's are."""
    try:
        work(part)
    except LostRace:
        return


def test_the_last_place_under_an_hourly_cap_is_taken_once():
    make_policy()
    ana = make_rep("Ana")
    first, second = make_pool(ana), make_pool(ana)
    make_rules((first, ("industry", "is", "Machinery")), catch_all=second)
    Cap.objects.create(rep=ana, period="hour", limit=1)
    channel = make_channel()
    with transaction.atomic():
        Rep.objects.select_for_update().get(pk=ana.pk)
        one = begin(lambda: send(channel, now=MONDAY, email="a@acme.cn", industry="Machinery"))
        two = begin(lambda: send(channel, now=MONDAY, email="b@acme.cn"))
        wait_for_lock(waiting=2)  # both have counted none
    statuses = [future.result(PATIENCE).answer["lead"]["status"] for future in (one, two)]

    assert sorted(statuses) == ["assigned", "waiting"]
    assert owned() == {"Ana": 1}
