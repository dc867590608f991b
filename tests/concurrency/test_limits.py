"""However many workers deal at once, no limit is exceeded and no book is wrong."""

from datetime import timedelta

import pytest
from django.db import transaction

from assignment.fairness.ledger import differences
from assignment.handling import give_by_hand
from assignment.models import Pool
from leads.models import Lead
from reps.models import Rep
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
from tests.concurrency.together import PATIENCE, all_at_once, begin, wait_for_lock

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def owned() -> dict[str, int]:
    return {rep.name: Lead.objects.owned().filter(owner=rep).count() for rep in Rep.objects.all()}


def counted() -> dict[str, int]:
    return dict(Rep.objects.values_list("name", "open_leads"))


def test_sixteen_workers_on_pools_that_share_reps_exceed_no_limit():
    make_policy()
    ana = make_rep("Ana", capacity=10)
    bo = make_rep("Bo", daily_cap=7)
    chen = make_rep("Chen", capacity=5, daily_cap=20)
    dan = make_rep("Dan", capacity=15)
    first, second = make_pool(ana, bo, chen), make_pool(bo, chen, dan, strategy="load_balance")
    make_rules((first, ("industry", "is", "Machinery")), catch_all=second)
    channel = make_channel()

    def work(worker: int) -> None:
        for number in range(8):
            industry = "Machinery" if number % 2 else "Textiles"
            send(channel, email=f"w{worker}-{number}@acme.cn", industry=industry)

    all_at_once([lambda worker=worker: work(worker) for worker in range(16)])

    assert Lead.objects.count() == 128
    assert owned() == {"Ana": 10, "Bo": 7, "Chen": 5, "Dan": 15}
    assert counted() == owned()
    assert [differences(pool) for pool in Pool.objects.all()] == [{}, {}]


def test_the_last_place_of_a_rep_who_is_in_two_pools_is_taken_once():
    make_policy()
    ana = make_rep("Ana", capacity=1)
    first, second = make_pool(ana), make_pool(ana)
    make_rules((first, ("industry", "is", "Machinery")), catch_all=second)
    channel = make_channel()
    with transaction.atomic():
        Rep.objects.select_for_update().get(pk=ana.pk)
        one = begin(lambda: send(channel, email="a@acme.cn", industry="Machinery"))
        two = begin(lambda: send(channel, email="b@acme.cn"))
        wait_for_lock(waiting=2)  # both have read that Ana is free
    statuses = [future.result(PATIENCE).answer["lead"]["status"] for future in (one, two)]

    assert sorted(statuses) == ["assigned", "waiting"]
    assert counted() == owned() == {"Ana": 1}


def test_transfers_in_opposite_directions_do_not_deadlock():
    make_policy()
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules(catch_all=make_pool(ana, bo))
    channel = make_channel()
    leads = {lead.owner.name: lead for lead in (make_lead(channel), make_lead(channel))}
    later = MONDAY + timedelta(hours=1)

    def hand(lead: Lead, rep: Rep) -> None:
        give_by_hand(lead=lead, rep=rep, by=ana.user_id, now=later)

    with transaction.atomic():
        Rep.objects.select_for_update().get(pk=ana.pk)
        forth = begin(lambda: hand(leads["Ana"], bo))
        back = begin(lambda: hand(leads["Bo"], ana))
        wait_for_lock(waiting=2)
    forth.result(PATIENCE)
    back.result(PATIENCE)

    assert counted() == owned() == {"Ana": 1, "Bo": 1}
