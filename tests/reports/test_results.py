"""The figures by which a pool gives leads to whoever has most success with their kind."""

from datetime import timedelta

import pytest

from assignment.handling import close_lead
from assignment.models import ResultFigure
from assignment.recycling import expire
from leads.models import Lead
from reports.results import WINDOW, count_results
from reports.tasks import count_results as count_every_night
from reps.models import Rep, SweepRun
from tests.builders import MONDAY, after, follow_up, make_lead, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=30)


def pool_of(*reps: Rep, segment: list[str] | None = None):
    options = {"segment": segment} if segment else {}
    pool = make_pool(*reps, strategy="best_result", options=options)
    make_rules(catch_all=pool)
    return pool


def win(lead: Lead) -> None:
    follow_up(lead, now=after(1))
    lead = Lead.objects.get(pk=lead.pk)
    close_lead(lead=lead, status="converted", reason="won", by=None, now=after(2))


def figures() -> dict[str, tuple[str, int, int, int]]:
    rows = ResultFigure.objects.order_by("segment", "rep").values_list(
        "segment", "rep__name", "leads", "responded", "converted"
    )
    return {(segment, name): tuple(counts) for segment, name, *counts in rows}


def test_answers_in_time_and_conversions_count_for_the_rep_who_had_the_lead():
    pool_of(make_rep("Ana"))
    win(make_lead())
    follow_up(make_lead(), now=after(1))
    make_lead()

    count_results(now=LATER)

    assert figures() == {("", "Ana"): (3, 2, 1)}


def test_a_lead_that_was_lost_by_recycling_counts_for_both_and_is_won_by_one():
    pool_of(make_rep("Ana"), make_rep("Bo"))
    lead = make_lead()
    loser = lead.owner.name
    expire(clock_id=lead.clocks.get().pk, now=after(25))
    lead.refresh_from_db()
    follow_up(lead, now=after(26))
    lead.refresh_from_db()
    close_lead(lead=lead, status="converted", reason="won", by=None, now=after(27))

    count_results(now=LATER)

    assert figures() == {("", loser): (1, 0, 0), ("", lead.owner.name): (1, 1, 1)}


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        (["country"], {"country=de", "country=cn"}),
        (["country", "product"], {"country=de|product=pumps", "country=cn|product=pumps"}),
        (["area"], {"area=de", "area=cn"}),
        (["email_domain"], {"email_domain=firm.test"}),
    ],
)
def test_segments_are_those_of_the_pools(fields, keys):
    pool_of(make_rep("Ana"), segment=fields)
    for place in range(10):
        country = "DE" if place % 2 else "CN"
        make_lead(email=f"w{place}@firm.test", country=country, product="Pumps")

    count_results(now=LATER)

    assert set(ResultFigure.objects.values_list("segment", flat=True)) == keys | {""}


def test_leads_of_long_ago_do_not_count():
    pool_of(make_rep("Ana"))
    make_lead()

    count_results(now=MONDAY + WINDOW + timedelta(days=1))

    assert figures() == {}


def test_counting_again_replaces_the_figures():
    pool_of(make_rep("Ana"))
    make_lead()
    count_results(now=LATER)
    make_lead()

    count_results(now=LATER)

    assert figures() == {("", "Ana"): (2, 0, 0)}


def test_the_pool_gives_to_whoever_had_most_success():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = pool_of(ana, bo)
    pool.options = {"explore_percent": 0}
    pool.save()
    for rep, wins in ((ana, 0), (bo, 3)):
        ResultFigure.objects.create(
            rep=rep, segment="", leads=10, responded=5, converted=wins, counted_at=MONDAY
        )

    assert [make_lead().owner.name for _ in range(3)] == ["Bo", "Bo", "Bo"]


def test_counting_costs_the_same_for_one_lead_and_for_five(django_assert_max_num_queries):
    pool_of(make_rep("Ana"), segment=["country"])
    costs = []
    for count in (1, 5):
        for place in range(count):
            make_lead(country="DE", email=f"w{count}-{place}@b.de")
        with django_assert_max_num_queries(12) as asked:
            count_results(now=LATER)
        costs.append(len(asked))

    assert costs[0] == costs[1]


def test_the_nightly_job_leaves_a_trace():
    count_every_night()

    assert SweepRun.objects.get(name="count_results").finished_at
