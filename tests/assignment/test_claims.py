"""Claiming from a public pool: who may, how often, and what the ledger says of it."""

from datetime import timedelta

import pytest

from assignment.choices import AssignmentKind, Strategy
from assignment.fairness.ledger import differences
from assignment.handling import return_lead
from assignment.models import Assignment, Cap, LedgerEntry, Pool, PoolLedger
from assignment.pools.claims import claim
from assignment.tasks import recycle_due
from leads.choices import LeadStatus, WaitingFor
from leads.models import Lead
from reps.models import Calendar, Notice, Rep, Team
from tests.builders import (
    MONDAY,
    after,
    follow_up,
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


@pytest.fixture
def bo() -> Rep:
    return make_rep("Bo")


def public_pool(*members, **fields) -> Pool:
    pool = make_pool(*members, **{"strategy": Strategy.CLAIM, "name": "Sea"} | fields)
    make_rules(catch_all=pool)
    return pool


def change(pool: Pool, **fields) -> None:
    Pool.objects.filter(pk=pool.pk).update(**fields)


def code_of(lead: Lead, rep: Rep, *, now=MONDAY) -> str:
    return claim([lead.pk], rep=Rep.objects.get(pk=rep.pk), by=rep.user_id, now=now)[0].code


def codes_of(leads: list[Lead], rep: Rep, *, now=MONDAY) -> list[str]:
    ids = [lead.pk for lead in leads]
    return [one.code for one in claim(ids, rep=Rep.objects.get(pk=rep.pk), by=rep.user_id, now=now)]


def balances(pool: Pool) -> dict[str, float]:
    accounts = PoolLedger.objects.get(pool=pool).accounts
    names = dict(Rep.objects.values_list("pk", "name"))
    return {names[int(rep)]: account[0] / 10**9 for rep, account in accounts.items()}


def test_a_lead_of_a_public_pool_waits_until_somebody_claims_it(ana):
    public_pool(ana)
    lead = make_lead()
    assert (lead.status, lead.waiting_for) == (LeadStatus.WAITING, WaitingFor.CLAIM)

    assert code_of(lead, ana) == "taken"

    lead = reread(lead)
    assert (lead.owner_id, lead.status, lead.due_at) == (ana.pk, "assigned", after(24))


def test_a_claim_is_an_assignment_of_its_pool_with_the_decision_that_put_it_there(ana):
    pool = public_pool(ana)
    lead = make_lead()

    code_of(lead, ana)

    period = Assignment.objects.get(lead=lead)
    assert (period.kind, period.pool, period.by) == (AssignmentKind.CLAIM, pool, ana.user)
    assert period.decision.kind == "pooled"


def test_the_pool_books_a_claim_as_a_deal_among_those_who_could_have_taken_it(ana, bo):
    away = make_rep("Away", is_paused=True)
    pool = public_pool((ana, "1"), (bo, "3"), away)
    lead = make_lead()

    code_of(lead, ana)

    entry = LedgerEntry.objects.get(lead=lead)
    assert (entry.kind, entry.winner) == ("deal", ana)
    assert balances(pool) == {"Ana": -0.75, "Bo": 0.75}
    assert differences(pool) == {}


def test_who_claims_without_being_a_member_owes_the_lead_to_the_members(ana, bo):
    team = Team.objects.create(name="East")
    below = Team.objects.create(name="Shanghai", parent=team)
    Rep.objects.filter(pk=bo.pk).update(team=below)
    pool = public_pool(ana, open_to_team=team)

    assert code_of(make_lead(), bo) == "taken"

    assert balances(pool) == {"Ana": 1.0, "Bo": -1.0}


def test_a_rep_of_another_team_finds_no_such_lead(ana, bo):
    Rep.objects.filter(pk=bo.pk).update(team=Team.objects.create(name="West"))
    public_pool(ana, open_to_team=Team.objects.create(name="East"))
    lead = make_lead()

    assert code_of(lead, bo) == "not_found"
    assert reread(lead).owner is None


def test_a_member_who_is_switched_off_finds_no_such_lead(ana):
    pool = public_pool(ana)
    lead = make_lead()
    pool.members.update(is_active=False)

    assert code_of(lead, ana) == "not_found"


def test_a_claim_counts_the_lead_for_its_owner(ana):
    public_pool(ana)

    codes_of([make_lead(), make_lead()], ana)

    assert reread(ana).open_leads == 2


def test_nobody_is_told_of_what_he_has_claimed_himself(ana):
    public_pool(ana)

    code_of(make_lead(), ana)

    assert not Notice.objects.filter(user=ana.user).exists()


def test_the_second_claim_of_one_lead_is_too_late(ana, bo):
    public_pool(ana, bo)
    lead = make_lead()

    assert [code_of(lead, ana), code_of(lead, bo), code_of(lead, ana)] == ["taken", "gone", "yours"]


def test_batches_are_answered_lead_by_lead(ana, bo):
    public_pool(ana, bo, claims_a_day=1)
    gone, first, second = make_lead(), make_lead(), make_lead()
    code_of(gone, bo)

    answers = claim([gone.pk, 999_999, first.pk, second.pk], rep=ana, by=ana.user_id, now=MONDAY)

    assert [(one.lead_id, one.code) for one in answers] == [
        (gone.pk, "gone"),
        (999_999, "not_found"),
        (first.pk, "taken"),
        (second.pk, "daily_limit"),
    ]


def test_a_lead_that_is_named_twice_is_claimed_once(ana):
    public_pool(ana)
    lead = make_lead()

    assert codes_of([lead, lead], ana) == ["taken"]


def test_the_daily_limit_counts_by_the_day_where_the_rep_works(ana):
    # 10:00 in Shanghai, 21:00 of the day before in New York: midnight there is 3 hours away.
    ana.calendar = Calendar.objects.create(name="New York", time_zone="America/New_York")
    ana.save()
    public_pool(ana, claims_a_day=1)
    leads = [make_lead(), make_lead(), make_lead()]

    codes = [
        code_of(lead, ana, now=at) for lead, at in zip(leads, map(after, (0, 2, 4)), strict=True)
    ]

    assert codes == ["taken", "daily_limit", "taken"]


def test_the_daily_limit_is_each_pools_own(ana):
    first = public_pool(ana, claims_a_day=1)
    lead = make_lead(email="a@acme.cn")
    second = make_pool(ana, strategy=Strategy.CLAIM, claims_a_day=1)
    make_rules((second, ("industry", "is", "Textiles")), catch_all=first)
    other = make_lead(industry="Textiles", email="b@acme.cn")

    assert codes_of([lead, other], ana) == ["taken", "taken"]


def test_the_holding_limit_counts_all_open_leads(ana):
    pool = public_pool(ana, holding_limit=2)
    leads = [make_lead(), make_lead(), make_lead()]

    assert codes_of(leads, ana) == ["taken", "taken", "holding_limit"]
    change(pool, holding_limit=3)
    assert code_of(leads[2], ana) == "taken"


def test_without_a_holding_limit_the_capacity_holds(ana):
    Rep.objects.filter(pk=ana.pk).update(capacity=1)
    public_pool(ana)

    assert codes_of([make_lead(), make_lead()], ana) == ["taken", "at_capacity"]


def test_between_two_claims_a_while_must_pass(ana):
    public_pool(ana, claim_interval=30)
    leads = [make_lead(), make_lead()]

    assert codes_of(leads, ana) == ["taken", "too_soon"]
    assert code_of(leads[1], ana, now=after(29 / 60)) == "too_soon"
    assert code_of(leads[1], ana, now=after(0.5)) == "taken"


def test_a_previous_owner_may_claim_again_once_he_has_cooled_off(ana):
    public_pool(ana, cooling_off_days=2)
    lead = make_lead()
    code_of(lead, ana)
    return_lead(
        lead=Lead.objects.select_related("owner").get(pk=lead.pk),
        reason="no_time",
        note="",
        by=ana.user_id,
        now=after(1),
    )
    assert reread(lead).waiting_for == WaitingFor.CLAIM

    assert code_of(lead, ana, now=after(48)) == "cooling_off"
    assert code_of(lead, ana, now=after(49)) == "taken"


def test_without_cooling_off_who_gave_it_back_may_claim_at_once(ana):
    public_pool(ana)
    lead = make_lead()
    code_of(lead, ana)
    owned = Lead.objects.select_related("owner").get(pk=lead.pk)
    return_lead(lead=owned, reason="no_time", note="", by=ana.user_id, now=after(1))

    assert code_of(lead, ana, now=after(1)) == "taken"


def test_who_let_the_deadline_pass_may_never_claim_it_in_this_cycle(ana, bo):
    public_pool(ana, bo)
    lead = make_lead()
    code_of(lead, ana)
    recycle_due(after(24))

    assert code_of(lead, ana, now=after(24 * 90)) == "lost_in_cycle"
    assert code_of(lead, bo, now=after(24 * 90)) == "taken"


def test_who_is_paused_claims_nothing(ana):
    Rep.objects.filter(pk=ana.pk).update(is_paused=True)
    public_pool(ana)

    assert code_of(make_lead(), ana) == "paused"


def test_who_sits_at_his_desk_may_claim_outside_his_hours(ana):
    ana.calendar = Calendar.objects.create(name="Never", time_zone="UTC")
    ana.save()
    public_pool(ana, respects_hours=True)

    assert code_of(make_lead(), ana) == "taken"


def test_caps_by_period_hold_for_claims_too(ana):
    public_pool(ana)
    Cap.objects.create(rep=ana, period="week", limit=1)

    assert codes_of([make_lead(), make_lead()], ana) == ["taken", "weekly_cap"]


def test_caps_of_the_pool_hold_for_who_is_no_member(ana, bo):
    team = Team.objects.create(name="East")
    Rep.objects.filter(pk=bo.pk).update(team=team)
    pool = public_pool(ana, open_to_team=team)
    Cap.objects.create(pool=pool, period="hour", limit=1)

    assert codes_of([make_lead(), make_lead()], bo) == ["taken", "hourly_cap"]


def test_a_refused_claim_leaves_no_trace(ana):
    pool = public_pool(ana, claims_a_day=0)
    lead = make_lead()

    code_of(lead, ana)

    assert reread(lead).waiting_for == WaitingFor.CLAIM
    assert reread(ana).open_leads == 0
    assert not LedgerEntry.objects.filter(pool=pool).exists()


def test_a_claimed_lead_is_worked_as_any_other(ana):
    public_pool(ana)
    lead = make_lead()
    code_of(lead, ana)

    follow_up(lead, now=MONDAY + timedelta(hours=1))

    assert reread(lead).status == LeadStatus.WORKING
