"""A rep's statement, his pools' tables and the leads dealt in them: his own part, no customers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assignment.desk.ledgers import pool_table, statement_lines, statement_of
from assignment.fairness.ledger import give_credit, reverse
from assignment.fairness.statement import Period
from assignment.models import Decision, LedgerEntry
from reps.models import Rep
from tests.builders import (
    MONDAY,
    after,
    make_lead,
    make_pool,
    make_rep,
    make_rules,
    make_user,
)

pytestmark = pytest.mark.django_db
ALWAYS = Period(MONDAY - timedelta(days=1), MONDAY + timedelta(days=1))


def log_in(rep: Rep) -> Client:
    client = Client()
    client.force_login(rep.user)
    return client


def names_of(row) -> tuple:
    return (row.name, row.could, str(row.fair_share), row.received, str(row.balance))


def test_a_statement_says_what_one_could_have_taken_was_due_and_received():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    make_rules(catch_all=make_pool((ana, "3"), (bo, "1"), strategy="weighted"))
    for _ in range(4):
        make_lead()

    told = statement_of(ana, ALWAYS, page=1)

    assert (told.could, str(told.fair_share), told.received) == (4, "3.00", 3)
    assert [str(one.amount) for one in told.booked] == ["-0.25", "-0.25", "-0.25"]


def test_what_passed_one_by_is_counted_by_reason():
    ana, bo = make_rep("Ana", capacity=1), make_rep("Bo")
    make_rules(catch_all=make_pool(ana, bo))
    for _ in range(3):
        make_lead()

    told = statement_of(ana, ALWAYS, page=1)

    assert [(one.label, one.count) for one in told.skips] == [("at capacity", 2)]
    assert (told.could, told.received) == (1, 1)


def test_a_reversed_deal_counts_for_nobody():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, bo)
    make_rules(catch_all=pool)
    make_lead()
    reverse(LedgerEntry.objects.get(), now=MONDAY)

    rows = pool_table(pool, ALWAYS)

    assert [names_of(row) for row in rows] == [
        ("Ana", 0, "0.00", 0, "0.00"),
        ("Bo", 0, "0.00", 0, "0.00"),
    ]


def test_credits_stand_beside_the_fair_share():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, bo)
    give_credit(pool=pool, rep=ana, amount=2, note="Fair", by=None, now=MONDAY)

    row, _ = pool_table(pool, ALWAYS)

    assert (str(row.fair_share), str(row.credits), str(row.balance)) == ("0.00", "2.00", "2.00")
    assert [one.entry.note for one in statement_of(ana, ALWAYS, page=1).booked] == ["Fair"]


def test_only_the_period_counts_but_the_balance_is_todays():
    ana, bo = make_rep("Ana"), make_rep("Bo")
    pool = make_pool(ana, bo)
    make_rules(catch_all=pool)
    make_lead()
    make_lead(now=after(100))

    rows = pool_table(pool, ALWAYS)

    assert [(row.received, str(row.balance)) for row in rows] == [(1, "0.00"), (0, "0.00")]


def test_the_file_says_what_the_page_says():
    ana = make_rep("Ana")
    pool = make_pool(ana, make_rep("Bo"), name="=cmd()")
    give_credit(pool=pool, rep=ana, amount=1, note="+1", by=None, now=MONDAY)

    _, line = statement_lines(ana, ALWAYS)

    assert line[1:] == ["'=cmd()", 1, "Credit", "", line[5], "'+1"]
    assert str(line[5]) == "1.00"


@pytest.mark.parametrize("path", ["/statement/", "/statement/file/", "/decisions/"])
def test_the_pages_cost_the_same_for_one_lead_and_for_five(path, django_assert_max_num_queries):
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(ana, make_rep("Bo")))
    client, costs = log_in(ana), []
    for count in (2, 8):
        for _ in range(count):
            make_lead(now=timezone.now())
        with django_assert_max_num_queries(20) as asked:
            assert client.get(path).status_code == 200
        costs.append(len(asked))

    assert costs[0] == costs[1]


def test_a_pools_table_costs_the_same_for_one_member_and_for_five(django_assert_max_num_queries):
    costs = []
    for count in (1, 5):
        ana, *others = [make_rep() for _ in range(count)]
        pool = make_pool(ana, *others)
        make_rules(catch_all=pool)
        make_lead(now=timezone.now())
        client = log_in(ana)
        with django_assert_max_num_queries(20) as asked:
            client.get(f"/pools/{pool.pk}/")
        costs.append(len(asked))

    assert costs[0] == costs[1]


def test_a_pool_is_not_there_for_who_is_no_member_of_it():
    ana, dan = make_rep("Ana"), make_rep("Dan")
    pool = make_pool(ana)

    answers = [log_in(rep).get(f"/pools/{pool.pk}/").status_code for rep in (ana, dan)]

    assert answers == [200, 404]


def test_who_is_no_rep_has_no_statement():
    client = Client()
    client.force_login(make_user("chen", sees_all=True))

    assert client.get("/statement/").status_code == 404


@pytest.fixture
def dealt():
    """Ana got a lead of a known customer; Bo was level with her, Cai was paused."""
    ana, bo = make_rep("Ana"), make_rep("Bo")
    cai, dan = make_rep("Cai", is_paused=True), make_rep("Dan")
    make_rules(catch_all=make_pool(ana, bo, cai))
    make_lead(
        name="Wei Secret",
        company="Hidden Ltd",
        email="w@hidden.cn",
        phone="13800138000",
        country="CN",
        product="Pumps",
        now=timezone.now(),
    )
    return {"ana": ana, "bo": bo, "cai": cai, "dan": dan, "decision": Decision.objects.get()}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ana", "You got it: you were number 1 in line."),
        ("bo", "You were number 2 of the 2 who could have taken it"),
        ("cai", "You had paused receiving leads."),
    ],
)
def test_everybody_concerned_reads_his_own_part(dealt, name, said):
    client = log_in(dealt[name])

    pages = [client.get("/decisions/"), client.get(f"/decisions/{dealt['decision'].pk}/")]

    assert [said in page.content.decode() for page in pages] == [True, True]


def test_a_decision_is_not_there_for_who_had_no_part_in_it(dealt):
    client = log_in(dealt["dan"])

    assert client.get(f"/decisions/{dealt['decision'].pk}/").status_code == 404
    assert "None that you had a part in" in client.get("/decisions/").content.decode()


def test_a_member_who_did_not_get_a_lead_sees_its_segment_and_nothing_of_the_customer(dealt):
    client = log_in(dealt["bo"])
    pool = dealt["decision"].pool_id
    paths = ["/decisions/", f"/decisions/{dealt['decision'].pk}/", "/statement/", f"/pools/{pool}/"]

    text = "".join(client.get(path).content.decode() for path in paths)

    assert "Pumps" in text
    shown = [word for word in ("Secret", "Hidden", "hidden.cn", "138") if word in text]
    assert shown == []


def test_a_manager_reads_the_decision_in_full(dealt):
    client = Client()
    client.force_login(make_user("chen", sees_all=True))

    text = client.get(f"/decisions/{dealt['decision'].pk}/").content.decode()

    assert all(name in text for name in ("Ana", "Bo", "Cai", "paused"))


def test_the_list_goes_on_with_older_ones(dealt, monkeypatch):
    monkeypatch.setattr("assignment.fairness.parts.PAGE_LENGTH", 1)
    make_lead(now=timezone.now())
    client = log_in(dealt["bo"])

    newest = client.get("/decisions/").context["parts"]
    older = client.get(f"/decisions/?before={newest.before}").context["parts"]

    assert [part.lead_id for part in newest.rows + older.rows] == [
        decision.lead_id for decision in Decision.objects.order_by("-pk")
    ]
    assert older.before == 0
