"""Many leads at once: what is foreseen is what happens, with an answer for each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment.choices import EndReason, EntryKind, SimulationState
from assignment.fairness.ledger import differences
from assignment.handling import close_lead
from assignment.models import Assignment, Decision, LedgerEntry, Reassignment
from assignment.moving.carrying_out import carry_out, forgotten_orders
from assignment.moving.destinations import UnknownDestination, Where, where_of
from assignment.moving.reassigning import Criteria, allowed, begin, chosen_leads, preview
from leads.choices import LeadStatus
from leads.models import Event, Lead
from reps.models import Notice, Rep, Team
from tests.builders import (
    after,
    follow_up,
    make_lead,
    make_pool,
    make_rep,
    make_review,
    make_rules,
    make_user,
    reread,
)

pytestmark = pytest.mark.django_db
BY_RULES = Where("rules")


@pytest.fixture
def boss():
    return make_user("boss", sees_all=True)


@pytest.fixture
def ana():
    return make_rep("Ana")


@pytest.fixture
def leads(ana):
    """Four of Ana's."""
    make_rules(catch_all=make_pool(ana))
    return [make_lead() for _ in range(4)]


def to(rep: Rep) -> Where:
    return Where("rep", rep.pk)


def move(user, where: Where, criteria: Criteria | None = None, **how) -> Reassignment:
    order = begin(user, criteria or Criteria(status="assigned"), where, now=after(1), **how)
    assert carry_out(order.pk, now=after(1)) is False
    return reread(order)


def foreseen(user, where: Where, criteria: Criteria | None = None) -> dict[int, list]:
    rows = preview(user, criteria or Criteria(status="assigned"), where, now=after(1))
    return {row.lead.pk: [str(row.result), row.rep] for row in rows}


def results(order: Reassignment) -> dict[int, list]:
    return {int(pk): result for pk, result in order.results.items()}


def test_to_one_rep_everything_goes_whatever_his_limits(leads, boss, ana):
    bo = make_rep("Bo", capacity=1)

    expected = foreseen(boss, to(bo))
    order = move(boss, to(bo))

    assert results(order) == expected == {lead.pk: ["moved", bo.pk] for lead in leads}
    assert order.state == SimulationState.DONE
    assert dict(Rep.objects.values_list("name", "open_leads")) == {"Ana": 0, "Bo": 4}
    assert Notice.objects.filter(user=ana.user, kind="lead_moved").count() == 4


def test_a_pool_deals_by_its_ledger_as_foreseen(leads, boss):
    bo, chen = make_rep("Bo"), make_rep("Chen")
    pool = make_pool((bo, "3"), (chen, "1"), strategy="weighted")
    where = Where("pool", pool.pk)

    expected = foreseen(boss, where)
    order = move(boss, where)

    assert results(order) == expected
    assert dict(Rep.objects.values_list("name", "open_leads")) == {"Ana": 0, "Bo": 3, "Chen": 1}
    assert LedgerEntry.objects.filter(pool=pool, kind=EntryKind.DEAL).count() == 4
    assert differences(pool) == {}


def test_by_the_rules_an_owner_does_not_get_his_own_back(leads, boss, ana):
    bo, chen = make_rep("Bo"), make_rep("Chen", capacity=1)
    pool = make_pool(ana, bo, chen)
    make_rules(catch_all=pool)

    expected = foreseen(boss, BY_RULES)
    order = move(boss, BY_RULES, note="Ana is ill")

    assert results(order) == expected
    assert dict(Rep.objects.values_list("name", "open_leads")) == {"Ana": 0, "Bo": 3, "Chen": 1}
    ended = Assignment.objects.filter(rep=ana).values_list("end_reason", "end_note").distinct()
    assert list(ended) == [(EndReason.TAKEN_BACK, "Ana is ill")]


def test_with_nobody_left_leads_go_where_the_rules_leave_them(leads, boss):
    expected = foreseen(boss, BY_RULES)
    order = move(boss, BY_RULES)

    assert results(order) == expected
    assert {result for result, _ in results(order).values()} == {"review"}
    assert set(Lead.objects.values_list("status", flat=True)) == {LeadStatus.REVIEW}


def test_looking_ahead_writes_nothing(leads, boss):
    pool = make_pool(make_rep("Bo"))
    before = [Decision.objects.count(), Event.objects.count(), Assignment.objects.count()]

    with CaptureQueriesContext(connection) as seen:
        foreseen(boss, Where("pool", pool.pk))

    assert [Decision.objects.count(), Event.objects.count(), Assignment.objects.count()] == before
    assert not [one for one in seen if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert not [one for one in seen if "FOR UPDATE" in one["sql"]]


def test_looking_ahead_costs_no_more_for_five_leads_than_for_one(leads, boss):
    pool = make_pool(make_rep("Bo"), make_rep("Chen"))
    make_lead()
    one, five = Criteria(ids=[leads[0].pk]), Criteria(status="assigned")
    foreseen(boss, BY_RULES)  # rules are compiled once
    for where in (BY_RULES, Where("pool", pool.pk)):
        with CaptureQueriesContext(connection) as for_one:
            assert len(foreseen(boss, where, one)) == 1
        with CaptureQueriesContext(connection) as for_five:
            assert len(foreseen(boss, where, five)) == 5
        assert len(for_five) == len(for_one)


def test_what_changed_meanwhile_is_left_alone_and_said(leads, boss):
    bo = make_rep("Bo")
    order = begin(boss, Criteria(ids=[lead.pk for lead in leads]), to(bo), now=after(1))
    close_lead(lead=leads[0], status="lost", reason="no_budget", by=None, now=after(1))

    carry_out(order.pk, now=after(1))

    assert results(reread(order))[leads[0].pk] == ["unfit", None]
    assert reread(leads[0]).status == LeadStatus.LOST
    assert reread(leads[1]).owner == bo


def test_a_run_that_was_cut_short_is_gone_on_with(leads, boss, monkeypatch):
    monkeypatch.setattr("assignment.moving.reassigning.BATCH", 2)
    order = begin(boss, Criteria(status="assigned"), to(make_rep("Bo")), now=after(1))

    first = carry_out(order.pk, seconds=0, now=after(1))
    halfway = len(reread(order).results)
    second = carry_out(order.pk, seconds=0, now=after(1))
    third = carry_out(order.pk, seconds=0, now=after(1))

    assert (first, halfway, second, third) == (True, 2, True, False)
    assert reread(order).state == SimulationState.DONE
    assert Event.objects.filter(kind="assigned").count() == 8


def test_a_batch_is_moved_in_one_go(leads, boss, caplog):
    """One by one would cost ten times as much; see ``assignment.moving.moves``."""
    caplog.set_level("INFO", "assignment.moving.moves")
    pool = make_pool(make_rep("Bo"), make_rep("Chen"))

    for where in (Where("pool", pool.pk), to(make_rep("Dan")), BY_RULES):
        move(boss, where)

    assert caplog.messages == []


def test_two_workers_do_not_work_on_the_same_order(leads, boss):
    order = begin(boss, Criteria(status="assigned"), to(make_rep("Bo")), now=after(1))
    Reassignment.objects.update(busy_until=after(1.01))

    assert carry_out(order.pk, now=after(1)) is False
    assert reread(order).results == {}


def test_an_order_whose_job_was_lost_is_found_again(leads, boss):
    order = begin(boss, Criteria(status="assigned"), to(make_rep("Bo")), now=after(1))

    assert forgotten_orders(now=after(1.01)) == []
    assert forgotten_orders(now=after(1.1)) == [order.pk]
    assert forgotten_orders(now=after(1.1)) == []


def test_leads_in_review_only_go_to_somebody_by_name(boss, ana):
    make_rules(catch_all=make_pool(ana))
    lead = make_review().lead
    named = Criteria(ids=[lead.pk])

    assert foreseen(boss, BY_RULES, named) == {lead.pk: ["unfit", None]}
    assert results(move(boss, to(ana), named)) == {lead.pk: ["moved", ana.pk]}
    assert reread(lead).owner == ana


def test_waiting_leads_can_be_moved_too(boss):
    lead = make_lead()
    bo = make_rep("Bo")

    order = move(boss, Where("pool", make_pool(bo).pk), Criteria(status="waiting"))

    assert results(order) == {lead.pk: ["moved", bo.pk]}


def test_leads_are_chosen_by_owner_team_status_and_pool(boss):
    east, west = Team.objects.create(name="East"), Team.objects.create(name="West")
    below = Team.objects.create(name="Below", parent=east)
    ana, bo = make_rep("Ana", team=below), make_rep("Bo", team=west)
    machines, rest = make_pool(ana), make_pool(bo)
    make_rules((machines, ("country", "is", "DE")), catch_all=rest)
    hers, his = make_lead(email="a@b.de", country="DE"), make_lead(email="c@d.fr", country="FR")
    follow_up(his, now=after(1))

    assert list(chosen_leads(boss, Criteria(owner=ana))) == [hers]
    assert list(chosen_leads(boss, Criteria(team=east))) == [hers]
    assert list(chosen_leads(boss, Criteria(status="working"))) == [his]
    assert list(chosen_leads(boss, Criteria(pool=rest))) == [his]
    assert list(chosen_leads(boss, Criteria(pool=rest, owner=ana))) == []


def test_a_manager_moves_the_leads_of_his_teams_alone(boss):
    mei = make_user("mei")
    ana = make_rep("Ana", team=Team.objects.create(name="East", manager=mei))
    dan = make_rep("Dan")
    make_rules(catch_all=make_pool(ana, dan))
    hers, his = make_lead(), make_lead()
    everything = Criteria(ids=[hers.pk, his.pk])

    assert list(chosen_leads(mei, everything)) == [hers]
    assert list(chosen_leads(boss, everything)) == [hers, his]
    with pytest.raises(UnknownDestination):
        allowed(mei, f"rep:{dan.pk}", among=["rep"])
    assert allowed(mei, f"rep:{ana.pk}", among=["rep"]) == to(ana)


@pytest.mark.parametrize("code", ["", "rep", "rep:", "rep:x", "pool:-1", "rules:3", "mars:1"])
def test_nonsense_is_no_destination(code):
    with pytest.raises(UnknownDestination):
        where_of(code)
