import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.channels import api
from leads.channels.build import KNOWN
from leads.draft import LIMITS, Problem
from leads.identity.normalize import Point

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from([*sorted(KNOWN), "attributes", "whatever"])


def parse(**fields):
    return api.parse(json.dumps(fields).encode(), default_region="CN")


def test_parse_reads_a_whole_lead():
    draft = parse(
        external_id=17,
        name="Ana Silva",
        company="Acme GmbH",
        email="Ana@Example.com",
        phone="+49 30 901820",
        country="Deutschland",
        quantity="1,200",
        value="12.50",
        currency="eur",
        language="de-AT",
        utm_source="google",
        utm_campaign="spring",
        message="Hello\r\nthere",
        floor=3,
    )

    assert draft.external_id == "17"
    assert (draft.country, draft.currency, draft.language) == ("DE", "EUR", "de")
    assert (draft.quantity, draft.value) == (1200, 1250)
    assert (draft.source, draft.campaign) == ("google", "spring")
    assert draft.message == "Hello\nthere"
    assert draft.points == (Point("email", "ana@example.com"), Point("phone", "+4930901820"))
    assert draft.attributes == {"utm_source": "google", "utm_campaign": "spring", "floor": 3}
    assert draft.problems == ()
    assert draft.has_contact()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b'{"name": "she said "hi""}', "malformed"),
        (b"[" * 100_000, "malformed"),
        (b"[]", "not_an_object"),
        (b"null", "not_an_object"),
        ('{"name": "é"}'.encode("latin-1"), "wrong_encoding"),
    ],
)
def test_parse_refuses_what_is_not_one_object(body, code):
    with pytest.raises(api.Unreadable) as refusal:
        api.parse(body, default_region="CN")

    assert refusal.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_parse_reads_every_encoding_of_json(encoding):
    assert api.parse('{"name": "张三"}'.encode(encoding), default_region="CN").name == "张三"


@pytest.mark.parametrize(
    ("field", "given_value", "code"),
    [
        ("name", {"first": "Ana"}, "not_text"),
        ("city", False, "not_text"),
        ("country", "Atlantis", "unknown_country"),
        ("currency", "shells", "unknown_currency"),
        ("language", "Klingon", "unknown_language"),
        ("value", "lots", "not_a_number"),
        ("value", True, "not_a_number"),
        ("value", "10-20", "not_a_number"),
        ("value", -5, "negative"),
        ("value", 10**17, "too_large"),
        ("quantity", 1.5, "not_a_number"),
        ("attributes", ["a"], "not_an_object"),
    ],
)
def test_a_field_that_cannot_be_used_is_a_problem_and_stays_an_attribute(field, given_value, code):
    draft = parse(**{field: given_value})

    assert [(problem.field, problem.code) for problem in draft.problems] == [(field, code)]
    assert draft.attributes[field] == given_value


@pytest.mark.parametrize(("field", "code"), [("email", "bad_email"), ("phone", "bad_phone")])
def test_a_contact_that_cannot_be_used_is_kept_as_given(field, code):
    draft = parse(**{field: "ask Bo"})

    assert getattr(draft, field) == "ask Bo"
    assert draft.problems == (Problem(field, code, "ask Bo"),)
    assert not draft.has_contact()


def test_a_long_text_is_cut_with_a_problem():
    draft = parse(name="a" * 1_000_000)

    assert draft.name == "a" * LIMITS["name"]
    assert draft.problems == (Problem("name", "too_long", "200"),)


def test_attributes_are_bounded_in_number():
    draft = parse(**{f"k{n}": n for n in range(1000)})

    assert len(draft.attributes) == 100
    assert [problem.code for problem in draft.problems] == ["too_many_attributes"]


def test_attributes_are_bounded_in_size():
    draft = parse(attributes={f"k{n}": "x" * 3000 for n in range(50)})

    assert len(json.dumps(dict(draft.attributes))) <= 21_000


def test_the_country_of_the_phone_stands_in_for_a_missing_one():
    assert parse(phone="+49 30 901820").country == "DE"
    assert parse(phone="+49 30 901820", country="FR").country == "FR"


def test_the_currency_may_stand_in_the_amount():
    assert parse(value="€ 1.200,50").currency == "EUR"
    assert parse(value="1.2万元").currency == "CNY"
    assert parse(value="100").currency == ""


def test_a_chinese_name_in_two_parts_has_the_family_first():
    assert parse(first_name="三", last_name="张").name == "张三"
    assert parse(first_name="Ana", last_name="Silva").name == "Ana Silva"


def test_a_mobile_number_stands_in_for_a_missing_phone():
    draft = parse(mobile="13800138000")

    assert draft.phone == "13800138000"
    assert draft.points == (Point("phone", "+8613800138000"),)


def test_words_for_no_number_never_reach_the_attributes_as_numbers():
    draft = api.parse(b'{"a": NaN, "b": -Infinity, "c": 1e999}', default_region="CN")

    assert draft.attributes == {"a": "NaN", "b": "-Infinity", "c": "inf"}


@given(st.binary(max_size=200))
def test_parse_of_any_bytes_raises_nothing_but_unreadable(body):
    with suppress(api.Unreadable):
        api.parse(body, default_region="CN")

    assert len(api.canonical_hash(body)) == 64


@given(st.dictionaries(FIELDS, VALUES))
def test_parse_of_any_object_gives_a_draft_that_every_database_takes(fields):
    draft = api.parse(json.dumps(fields).encode(), default_region="US")

    stored = json.dumps(dict(draft.attributes), allow_nan=False, ensure_ascii=False)
    assert "\x00" not in stored
    stored.encode("utf-8")
    for name, limit in LIMITS.items():
        text = getattr(draft, name, "")
        assert len(text.encode("utf-8").decode("utf-8")) <= limit
    assert draft.points == tuple(sorted(set(draft.points)))


def test_canonical_hash_knows_the_same_json():
    assert api.canonical_hash(b'{"a": 1, "b": "\\u00e9"}') == api.canonical_hash(
        '{"b":"é","a":1}'.encode()
    )
    assert api.canonical_hash(b'{"a": 1}') != api.canonical_hash(b'{"a": 2}')
    assert api.canonical_hash(b"{") != api.canonical_hash(b"{{")


@pytest.mark.parametrize("name", ["source", "campaign"])
def test_a_utm_field_is_cut_like_the_field_it_fills(name):
    draft = api.parse(json.dumps({f"utm_{name}": "x" * 150}).encode(), default_region="US")

    assert getattr(draft, name) == "x" * 100


@pytest.mark.parametrize(
    ("given_grade", "grade"), [("A", "A"), ("b级", "B"), ("Grade c", "C"), ("Ａ", "A"), ("", "")]
)
def test_parse_reads_the_grade(given_grade, grade):
    assert parse(grade=given_grade).grade == grade


@pytest.mark.parametrize(
    ("given_score", "score"), [(87, 87), ("87.5", 88), (-3, -3), ("1,200", 1200), (None, None)]
)
def test_parse_reads_the_score(given_score, score):
    assert parse(score=given_score).score == score


@pytest.mark.parametrize(
    ("field", "given_value", "code"),
    [
        ("grade", "excellent", "unknown_grade"),
        ("score", "hot", "not_a_number"),
        ("score", 10**7, "not_a_number"),
    ],
)
def test_a_grade_or_score_that_is_none_stays_an_attribute(field, given_value, code):
    draft = parse(**{field: given_value})

    assert [(problem.field, problem.code) for problem in draft.problems] == [(field, code)]
    assert (draft.attributes[field], draft.grade, draft.score) == (given_value, "", None)


def test_a_whatsapp_number_is_a_contact_point_and_known_as_such():
    draft = parse(whatsapp="138 0013 8000")

    assert draft.points == (Point("phone", "+8613800138000"),)
    assert (draft.phone, draft.attributes) == ("138 0013 8000", {"whatsapp": "138 0013 8000"})


def test_an_amount_in_an_unknown_currency_is_none_of_the_base_currency():
    assert parse(value=500, currency="shells").currency == "XXX"
