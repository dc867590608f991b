"""What lies in a public pool until its time is up, and then is given away."""

import pytest

from assignment.choices import AssignmentKind, Strategy
from assignment.models import Assignment, Pool
from assignment.pools.claims import claim
from assignment.tasks import route_due
from leads.choices import WaitingFor
from leads.models import Lead
from reps.models import Rep
from tests.builders import (
    MONDAY,
    after,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Rep:
    make_policy()
    return make_rep("Ana")


def public_pool(*members: Rep, **fields) -> Pool:
    pool = make_pool(*members, strategy=Strategy.CLAIM, **fields)
    make_rules(catch_all=pool)
    return pool


def claimed(lead: Lead, rep: Rep) -> None:
    claim([lead.pk], rep=rep, by=rep.user_id, now=MONDAY)


def test_what_nobody_has_claimed_in_time_is_given_to_whoever_is_due(ana):
    bo = make_rep("Bo")
    public_pool(ana, bo, push_after=30)
    claimed(make_lead(), ana)
    lead = make_lead()

    route_due(after(29 / 60))
    assert reread(lead).owner is None
    route_due(after(0.5))

    assert reread(lead).owner == bo
    assert Assignment.objects.get(lead=lead).kind == AssignmentKind.AUTOMATIC


def test_a_lead_that_is_tried_in_between_still_waits_for_the_end_of_claiming(ana):
    public_pool(ana, push_after=60)
    lead = make_lead()
    Lead.objects.filter(pk=lead.pk).update(try_at=after(0.5))  # as when somebody wrote again

    route_due(after(0.5))

    assert reread(lead).try_at == after(1)
    route_due(after(1))
    assert reread(lead).owner == ana


def test_a_pool_that_is_told_to_push_later_pushes_what_lies_in_it_already(ana):
    pool = public_pool(ana)
    lead = make_lead()
    Pool.objects.filter(pk=pool.pk).update(push_after=60)

    route_due(after(0.5))
    assert reread(lead).owner is None
    route_due(after(1))

    assert reread(lead).owner == ana


def test_without_a_time_to_push_a_lead_stays_until_it_is_claimed(ana):
    public_pool(ana)
    lead = make_lead()

    for day in range(1, 5):
        route_due(after(24 * day))

    assert reread(lead).waiting_for == WaitingFor.CLAIM
    assert lead.decisions.count() == 1
    assert reread(lead.place).since == MONDAY
