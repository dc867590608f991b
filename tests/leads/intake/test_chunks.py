from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.choices import ImportState, LeadStatus, Outcome
from leads.intake import chunks, spreadsheet
from leads.intake.chunks import forgotten_imports, run_chunk
from leads.intake.messages import keep_many
from leads.intake.rows import Row, submission_of
from leads.intake.spreadsheet import start
from leads.models import Customer, InboxMessage, Inquiry, Lead, SpreadsheetImport
from leads.tasks import finish_open
from reps.leases import Ran
from reps.models import Notice, Rep
from tests.builders import MONDAY, after, make_policy, make_pool, make_rep, make_rules, reread
from tests.leads.intake.files import THREE, bring_in, csv, make_import, xlsx

pytestmark = pytest.mark.django_db

MANY = "id,email\n" + "".join(f"{n},p{n}@example.com\n" for n in range(5))


@pytest.fixture(autouse=True)
def ana(monkeypatch) -> Rep:
    """She takes every lead; parts are two rows long."""
    monkeypatch.setattr(chunks, "_pace", lambda: (2, 0.0))
    make_policy()
    ana = make_rep("Ana")
    make_rules(catch_all=make_pool(ana))
    return ana


def started(text: str, **wishes) -> SpreadsheetImport:
    batch = make_import(text, **wishes)
    start(batch)
    return batch


def test_rows_become_leads_with_owners_and_the_unreachable_are_set_aside(ana):
    batch = bring_in(THREE)

    assert batch.state == ImportState.DONE
    assert batch.counts == {"created": 2, "quarantined": 1}
    assert batch.problems == [{"line": 4, "field": "", "code": "no_contact"}]
    leads = Lead.objects.order_by("pk").values_list("name", "owner", "status")
    assert list(leads) == [("Wei", ana.pk, "assigned"), ("Li", ana.pk, "assigned")]


def test_every_row_is_kept_as_a_message_named_by_its_line():
    bring_in(THREE)

    first = InboxMessage.objects.order_by("pk")[0]
    assert first.idempotency_key.endswith(":2")
    assert bytes(first.body).decode() == (
        '{"id":"7","name":"Wei","email":"wei@example.com","industry":"Machinery"}'
    )


def test_rows_without_contact_are_accepted_on_request():
    batch = bring_in(THREE, accept_without_contact=True)

    assert batch.counts == {"created": 3}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_chinese_rows_come_in_whole(encoding):
    bring_in(csv("姓名,邮箱,公司名称\n张三,zhang@example.com,星辰科技\n", encoding))

    assert Lead.objects.values_list("name", "company").get() == ("张三", "星辰科技")


def test_numbers_and_days_of_a_workbook_are_read():
    day = datetime(2026, 1, 31)
    bring_in(xlsx(["email", "phone", "qty", "created"], ["a@b.cn", 13800138000, 12, day]))

    lead = Lead.objects.get()
    assert (lead.phone, lead.quantity) == ("13800138000", 12)
    assert lead.received_at == datetime(2026, 1, 30, 16, tzinfo=UTC)


def test_a_known_address_is_attached_as_a_further_inquiry():
    bring_in("email\na@b.de\n")

    batch = bring_in("email\nA@B.de\n")

    assert batch.counts == {"attached": 1}
    assert Inquiry.objects.count() == 2
    assert Lead.objects.count() == 1


def test_a_second_file_brings_leads_up_to_date_by_their_id():
    bring_in(THREE)

    batch = bring_in("id,city\n7,Berlin\n8,Bonn\n404,Ulm\n")

    assert batch.counts == {"updated": 2, "quarantined": 1}
    assert Lead.objects.get(name="Wei").city == "Berlin"
    assert Inquiry.objects.count() == 2


def test_an_id_repeated_in_one_part_is_an_update():
    batch = bring_in("id,email,city\n7,a@b.de,\n7,,Bonn\n")

    assert batch.counts == {"created": 1, "updated": 1}
    assert Lead.objects.get().city == "Bonn"


def test_an_id_of_another_channel_says_nothing():
    bring_in(THREE)
    other = make_import("id,email\n7,other@example.com\n").channel
    other.pk, other.slug, other.name = None, "other", "other"
    other.save(force_insert=True)

    batch = bring_in("id,email\n7,other@example.com\n", channel=other)

    assert batch.counts == {"created": 1}


def test_history_keeps_owners_dates_and_outcomes_without_clocks_or_notices():
    batch = bring_in(
        "id,owner,status,created,won date\n"
        "7,Ana,Working,2025-01-31,\n"
        "8,Zoe,Won,2025-01-31,2025-02-20\n",
        mode="history",
        accept_without_contact=True,
    )

    assert batch.counts == {"created": 2}
    rows = Lead.objects.order_by("pk").values_list("owner__name", "status", "due_at")
    assert list(rows) == [("Ana", "working", None), ("Zoe", "converted", None)]
    assert Rep.objects.get(name="Zoe").user is None
    assert not Notice.objects.exists()


def test_a_second_file_of_history_closes_leads_by_their_id():
    bring_in("id,created\n7,2018-02-01\n", mode="history", accept_without_contact=True)

    batch = bring_in("id,won date\n7,2018-02-26 19:58\n", mode="history")

    lead = Lead.objects.get()
    assert batch.counts == {"updated": 1}
    assert lead.status == LeadStatus.CONVERTED
    assert lead.converted_at == datetime(2018, 2, 26, 11, 58, tzinfo=UTC)
    assert Customer.objects.count() == 1


def test_two_exports_with_two_date_formats_give_the_same_dates():
    by_day = "id,date,source\n1,01-02-2018,social\n2,20-10-2017,email\n"
    by_month = "id,date,source\n3,2/1/2018,social\n4,10/20/2017,email\n"

    bring_in(by_day, accept_without_contact=True)
    bring_in(by_month, accept_without_contact=True)

    dates = Lead.objects.order_by("pk").values_list("received_at", flat=True)
    assert list(dates[:2]) == list(dates[2:])


def test_a_run_that_is_out_of_time_goes_on_where_it_ended():
    batch = started(MANY)

    assert run_chunk(batch.pk, seconds=0, now=MONDAY) == Ran.MORE
    assert reread(batch).counts == {"created": 2}
    assert run_chunk(batch.pk, now=after(1)) == Ran.DONE
    assert reread(batch).counts == {"created": 5}


def run_and_kill(batch: SpreadsheetImport, monkeypatch, *, at: str) -> None:
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(chunks, at, killed)
        with pytest.raises(KeyboardInterrupt):
            run_chunk(batch.pk, now=MONDAY)


def test_a_kill_between_keeping_and_finishing_costs_nothing(monkeypatch):
    batch = started(MANY)
    run_and_kill(batch, monkeypatch, at="finish")
    assert InboxMessage.objects.unfinished().count() == 2

    run_chunk(batch.pk, now=after(1))

    assert reread(batch).counts == {"created": 5}
    assert Lead.objects.count() == InboxMessage.objects.count() == 5


def test_a_kill_after_finishing_counts_no_row_twice(monkeypatch):
    batch = started(MANY)
    run_and_kill(batch, monkeypatch, at="_advance")
    assert Lead.objects.count() == 2

    run_chunk(batch.pk, now=after(1))

    assert reread(batch).counts == {"created": 5}
    assert Lead.objects.count() == 5


def test_rows_that_the_sweep_has_finished_meanwhile_are_counted():
    batch = started(MANY)
    kept = {"id": "0", "email": "p0@example.com"}
    keep_many([submission_of(Row(2, kept, None), batch, is_update=False)], now=MONDAY)
    finish_open(after(1))

    run_chunk(batch.pk, now=after(1))

    assert reread(batch).counts == {"created": 5}
    assert Lead.objects.count() == 5


def test_a_second_worker_is_told_that_the_import_is_busy():
    batch = started(MANY)
    SpreadsheetImport.objects.filter(pk=batch.pk).update(
        state=ImportState.RUNNING, busy_until=MONDAY + timedelta(minutes=1)
    )

    assert run_chunk(batch.pk, now=MONDAY) == Ran.BUSY
    assert not InboxMessage.objects.exists()
    assert run_chunk(batch.pk, now=after(1)) == Ran.DONE


def test_a_worker_that_was_overtaken_stops_without_counting():
    batch = started(MANY)

    def overtake(told: SpreadsheetImport) -> None:
        SpreadsheetImport.objects.filter(pk=told.pk).update(next_line=99)

    assert run_chunk(batch.pk, told=overtake, now=MONDAY) == Ran.BUSY
    assert reread(batch).counts == {"created": 2}


def test_a_long_file_that_is_broken_further_down_fails_before_any_row(monkeypatch):
    monkeypatch.setattr(spreadsheet, "LOOK_AT", 10)
    rows = "".join(f"{n},p{n}@b.de\n" for n in range(40))
    batch = started("id,email\n" + rows + '99,"' + "x" * 200_000)

    assert run_chunk(batch.pk, now=MONDAY) == Ran.FAILED

    failed = reread(batch)
    assert (failed.state, failed.error) == (ImportState.FAILED, "too_large")
    assert not InboxMessage.objects.exists()


def test_a_row_that_no_reader_survives_stays_open_and_takes_nobody_along(monkeypatch):
    def read(kept, **how):
        if kept["id"] == "1":
            raise RuntimeError("a fault of ours")
        return original(kept, **how)

    original = chunks.drafted.__globals__["row_draft"]
    monkeypatch.setitem(chunks.drafted.__globals__, "row_draft", read)

    batch = bring_in(MANY)

    assert batch.counts == {"created": 4, "open": 1}
    assert InboxMessage.objects.get(outcome=Outcome.OPEN).headers["line"] == 3


def test_imports_whose_job_was_lost_are_named_once():
    batch = started(MANY)

    assert forgotten_imports(now=MONDAY) == []
    assert forgotten_imports(now=after(1)) == [batch.pk]
    assert forgotten_imports(now=after(1)) == []


def test_a_part_costs_as_many_queries_with_five_rows_as_with_two(monkeypatch):
    monkeypatch.setattr(chunks, "_pace", lambda: (10, 0.0))
    counts = []
    for rows in (1, 2, 5):
        text = "email\n" + "".join(f"p{n}@x{rows}.de\n" for n in range(rows))
        batch = started(text)
        with CaptureQueriesContext(connection) as queries:
            run_chunk(batch.pk, now=MONDAY)
        counts.append(len(queries))

    assert counts[1] == counts[2]
