"""What strategies ask of live routing beyond what the engine is given in any case."""

import pytest

from assignment.rosters import load_rosters
from leads.choices import LeadStatus
from tests.builders import MONDAY, make_lead, make_pool, make_rep, make_rules, reread

pytestmark = pytest.mark.django_db


def balanced(*reps, **options):
    return make_pool(*reps, strategy="load_balance", options=options)


def test_a_pool_that_ignores_capacity_goes_on_giving():
    ana = make_rep("Ana", capacity=1)
    make_rules(catch_all=balanced(ana, ignores_capacity=True))

    owners = [make_lead(email=f"{number}@a.example").owner for number in (1, 2)]

    assert owners == [ana, ana]
    assert reread(ana).open_leads == 2


def test_a_pool_that_ignores_capacity_still_keeps_the_daily_cap():
    make_rules(catch_all=balanced(make_rep("Ana", daily_cap=1), ignores_capacity=True))

    leads = [make_lead(email=f"{number}@a.example") for number in (1, 2)]

    assert [lead.status for lead in leads] == [LeadStatus.ASSIGNED, LeadStatus.WAITING]


def test_each_pool_weighs_open_work_in_its_own_way():
    ana = make_rep("Ana", capacity=50)
    pools = [balanced(ana, overdue_weight=weight) for weight in (1, 5, 0)]
    make_rules(catch_all=pools[0])
    lead = make_lead()
    type(lead).objects.filter(pk=lead.pk).update(next_contact_at=MONDAY.replace(year=2000))

    rosters = load_rosters({pool.pk for pool in pools}, now=MONDAY)

    work = [rosters.by_pool[pool.pk].candidates[0].work for pool in pools]
    assert work == [2, 6, None]
