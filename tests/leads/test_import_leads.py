import io

import pytest
from django.core.management import CommandError, call_command

from leads.choices import ImportState
from leads.models import InboxMessage, Lead, SpreadsheetImport
from tests.builders import make_channel, make_policy, make_pool, make_rep, make_rules
from tests.leads.intake.files import THREE, make_files_channel, make_import

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules():
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana")))
    make_files_channel()


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "leads.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def run(path, *words: str, channel: str = "files") -> str:
    out = io.StringIO()
    call_command("import_leads", str(path), "--channel", channel, *words, stdout=out)
    return out.getvalue()


def numbers(report: str) -> dict[str, int]:
    """The table of a report."""
    rows = [line.split() for line in report.splitlines() if line.startswith("  ")]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


def test_a_file_comes_in_and_the_report_says_what_became_of_it(write):
    report = run(write(THREE))

    assert numbers(report) == {
        "Created": 2,
        "Attached": 0,
        "Updated": 0,
        "Quarantined": 1,
        "Ignored": 0,
        "rows": 3,
    }
    assert "line 4: No usable e-mail address or phone number" in report
    assert "rows a second" in report


def test_without_contact_and_as_history_on_request(write):
    run(
        write("id,owner,won\n7,Zoe,yes\n"),
        "--accept-without-contact",
        "--mode=history",
        "--map=won=converted",
    )

    lead = Lead.objects.get()
    assert (lead.status, lead.owner.name) == ("converted", "Zoe")


def test_a_dry_run_writes_nothing(write):
    report = run(write(THREE), "--dry-run")

    assert numbers(report)["Created"] == 2
    assert "nothing was written" in report
    assert not Lead.objects.exists()
    assert not InboxMessage.objects.exists()
    assert not SpreadsheetImport.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "not a spreadsheet"),
        (b"%PDF-1.7\n", "PDF"),
        (b"", "empty"),
        (b"<!doctype html><p>x", "web page"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused_in_words(write, content, words):
    with pytest.raises(CommandError, match=words) as caught:
        run(write(content))

    assert caught.value.returncode == 1
    assert not SpreadsheetImport.objects.exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "nothing.csv")


def test_an_unknown_channel_is_answered_with_those_there_are(write):
    make_channel("api")

    with pytest.raises(CommandError, match=r"There are: files$"):
        run(write(THREE), channel="api")


@pytest.mark.parametrize(
    ("mapping", "words"),
    [("nobody=email", "no column"), ("name=shoe_size", "no field"), ("name", "names no field")],
)
def test_a_wrong_mapping_is_refused_in_words(write, mapping, words):
    with pytest.raises(CommandError, match=words):
        run(write(THREE), f"--map={mapping}")


def test_ambiguous_dates_ask_for_their_order(write):
    path = write("email,created\na@b.de,2/3/2018\n")

    with pytest.raises(CommandError, match="--date-order"):
        run(path)
    assert not SpreadsheetImport.objects.exists()

    run(path, "--date-order=MDY")
    assert Lead.objects.get().received_at.month == 2


def test_the_same_command_goes_on_with_a_run_that_was_killed(write):
    killed = make_import(THREE)
    SpreadsheetImport.objects.filter(pk=killed.pk).update(
        state=ImportState.RUNNING, next_line=3, counts={"created": 1}
    )

    report = run(write(THREE))

    assert "goes on" in report
    assert numbers(report)["rows"] == 3
    assert SpreadsheetImport.objects.count() == 1
    assert Lead.objects.values_list("name", flat=True).get() == "Li"
