from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.choices import LeadStatus
from leads.tables.statuses import WORDS
from leads.tables.values import (
    guess_date_order,
    is_blank,
    parse_amount,
    parse_date,
    parse_flag,
    parse_quantity,
    parse_status,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = datetime(2018, 2, 26, tzinfo=UTC)
EVENING = datetime(2018, 2, 26, 19, 58, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "order", "moment"),
    [
        ("2/26/2018 19:58", "MDY", EVENING),
        ("26-02-2018 19:58", "DMY", EVENING),
        ("2018-02-26T19:58:00Z", None, EVENING),
        ("2018-02-26 19:58:00.123456", None, EVENING),
        ("2018年2月26日 19:58", None, EVENING),
        ("2018年2月26日 下午7:58", None, EVENING),
        ("26 Feb, 2018 19:58:00", None, EVENING),
        ("Monday, February 26th, 2018 7:58 PM", None, EVENING),
        ("2/26/18 7:58 pm", "MDY", EVENING),
        ("26.02.2018", None, DAY),
        ("26/02/2018", None, DAY),
        ("20180226", None, DAY),
        (20180226, None, DAY),
        (43157, None, DAY),
        (43157.0, None, DAY),
        (1519675080, None, EVENING),
        ("1519675080000", None, EVENING),
        (date(2018, 2, 26), None, DAY),
        (datetime(2018, 2, 26, 19, 58), None, EVENING),
        ("02/02/2018", None, datetime(2018, 2, 2, tzinfo=UTC)),
    ],
)
def test_parse_date(cell, order, moment):
    assert parse_date(cell, order=order, zone=UTC) == moment


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("2/3/2018", None),
        ("2/26/2018", "DMY"),
        ("26/2/2018", "MDY"),
        ("30/02/2018", "DMY"),
        ("2018-02-26 25:00", None),
        ("26 Marzipan 2018", None),
        ("0001-01-01", None),
        ("April", None),
        ("", None),
        (None, None),
        (True, None),
        (float("nan"), None),
        (5, None),
    ],
)
def test_parse_date_does_not_guess(cell, order):
    assert parse_date(cell, order=order, zone=UTC) is None


def test_a_time_without_a_zone_is_local_and_one_with_a_zone_is_not():
    assert parse_date("2018-02-26 08:00", order=None, zone=SHANGHAI) == DAY
    other = timezone(timedelta(hours=-3))
    assert parse_date("2018-02-25 21:00-0300", order=None, zone=SHANGHAI) == DAY.astimezone(other)


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["2/3/2018", "2/26/2018"], "MDY"),
        (["02-03-2018", "26-02-2018"], "DMY"),
        (["2/3/2018", "4/5/2018"], None),
        (["2/26/2018", "26/2/2018"], None),
        (["2018-02-26", ""], "YMD"),
        (["2018-02-26", "26/2/2018"], "DMY"),
        (["15 Apr, 2021 00:03:00"], "DMY"),
        (["April 15, 2021"], "MDY"),
        ([datetime(2018, 2, 26)], "YMD"),
        ([], None),
    ],
)
def test_guess_date_order(samples, order):
    assert guess_date_order(samples) == order


@given(st.text() | st.integers() | st.floats(), st.sampled_from(["DMY", "MDY", "YMD", None]))
def test_parse_date_never_raises(cell, order):
    parse_date(cell, order=order, zone=SHANGHAI)
    guess_date_order([cell])


@given(st.datetimes(datetime(1970, 1, 2), datetime(2099, 1, 1)))
def test_parse_date_reads_back_what_iso_writes(moment):
    moment = moment.replace(microsecond=0)

    assert parse_date(moment.isoformat(), order=None, zone=UTC) == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "minor"),
    [
        (12, 1200),
        (12.5, 1250),
        ("12.50", 1250),
        ("1,200,000", 120_000_000),
        ("1.200.000,50", 120_000_050),
        ("1 200,50", 120_050),
        ("1,20,000", 12_000_000),
        ("1,200", 120_000),
        ("12,5", 1250),
        ("0.005", 1),
        ("¥12,000", 1_200_000),
        ("USD 12k", 1_200_000),
        ("1.2万元", 1_200_000),
        ("3亿", 30_000_000_000),
        ("-5", -500),
        ("$-5.00", -500),
        ("1.2E+3", 120_000),
        ("10-20", None),
        ("lots", None),
        ("", None),
        (None, None),
        (True, None),
        (float("inf"), None),
        (10**17, None),
    ],
)
def test_parse_amount(cell, minor):
    assert parse_amount(cell) == minor


@pytest.mark.parametrize(
    ("cell", "quantity"),
    [("500 pcs", 500), ("1,200件", 1200), (12.0, 12), ("500 m", 500), (1.5, None), ("5-9", None)],
)
def test_parse_quantity(cell, quantity):
    assert parse_quantity(cell) == quantity


@given(st.text() | st.integers() | st.floats())
def test_numbers_never_raise(cell):
    parse_amount(cell)
    parse_quantity(cell)
    is_blank(cell)
    parse_status(cell)
    parse_flag(cell)


@pytest.mark.parametrize(
    "cell", ["", " ", None, "Select", "N/A", "-", "null", "NaN", float("nan"), "无", "\ufeff"]
)
def test_is_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", ["unknown", 0, "0", False, "no"])
def test_is_not_blank(cell):
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Not Contacted", "waiting"),
        ("Attempted to Contact", "working"),
        ("Contact in Future", "nurturing"),
        ("Junk Lead", "invalid"),
        ("LOST_LEAD", "lost"),
        ("Closed - Not Converted", "lost"),
        ("已成交", "converted"),
        ("跟进中", "working"),
        ("yes", "converted"),
        ("1", "converted"),
        ("no", ""),
        ("0", ""),
        ("purple", ""),
    ],
)
def test_parse_status(text, status):
    assert parse_status(text) == status


def test_every_status_is_one_of_ours():
    assert set(WORDS) <= set(LeadStatus.values)


def test_no_word_stands_for_two_statuses():
    words = [word.strip() for words in WORDS.values() for word in words.split(";")]

    assert len(words) == len(set(words))
