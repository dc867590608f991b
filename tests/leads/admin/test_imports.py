import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from leads.choices import ImportState
from leads.intake.chunks import run_chunk
from leads.intake.spreadsheet import start
from leads.models import Lead, SpreadsheetImport
from leads.tasks import continue_imports, run_import
from tests.builders import (
    MONDAY,
    make_operations,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    make_user,
    reread,
)
from tests.leads.intake.files import THREE, bring_in, make_files_channel, make_import

pytestmark = pytest.mark.django_db
LIST = reverse("admin:leads_spreadsheetimport_changelist")
ADD = reverse("admin:leads_spreadsheetimport_add")
DATED = "email,created\na@b.de,2/3/2018\n"


@pytest.fixture(autouse=True)
def rules():
    make_policy()
    make_rules(catch_all=make_pool(make_rep("Ana")))


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def upload(client: Client, content: bytes):
    file = SimpleUploadedFile("leads.csv", content)
    return client.post(ADD, {"file": file, "channel": make_files_channel().pk})


def page_of(batch: SpreadsheetImport) -> str:
    return reverse("admin:leads_spreadsheetimport_change", args=[batch.pk])


def columns(batch: SpreadsheetImport, **changed: str) -> dict[str, str]:
    """What the page of the columns sends when nothing else was touched."""
    fields = {f"column{n}": target for n, target in enumerate(batch.mapping.values())}
    return {"mode": batch.mode, "date_order": batch.date_order, **fields, **changed}


def test_an_upload_becomes_a_draft_and_shows_its_columns_and_rows(chen):
    answer = upload(chen, THREE.encode())

    batch = SpreadsheetImport.objects.get()
    assert answer.url == page_of(batch)
    page = chen.get(answer.url).content.decode()
    assert "wei@example.com" in page
    assert "No usable e-mail address or phone number" in page
    assert batch.created_by.username == "chen"


def test_an_upload_that_is_no_spreadsheet_is_refused_in_words(chen):
    answer = upload(chen, b"%PDF-1.7 nothing to see")

    assert "The file is a PDF, not a spreadsheet." in answer.content.decode()
    assert not SpreadsheetImport.objects.exists()


def test_starting_queues_the_import_for_the_long_cluster(chen):
    batch = make_import(THREE)

    chen.post(page_of(batch), columns(batch, _start="1"))

    assert reread(batch).state == ImportState.QUEUED
    job = OrmQ.objects.get()
    assert (job.key, job.func(), job.args()) == ("long", "leads.tasks.run_import", (batch.pk,))


def test_looking_again_keeps_the_columns_and_starts_nothing(chen):
    batch = make_import(THREE)

    chen.post(page_of(batch), columns(batch, column3="ignore", _look="1"))

    assert reread(batch).state == ImportState.DRAFT
    assert reread(batch).mapping["industry"] == "ignore"


def test_two_columns_for_one_field_are_refused(chen):
    batch = make_import(THREE)

    answer = chen.post(page_of(batch), columns(batch, column3="email", _start="1"))

    assert "Two columns are named “e-mail”." in answer.content.decode()
    assert reread(batch).state == ImportState.DRAFT


def test_ambiguous_dates_are_asked_about(chen):
    batch = make_import(DATED)

    answer = chen.post(page_of(batch), columns(batch, _start="1"))
    assert "2/3/2018 can be read in two ways" in answer.content.decode()
    assert not OrmQ.objects.exists()

    chen.post(page_of(batch), columns(batch, date_order="DMY", _start="1"))
    assert reread(batch).state == ImportState.QUEUED


def test_the_page_of_a_running_import_shows_how_far_it_is(chen):
    batch = make_import(THREE)
    start(batch)

    assert "0 of 3 rows" in chen.get(page_of(batch)).content.decode()


def test_the_page_reloads_itself_when_the_import_is_done(chen):
    batch = bring_in(THREE)

    answer = chen.get(page_of(batch), headers={"HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"


def test_the_report_names_the_rows_that_became_no_lead(chen):
    batch = bring_in(THREE + "10,Li,li2@example.com,x\n", mapping={"industry": "quantity"})

    page = chen.get(page_of(batch)).content.decode()

    assert "No usable e-mail address or phone number" in page
    assert "not a number" in page


def test_the_list_costs_as_many_queries_with_five_imports_as_with_one(
    chen, django_assert_max_num_queries
):
    bring_in(THREE)
    chen.get(LIST)
    with django_assert_max_num_queries(100) as one:
        chen.get(LIST)
    for _ in range(4):
        make_import(THREE)

    with django_assert_max_num_queries(len(one)):
        chen.get(LIST)


def test_who_may_not_import_sees_neither_the_upload_nor_the_rows():
    client = Client()
    client.force_login(make_user("staff", is_staff=True))
    batch = make_import(THREE)

    assert client.get(ADD).status_code == 403
    assert client.get(page_of(batch)).status_code == 403


def test_a_job_brings_the_rows_in():
    batch = make_import(THREE)
    start(batch)

    assert run_import(batch.pk) == "done"
    assert Lead.objects.count() == 2


def test_a_job_that_runs_out_of_time_queues_the_rest(monkeypatch):
    batch = make_import(THREE)
    start(batch)
    monkeypatch.setattr(run_chunk, "__kwdefaults__", {**run_chunk.__kwdefaults__, "seconds": 0})

    assert run_import(batch.pk) == "more"
    assert OrmQ.objects.get().args() == (batch.pk,)


def test_the_sweep_rings_again_for_an_import_whose_job_was_lost():
    batch = make_import(THREE)
    start(batch)
    SpreadsheetImport.objects.filter(pk=batch.pk).update(created_at=MONDAY)

    assert continue_imports() == 1
    assert continue_imports() == 0
    assert OrmQ.objects.count() == 1
