import pytest

from leads.choices import Outcome
from leads.intake.preview import dry_run, preview
from leads.intake.spreadsheet import Wishes, draft
from leads.models import InboxMessage, Lead, SpreadsheetImport
from tests.builders import MONDAY, make_policy, make_pool, make_rep, make_rules
from tests.leads.intake.files import THREE, bring_in, csv, make_files_channel, make_import

pytestmark = pytest.mark.django_db

MIXED = (
    "id,name,email,quantity\n"
    "7,Wei,wei@example.com,5\n"  # updates by its id
    "70,Li,li@example.com,many\n"  # attached by its address
    "71,New,new@example.com,\n"
    "72,New again,NEW@example.com,\n"  # attached to the row above
    "73,Nobody,,\n"
)


@pytest.fixture(autouse=True)
def rules():
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana")))


def test_a_preview_says_of_each_row_what_will_happen():
    bring_in(THREE)

    rows = preview(make_import(MIXED))

    outcomes = ["updated", Outcome.ATTACHED, Outcome.CREATED, Outcome.ATTACHED]
    assert [row.outcome for row in rows] == [*outcomes, Outcome.QUARANTINED]
    assert [row.lead and row.lead.name for row in rows] == ["Wei", "Li", None, None, None]
    assert rows[3].same_as_line == 4


def test_a_preview_shows_the_first_rows_only():
    assert [row.line for row in preview(make_import(MIXED), rows=2)] == [2, 3]


def test_a_dry_run_foresees_what_the_import_does():
    bring_in(THREE)
    batch = draft(
        csv(MIXED),
        name="leads.csv",
        channel=make_import(THREE).channel,
        wishes=Wishes(),
        now=MONDAY,
    )

    forecast = dry_run(csv(MIXED), batch)

    assert forecast.counts == bring_in(MIXED).counts
    assert forecast.total == 5


def test_a_dry_run_names_problems_by_line_and_writes_nothing():
    batch = draft(
        csv(MIXED), name="leads.csv", channel=make_files_channel(), wishes=Wishes(), now=MONDAY
    )

    forecast = dry_run(csv(MIXED), batch)

    assert [(one["line"], one["field"], one["code"]) for one in forecast.problems] == [
        (3, "quantity", "not_a_number"),
        (6, "", "no_contact"),
    ]
    models = (SpreadsheetImport, InboxMessage, Lead)
    assert [model.objects.count() for model in models] == [0, 0, 0]


def test_history_foresees_that_a_converted_lead_gives_its_address_away():
    text = "email,status\na@b.de,won\na@b.de,won\n"

    rows = preview(make_import(text, mode="history"))

    assert [row.outcome for row in rows] == [Outcome.CREATED, Outcome.CREATED]
    assert bring_in(text, mode="history").counts == {"created": 2}
