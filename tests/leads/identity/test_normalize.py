import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.identity.normalize import (
    Point,
    clean_text,
    company_key,
    email_domain,
    email_point,
    external_point,
    is_free_mail,
    phone_country,
    phone_points,
    wechat_point,
)

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(codec=None)),
    st.binary(),
)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        (None, ""),
        (12, "12"),
        (60610.0, "60610"),
        ("  a\x00b\x07 ", "ab"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("x\ud800y", "xy"),
        ("e\u0301", "é"),
    ],
)
def test_clean_text(raw, cleaned):
    assert clean_text(raw, limit=50) == cleaned


def test_clean_text_of_an_integer_too_long_to_print_is_empty():
    assert clean_text(10**5000, limit=50) == ""


def test_clean_text_cuts_to_the_limit_and_leaves_no_space_at_the_end():
    assert clean_text("abc def", limit=4) == "abc"


@given(ANYTHING, st.integers(min_value=1, max_value=40))
def test_clean_text_is_stable_short_and_encodable(raw, limit):
    text = clean_text(raw, limit=limit)

    assert clean_text(text, limit=limit) == text
    assert len(text) <= limit
    assert "\x00" not in text.encode("utf-8").decode("utf-8")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (" Ana@Example.COM ", "ana@example.com"),
        ("ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ana@example.com"),
        ("A.n.a+fair@googlemail.com", "ana@gmail.com"),
        ("ana+fair@outlook.com", "ana@outlook.com"),
        ("ana+fair@example.com", "ana+fair@example.com"),
        ("a.na@example.com", "a.na@example.com"),
        ("Ana Silva <ana@example.com>", "ana@example.com"),
        ("mailto:ana@example.com", "ana@example.com"),
        ("ana @ example.com", "ana@example.com"),
        ("ana@example.com; bo@example.com", "ana@example.com"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"),
    ],
)
def test_email_point(raw, value):
    assert email_point(raw) == Point("email", value)


@pytest.mark.parametrize(
    "raw", ["", None, 5, "ana", "ana@", "@example.com", "a..b@example.com", "ana@host", "a@b@c"]
)
def test_email_point_of_no_address_is_none(raw):
    assert email_point(raw) is None


@pytest.mark.parametrize(
    ("raw", "numbers"),
    [
        ("138 0013 8000", ["+8613800138000"]),
        ("１３８００１３８０００", ["+8613800138000"]),
        ("0086 138 0013 8000", ["+8613800138000"]),
        ("86-13800138000", ["+8613800138000"]),
        (13800138000.0, ["+8613800138000"]),
        ("13800138000.0", ["+8613800138000"]),
        ("1.3800138000E+10", ["+8613800138000"]),
        ("138 0013 8000转8001", ["+8613800138000"]),
        ("0755-88888888-8001", ["+8675588888888"]),
        ("(0755) 8888 8888", ["+8675588888888"]),
        ("400-820-8820", ["+864008208820"]),
        ("13800138000/13900139000", ["+8613800138000", "+8613900139000"]),
        ("13800138000、13800138000", ["+8613800138000"]),
        ("+49 30 901820 ext. 12", ["+4930901820"]),
        ("tel:+49-30-901820", ["+4930901820"]),
    ],
)
def test_phone_points(raw, numbers):
    assert [point.value for point in phone_points(raw, region="CN")] == numbers


@pytest.mark.parametrize(
    "raw", ["", None, "n/a", "12345", "+86 11111111111", "60610.0", "4.89290024005183e+17"]
)
def test_phone_points_of_no_number_are_none(raw):
    assert phone_points(raw, region="CN") == ()


@pytest.mark.parametrize("raw", ["0086 138 0013 8000", "8613800138000", "+8613800138000"])
def test_phone_points_know_a_chinese_mobile_wherever_the_channel_is(raw):
    assert phone_points(raw, region="US") == (Point("phone", "+8613800138000"),)


def test_phone_points_read_a_slash_within_one_number():
    assert phone_points("030/901820", region="DE") == (Point("phone", "+4930901820"),)


@given(ANYTHING, st.sampled_from(["CN", "US", "DE", "", "??"]))
def test_points_never_raise(raw, region):
    phone_points(raw, region=region)
    email_point(raw)
    wechat_point(raw)


@pytest.mark.parametrize(
    ("number", "country"),
    [("+8613800138000", "CN"), ("+14165550123", "CA"), ("+870773111632", ""), ("nonsense", "")],
)
def test_phone_country(number, country):
    assert phone_country(number) == country


def test_external_point_is_told_apart_by_the_system_that_issued_it():
    assert external_point("7", scope="crm") == Point("external", "crm:7")
    assert external_point("7", scope="crm") != external_point("7", scope="shop")
    assert external_point("", scope="crm") is None


@pytest.mark.parametrize(
    ("address", "domain"),
    [("a@mail.example.co.uk", "example.co.uk"), ("a@example.com", "example.com"), ("", "")],
)
def test_email_domain(address, domain):
    assert email_domain(address) == domain


def test_is_free_mail():
    assert is_free_mail("qq.com")
    assert not is_free_mail("example.com")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Acme GmbH & Co. KG", "acme"),
        ("ＡＣＭＥ Co.,Ltd.", "acme"),
        ("Acme S.A.R.L.", "acme"),
        ("acme s. r. o.", "acme"),
        ("Acme sp. z o.o.", "acme"),
        ("Acme S.A. de C.V.", "acme"),
        ("PT Acme Tbk", "acme"),
        ("ООО «Ромашка»", "ромашка"),
        ("星辰（深圳）科技有限公司", "星辰深圳科技"),
        ("星辰股份有限公司", "星辰"),
        ("株式会社 星辰", "星辰"),
        ("O'Hara & Sons", "oharaandsons"),
        ("GmbH", ""),
        ("有限公司", ""),
        ("???", ""),
    ],
)
def test_company_key(name, key):
    assert company_key(name) == key


@given(st.text())
def test_company_key_is_never_longer_than_its_column(name):
    assert len(company_key(name * 30)) <= 200
