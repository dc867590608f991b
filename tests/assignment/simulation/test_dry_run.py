import json
from datetime import time, timedelta

import pytest

from assignment.choices import SimulationState
from assignment.models import Cap, Decision, LedgerEntry, Pool, Simulation
from assignment.simulation.dry_run import LEASE, ask, forgotten_simulations, run_chunk
from assignment.simulation.report import report_on
from assignment.versions.rule_sets import draft_of
from leads.choices import LeadStatus
from leads.models import Lead
from reps.leases import Ran
from reps.models import Calendar, Rep, WorkingBlock
from tests.builders import (
    MONDAY,
    after,
    make_customer,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db


def report_of(version, *, baseline=None, until=MONDAY + timedelta(days=3), days=7):
    """Ask for a dry run and have it done in one go."""
    asked = ask(version=version, baseline=baseline, days=days, by=None, now=until)
    assert run_chunk(asked.pk, now=until) == Ran.DONE
    return report_on(reread(asked).result)


def counts(rows) -> dict:
    return {row.name: row.counts[0] for row in rows}


def test_a_dry_run_tells_what_each_rep_would_have_received():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    version = make_rules(
        catch_all=make_pool((ana, "2"), (bo, "1"), name="all", strategy="weighted")
    )
    for number in range(6):
        make_lead(now=after(number))

    report = report_of(version)

    shares = {share.rep: (share.pool, share.received, share.fair) for share in report.shares}
    assert shares == {"Ana": ("all", (4,), (4.0,)), "Bo": ("all", (2,), (2.0,))}
    assert counts(report.rules) == {"everything else": 6}
    assert counts(report.ends) == {"assigned": 6}


def test_a_dry_run_writes_nothing_but_its_row():
    version = make_rules(catch_all=make_pool(make_rep("Ana")))
    make_lead()
    before = [model.objects.count() for model in (Decision, LedgerEntry)]
    load = Rep.objects.values_list("open_leads", "received_that_day").get()

    report_of(version)

    assert [model.objects.count() for model in (Decision, LedgerEntry)] == before
    assert Rep.objects.values_list("open_leads", "received_that_day").get() == load


def test_a_draft_is_decided_as_it_stood_when_it_was_asked_for():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    version = make_rules(catch_all=make_pool(ana, name="first"))
    make_lead()
    draft = draft_of(version.rule_set)
    draft.rules.update(pool=make_pool(bo, name="second"))
    asked = ask(version=draft, days=1, by=None, now=after(1))
    draft.rules.update(pool=Pool.objects.get(name="first"))

    run_chunk(asked.pk, now=after(1))

    assert [share.rep for share in report_on(reread(asked).result).shares] == ["Bo"]


def test_capacity_is_freed_when_a_lead_was_really_closed():
    version = make_rules(catch_all=make_pool(make_rep("Ana", capacity=1)))
    leads = [make_lead(now=after(hour)) for hour in (0, 1, 2)]
    closed = {"status": LeadStatus.ARCHIVED, "close_reason": "no_budget", "try_at": None}
    closed |= {"waiting_for": "", "closed_at": after(1.5)}
    Lead.objects.filter(pk=leads[0].pk).update(**closed)

    report = report_of(version)

    assert counts(report.ends) == {"assigned": 2, "waiting": 1}
    assert counts(report.steps) == {"waited": 1}
    assert counts(report.unassigned) == {"all_unavailable": 1}
    assert [(row.rep, row.code, row.counts) for row in report.full] == [
        ("Ana", "at_capacity", (2,))
    ]


def test_a_daily_cap_begins_anew_each_day():
    version = make_rules(catch_all=make_pool(make_rep("Ana", daily_cap=2)))
    for hour in (0, 1, 2, 24, 25):
        make_lead(now=after(hour))

    report = report_of(version, until=after(30))

    # The third one waits until midnight, so that only one of the next day's finds room.
    assert counts(report.ends) == {"assigned": 4, "waiting": 1}
    assert counts(report.excluded) == {"daily_cap": 2}


def test_a_rolling_cap_lets_a_lead_in_when_the_oldest_is_an_hour_old():
    ana = make_rep("Ana")
    version = make_rules(catch_all=make_pool(ana))
    Cap.objects.create(rep=ana, period="hour", limit=1, is_rolling=True)
    for hour in (0, 0.5, 1.25):
        make_lead(now=after(hour))

    report = report_of(version)

    assert counts(report.ends) == {"assigned": 3}
    assert counts(report.excluded) == {"hourly_cap": 2}


def test_leads_of_the_night_wait_for_the_morning():
    calendar = Calendar.objects.create(name="days", time_zone="Asia/Shanghai")
    WorkingBlock.objects.bulk_create(
        WorkingBlock(calendar=calendar, weekday=day, starts=time(9), ends=time(18))
        for day in range(7)
    )
    ana = make_rep("Ana", calendar=calendar)
    version = make_rules(catch_all=make_pool(ana, respects_hours=True))
    make_lead(now=after(0))
    make_lead(now=after(12))

    report = report_of(version)

    assert counts(report.ends) == {"assigned": 2}
    assert counts(report.steps) == {"waited": 1}
    assert counts(report.excluded) == {"off_hours": 1}


def test_sticky_leads_reviews_offers_and_public_pools_are_counted():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_policy()
    make_customer("Own", owner=bo, domain="own.com")
    version = make_rules(
        (make_pool(ana, strategy="offer", name="asked"), ("country", "is", "DE")),
        (make_pool(ana, strategy="claim", name="public"), ("country", "is", "FR")),
        catch_all=make_pool(ana),
    )
    make_lead(email="x@own.com")
    make_lead(email="y@b.de", country="DE")
    make_lead(email="z@b.fr", country="FR")
    make_lead(email="k@b.com", value=3_000_000)

    report = report_of(version)

    assert counts(report.ends) == {"assigned": 1, "offered": 1, "pooled": 1, "review": 1}
    assert counts(report.steps)["sticky"] == 1
    assert counts(report.reviews) == {"key_value": 1}
    assert {(share.pool, share.rep) for share in report.shares} == {("", "Bo"), ("asked", "Ana")}


def test_a_comparison_lists_the_leads_that_would_move():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    first, second = make_pool(ana, name="first"), make_pool(bo, name="second")
    old = make_rules(catch_all=first)
    new = make_rules((second, ("country", "is", "DE")), catch_all=first)
    make_lead(email="a@b.de", country="DE")
    make_lead(email="a@b.fr", country="FR")

    report = report_of(new, baseline=old)

    (move,) = report.moves
    assert report.moved == 1
    assert (move.before.who, move.after.who) == ("Ana", "Bo")
    assert (move.before.rule, move.after.rule) == ("everything else", "rule 0")
    assert {share.rep: share.received for share in report.shares} == {"Ana": (2, 1), "Bo": (0, 1)}


def test_equal_versions_move_nobody():
    pool = make_pool(make_rep("Ana", capacity=1), make_rep("Bo", capacity=2))
    old = make_rules(catch_all=pool)
    new = make_rules(catch_all=pool)
    for number in range(5):
        make_lead(now=after(number))

    report = report_of(new, baseline=old)

    assert (report.moved, report.moves) == (0, [])
    assert report.ends[0].counts == (3, 3)


def test_chunks_come_to_the_same_as_one_go(monkeypatch):
    pool = make_pool(make_rep("Ana", capacity=2), (make_rep("Bo", daily_cap=1), "3"))
    old = make_rules(catch_all=pool)
    new = make_rules((make_pool(make_rep("Cai")), ("country", "is", "DE")), catch_all=pool)
    Cap.objects.create(pool=pool, period="week", limit=3)
    for number in range(8):
        country = "DE" if number % 3 else "FR"
        make_lead(now=after(number * 5), email=f"a{number}@b.com", country=country)
    whole = ask(version=new, baseline=old, days=7, by=None, now=after(90))
    run_chunk(whole.pk, now=after(90))
    asked = ask(version=new, baseline=old, days=7, by=None, now=after(90))
    monkeypatch.setattr("assignment.simulation.arrivals.PAGE", 2)

    chunks = 1
    while run_chunk(asked.pk, seconds=0, now=after(90)) == Ran.MORE:
        chunks += 1
        assert json.dumps(reread(asked).carried)

    assert chunks > 3
    assert reread(asked).result == reread(whole).result
    assert reread(asked).carried == {}


def test_a_chunk_whose_worker_was_killed_is_done_again_when_its_lease_is_over():
    version = make_rules(catch_all=make_pool(make_rep("Ana")))
    make_lead()
    asked = ask(version=version, days=7, by=None, now=after(1))
    killed = {"state": SimulationState.RUNNING, "busy_until": after(1) + LEASE, "done": 1}
    Simulation.objects.filter(pk=asked.pk).update(**killed)

    assert run_chunk(asked.pk, now=after(1)) == Ran.BUSY
    assert forgotten_simulations(now=after(1) + LEASE) == []
    assert forgotten_simulations(now=after(1.2)) == [asked.pk]
    assert run_chunk(asked.pk, now=after(1.2)) == Ran.DONE


def test_without_a_policy_it_fails_and_says_so():
    version = make_rules(catch_all=make_pool(make_rep("Ana")))
    asked = ask(version=version, days=7, by=None, now=MONDAY)

    assert run_chunk(asked.pk, now=MONDAY) == Ran.FAILED

    asked = reread(asked)
    assert (asked.state, asked.problem) == (SimulationState.FAILED, "no_policy")


def test_a_period_without_leads_has_an_empty_report():
    make_policy()
    version = make_rules(catch_all=make_pool(make_rep("Ana")))

    report = report_of(version)

    assert (report.leads, report.shares, report.moves) == (0, [], [])


def test_a_page_of_leads_costs_as_many_queries_with_five_as_with_one(
    django_assert_max_num_queries,
):
    version = make_rules(catch_all=make_pool(make_rep("Ana")))
    make_lead(now=after(0))
    asked = ask(version=version, days=7, by=None, now=after(1))
    with django_assert_max_num_queries(40) as one:
        run_chunk(asked.pk, now=after(1))
    for number in range(4):
        make_lead(now=after(number))
    asked = ask(version=version, days=7, by=None, now=after(9))

    with django_assert_max_num_queries(len(one)) as five:
        run_chunk(asked.pk, now=after(9))

    assert len(five) == len(one)
    assert Simulation.objects.get(pk=asked.pk).done == 5
