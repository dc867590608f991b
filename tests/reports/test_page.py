from datetime import date

import pytest
from django.test import Client

from leads.choices import LeadStatus
from reports.exports import harmless
from reports.tables import TABLES
from reps.models import Team
from tests.builders import (
    MONDAY,
    make_lead,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
)
from tests.reports.cast import HOUR, follow_up

pytestmark = pytest.mark.django_db
WEEK = {"since": "2026-03-02", "until": "2026-03-08"}


@pytest.fixture
def cast():
    """Ana and Bo of Chen's team, and Dan of another one, each with a lead from the fair."""
    chen = make_user("chen")
    team = Team.objects.create(name="South", manager=chen)
    reps = [make_rep("Ana", team=team), make_rep("Bo", team=team), make_rep("Dan")]
    make_policy()
    make_rules(catch_all=make_pool(*reps, name="All"))
    for letter in "abc":
        make_lead(email=f"a@{letter}.de", source="fair")
    return {rep.name: rep.user for rep in reps} | {
        "Chen": chen,
        "Eve": make_user("eve"),
        "Boss": make_user("boss", sees_all=True),
    }


def _client(user):
    client = Client()
    client.force_login(user)
    return client


def _page(user, **query):
    return _client(user).get("/reports/", WEEK | query)


def _csv(user, code, **query):
    answer = _client(user).get(f"/reports/{code}.csv", WEEK | query)
    assert answer.status_code == 200
    return b"".join(answer).decode("utf-8-sig").splitlines()


@pytest.mark.parametrize("path", ["/reports/", "/reports/sources.csv"])
def test_nobody_reads_reports_without_a_login(client, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("name", "leads"), [("Ana", 1), ("Dan", 1), ("Chen", 2), ("Boss", 3), ("Eve", 0)]
)
def test_everybody_sees_the_leads_that_he_may_see(cast, name, leads):
    report = _page(cast[name]).context["report"]

    assert sum(row.leads for row in report.tables["sources"]) == leads
    assert sum(row.leads for row in report.tables["days"]) == leads
    assert sum(row.leads for row in report.tables["rules"]) == leads


@pytest.mark.parametrize(
    ("name", "owners"),
    [("Ana", ["Ana"]), ("Chen", ["Ana", "Bo"]), ("Boss", ["Ana", "Bo", "Dan"]), ("Eve", [])],
)
def test_deadlines_are_those_of_the_reps_that_one_may_see(cast, name, owners):
    report = _page(cast[name]).context["report"]

    assert [row.name for row in report.tables["deadlines"]] == owners
    assert sum(row.whole for row in report.tables["follow_up"]) == len(owners)


@pytest.mark.parametrize(("name", "members"), [("Ana", 3), ("Eve", 0)])
def test_a_member_sees_the_whole_table_of_his_pool(cast, name, members):
    report = _page(cast[name]).context["report"]

    assert len(report.tables["balance"]) == members


def test_only_who_sees_all_leads_sees_what_became_no_lead(cast):
    assert "intake" in _page(cast["Boss"]).context["report"].tables
    assert "intake" not in _page(cast["Chen"]).context["report"].tables
    assert _client(cast["Chen"]).get("/reports/intake.csv", WEEK).status_code == 404


def test_who_may_see_nothing_gets_a_friendly_page(cast):
    answer = _page(cast["Eve"])

    assert "Nothing happened in these days" in answer.content.decode()


def test_the_page_has_every_table_and_a_link_to_its_file(cast):
    html = _page(cast["Boss"]).content.decode()

    for code in TABLES:
        assert f"/reports/{code}.csv?since=2026-03-02&amp;until=2026-03-08" in html


def test_names_of_reps_and_statuses_link_to_their_leads(cast):
    html = _page(cast["Boss"]).content.decode()

    assert f"/leads/?owner={cast['Ana'].rep.pk}" in html
    assert f"/leads/?status={LeadStatus.ASSIGNED}" in html


def test_the_page_has_no_inline_script_that_the_policy_forbids(cast):
    answer = _page(cast["Boss"])

    html = answer.content.decode()
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert html.count("<script") == html.count("<script src=") + html.count(
        'type="application/json"'
    )


def test_a_source_by_a_stranger_cannot_break_out_of_the_chart_data(cast):
    make_lead(email="x@y.de", source="</script><script>alert(1)")

    html = _page(cast["Boss"]).content.decode()

    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"since": "2026-03-09"}, "must not come after"),
        ({"since": "2020-01-01"}, "two years at most"),
        ({"since": ""}, "Give both"),
        ({"since": "yesterday"}, "Enter a valid date"),
        ({"since": "9999-12-31", "until": "9999-12-31"}, "less than or equal"),
        ({"since": "0001-01-01", "until": "0001-01-01"}, "greater than or equal"),
        ({"days": "8"}, "valid choice"),
    ],
)
def test_a_period_that_cannot_be_is_explained_and_the_usual_one_shown(cast, query, message):
    answer = _page(cast["Boss"], **query)

    assert answer.status_code == 200
    assert message in answer.content.decode()
    period = answer.context["report"].period
    assert (period.last_day - period.first_day).days == 29


def test_a_file_for_a_period_that_cannot_be_is_refused(cast):
    answer = _client(cast["Boss"]).get("/reports/days.csv", {"since": "x", "until": "y"})

    assert answer.status_code == 400


def test_the_days_chosen_are_both_included(cast):
    period = _page(cast["Boss"]).context["report"].period

    assert (period.first_day, period.last_day) == (date(2026, 3, 2), date(2026, 3, 8))


def test_an_unknown_table_is_not_found(cast):
    assert _client(cast["Boss"]).get("/reports/secrets.csv").status_code == 404


def test_a_table_comes_as_csv_with_numbers_that_a_program_can_read(cast):
    lines = _csv(cast["Boss"], "reps")

    assert lines[0].startswith("rep,leads,converted,conversion rate")
    assert lines[1].startswith("Ana,1,0,0.0,0.0,0.79")
    assert len(lines) == 4


def test_a_file_begins_with_a_byte_order_mark_and_has_a_name(cast):
    answer = _client(cast["Boss"]).get("/reports/days.csv", WEEK)

    assert answer.streaming
    assert answer["Content-Disposition"].endswith('"fairlead-days-2026-03-02-2026-03-08.csv"')
    assert b"".join(answer).startswith(b"\xef\xbb\xbf")


def test_durations_come_in_minutes(cast):
    lead = cast["Ana"].rep.leads.get()
    follow_up(lead, now=MONDAY + HOUR)

    assert _csv(cast["Ana"], "response_reps")[1] == "Ana,1,60.0,60.0"


def test_a_formula_by_a_stranger_is_text_in_the_file(cast):
    make_lead(email="x@y.de", source='=HYPERLINK("http://evil","x")')

    lines = _csv(cast["Boss"], "sources")

    assert any(line.startswith("\"'=HYPERLINK(") for line in lines)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_what_a_spreadsheet_would_run_gets_a_quote(start):
    assert harmless(f"{start}1") == f"'{start}1"


@pytest.mark.parametrize("text", ["", "fair", "a=b", "广告"])
def test_plain_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_the_report_asks_as_much_of_five_leads_and_reps_as_of_one(
    cast, django_assert_num_queries, django_assert_max_num_queries
):
    client = _client(cast["Boss"])
    client.get("/reports/", WEEK)
    with django_assert_max_num_queries(40) as few:
        client.get("/reports/", WEEK)

    reps = [make_rep(f"R{number}") for number in range(5)]
    make_rules(catch_all=make_pool(*reps))
    for number in range(5):
        lead = make_lead(email=f"a@more{number}.de", source=f"s{number}")
        follow_up(lead, now=MONDAY + HOUR)

    with django_assert_num_queries(len(few)):
        client.get("/reports/", WEEK)
