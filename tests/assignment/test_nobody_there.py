"""What a pool does when nobody is available, and what wakes the leads that wait."""

from datetime import UTC, datetime, timedelta

import pytest

from assignment.handling import close_lead
from assignment.models import Assignment, LedgerEntry, Review, Rule, RuleSet
from assignment.tasks import route_due
from assignment.versions.rule_sets import draft_of, publish
from leads.choices import CloseReason, LeadStatus, WaitingFor
from leads.models import Lead
from reps.models import Leave, Team
from tests.assignment.test_gates import make_calendar
from tests.builders import (
    MONDAY,
    after,
    make_customer,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # 22:00 in Shanghai
NEXT_MORNING = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)  # 9:00


def away(name: str, **fields):
    """A rep who works from 9 to 17."""
    rep = make_rep(name, **fields)
    rep.calendar = make_calendar()
    rep.save()
    return rep


def test_a_pool_waits_if_it_is_not_told_otherwise():
    make_rules(catch_all=make_pool(away("Ana"), respects_hours=True))

    lead = make_lead(now=NIGHT)

    assert (lead.status, lead.waiting_for) == (LeadStatus.WAITING, WaitingFor.CAPACITY)
    assert lead.place.pool_id


def test_a_pool_may_assign_at_once_and_let_the_time_run_from_the_next_working_hour():
    ana = away("Ana")
    make_rules(catch_all=make_pool(ana, respects_hours=True, when_nobody="assign"))

    lead = make_lead(now=NIGHT)

    assert lead.owner == ana
    assert lead.due_at == NEXT_MORNING + timedelta(hours=24)
    assert "starts_later" in lead.decisions.get().reasons


def test_whoever_is_on_leave_gets_nothing_even_then():
    ana = away("Ana")
    Leave.objects.create(rep=ana, starts_at=after(-1), ends_at=after(99))
    make_rules(catch_all=make_pool(ana, respects_hours=True, when_nobody="assign"))

    assert make_lead(now=NIGHT).owner is None


def test_a_pool_may_overflow_to_another_whose_ledger_books_the_deal():
    bo = make_rep("Bo")
    night_shift = make_pool(bo)
    make_rules(
        catch_all=make_pool(
            away("Ana"), respects_hours=True, when_nobody="overflow", overflow=night_shift
        )
    )

    lead = make_lead(now=NIGHT)

    assert lead.owner == bo
    assert LedgerEntry.objects.get().pool == night_shift
    assert Assignment.objects.get().pool == lead.decisions.get().pool == night_shift


def test_a_pool_that_has_lost_its_members_overflows_as_well():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, when_nobody="overflow", overflow=make_pool(bo))
    make_rules(catch_all=pool)
    pool.members.update(is_active=False)

    assert make_lead().owner == bo


def test_pools_that_overflow_in_a_circle_let_the_lead_wait():
    first, second = make_pool(make_rep("Ana", is_paused=True)), make_pool()
    first.overflow = second
    first.when_nobody = second.when_nobody = "overflow"
    second.overflow = first
    first.save()
    second.save()
    make_rules(catch_all=first)

    assert make_lead().status == LeadStatus.WAITING


def test_a_pool_may_ask_the_manager():
    make_rules(catch_all=make_pool(away("Ana"), respects_hours=True, when_nobody="review"))

    lead = make_lead(now=NIGHT)

    assert lead.status == LeadStatus.REVIEW
    assert Review.objects.get().reason == "nobody"


def test_no_leads_come_in_the_first_and_last_minutes_of_a_day():
    ana = away("Ana")
    make_rules(catch_all=make_pool(ana, respects_hours=True, starts_after=30, stops_before=15))
    moments = [NEXT_MORNING + timedelta(minutes=m) for m in (29, 30, 8 * 60 - 16, 8 * 60 - 15)]

    owners = [make_lead(now=at).owner for at in moments]

    assert owners == [None, ana, ana, None]


def test_a_lead_that_is_too_old_for_the_pool_goes_to_a_manager():
    ana = make_rep("Ana", is_paused=True)
    make_rules(catch_all=make_pool(ana, max_age_hours=2))
    lead = make_lead()
    ana.is_paused = False
    ana.save()

    route_due(after(3))

    assert reread(lead).status == LeadStatus.REVIEW
    assert lead.decisions.latest("pk").reasons == ["too_old"]


def test_closing_a_lead_wakes_the_most_urgent_that_waits_for_its_owner():
    ana = make_rep("Ana", capacity=1)
    make_rules(catch_all=make_pool(ana))
    first = make_lead()
    older, newer = make_lead(now=after(0.1)), make_lead(now=after(0.2))

    close_lead(
        lead=first,
        status=LeadStatus.LOST,
        reason=CloseReason.NO_BUDGET,
        by=None,
        now=after(0.21),
    )
    route_due(after(0.21))

    assert reread(older).owner == ana
    assert reread(newer).status == LeadStatus.WAITING
    assert reread(newer).try_at > after(0.21)


def test_named_reps_take_turns_by_the_longest_wait_and_no_ledger_is_kept():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules(catch_all=make_pool(make_rep("Zed")))
    name_reps(ana, bo)

    owners = [make_lead(now=after(hour / 10)).owner for hour in range(4)]

    assert owners == [ana, bo, ana, bo]
    assert LedgerEntry.objects.count() == 0


def test_a_team_means_its_reps_and_those_of_the_teams_below():
    above = Team.objects.create(name="Europe")
    below = Team.objects.create(name="DACH", parent=above)
    ana = make_rep("Ana", team=below)
    make_rep("Dan", team=Team.objects.create(name="Asia"))
    make_rules(catch_all=make_pool(make_rep("Zed")))
    name_reps(team=above)

    assert [make_lead(now=after(hour)).owner for hour in (0, 1)] == [ana, ana]


def name_reps(*reps, team=None) -> None:
    """Publish rules whose catch-all names reps or a team instead of a pool."""
    draft = draft_of(RuleSet.objects.get())
    rule = Rule.objects.get(version=draft, is_catch_all=True)
    Rule.objects.filter(pk=rule.pk).update(target="team" if team else "reps", team=team, pool=None)
    rule.reps.set(reps)
    publish(draft, by=None, now=MONDAY)


def test_a_sticky_owner_who_is_away_past_the_deadline_is_passed_over():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules(catch_all=make_pool(bo))
    customer = make_customer("Acme", owner=ana, domain="acme.cn")
    Leave.objects.create(rep=ana, starts_at=after(-1), ends_at=after(25))

    soon_back = make_lead(email="a@acme.cn", now=after(2))
    lead = make_lead(email="b@acme.cn", now=after(0))

    assert customer.owner == soon_back.owner == ana
    assert lead.owner == bo
    assert "sticky_away" in lead.decisions.get().record["notes"]


def test_every_waiting_lead_says_in_which_pool_it_stands():
    pool = make_pool(make_rep("Ana", capacity=0))
    make_rules(catch_all=pool)

    make_lead()

    assert Lead.objects.get().place.pool == pool
