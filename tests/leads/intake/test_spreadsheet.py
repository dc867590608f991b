import io

import pytest

from leads.choices import ImportState
from leads.intake.spreadsheet import (
    AlreadyStarted,
    DatesAreAmbiguous,
    Wishes,
    choose,
    start,
    unfinished_like,
)
from leads.models import SpreadsheetImport
from leads.tables.mapping import BadMapping
from leads.tables.reader import NotATable
from tests.builders import reread
from tests.leads.intake.files import THREE, csv, make_files_channel, make_import, xlsx

pytestmark = pytest.mark.django_db


def test_a_file_becomes_a_draft_with_guessed_columns():
    batch = make_import(THREE)

    assert batch.state == ImportState.DRAFT
    assert batch.mapping == {
        "id": "external_id",
        "name": "name",
        "email": "email",
        "industry": "industry",
    }
    assert batch.total == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_chinese_columns_are_guessed_in_every_encoding(encoding):
    batch = make_import(csv("姓名,邮箱,公司名称\n张三,zhang@example.com,星辰科技\n", encoding))

    assert list(batch.mapping.values()) == ["name", "email", "company"]


def test_a_workbook_becomes_a_draft():
    batch = make_import(xlsx(["姓名", "手机"], ["张三", "13800138000"]))

    assert list(batch.mapping.values()) == ["name", "mobile"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x", b"<html><body>no</body></html>"])
def test_what_is_no_table_is_refused_and_nothing_is_stored(content):
    with pytest.raises(NotATable):
        make_import(io.BytesIO(content))

    assert not SpreadsheetImport.objects.exists()


def test_a_chosen_column_takes_its_field_from_the_guess():
    batch = make_import("email,second\na@b.de,c@d.de\n", mapping={"second": "email"})

    assert batch.mapping == {"email": "attributes", "second": "email"}


@pytest.mark.parametrize("mapping", [{"nobody": "email"}, {"name": "no such field"}])
def test_a_mapping_that_fits_nothing_is_refused(mapping):
    with pytest.raises(BadMapping):
        make_import(THREE, mapping=mapping)


def test_one_clear_date_explains_the_others():
    batch = make_import("email,created\na@b.de,2/3/2018\nc@d.de,26/2/2018\n")

    assert batch.date_order == "DMY"


def test_ambiguous_dates_must_be_explained_before_the_start():
    batch = make_import("email,created\na@b.de,2/3/2018\n")

    with pytest.raises(DatesAreAmbiguous) as caught:
        start(batch)

    assert caught.value.examples == ["2/3/2018"]
    assert reread(batch).state == ImportState.DRAFT


def test_dates_of_a_column_that_is_left_out_need_no_order():
    batch = make_import("email,created\na@b.de,2/3/2018\n", mapping={"created": "ignore"})

    assert start(batch)


def test_choose_changes_a_draft():
    batch = make_import("email,created\na@b.de,2/3/2018\n")

    choose(batch, wishes=Wishes(mode="history", date_order="MDY"))

    changed = reread(batch)
    assert (changed.mode, changed.date_order) == ("history", "MDY")


def test_a_started_import_cannot_be_changed_or_started_again():
    batch = make_import(THREE)

    assert start(batch)
    assert not start(batch)
    with pytest.raises(AlreadyStarted):
        choose(batch, wishes=Wishes())


def test_an_unfinished_import_of_the_same_file_is_found_again():
    first = make_import(THREE)
    start(first)

    channel = first.channel
    assert unfinished_like(make_import(THREE, channel=channel), csv(THREE)) == first
    assert unfinished_like(make_import(THREE, channel=channel), csv(THREE + "10,,,\n")) is None


def test_a_draft_belongs_to_its_channel():
    channel = make_files_channel()

    assert make_import(THREE, channel=channel).channel == channel
