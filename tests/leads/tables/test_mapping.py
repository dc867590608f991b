import pytest

from leads.tables.aliases import ALIASES
from leads.tables.mapping import (
    TARGETS,
    BadMapping,
    guess_mapping,
    map_row,
    parse_mapping,
)


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("LEADID", "external_id"),
        ("Prospect ID", "external_id"),
        ("mql_id", "external_id"),
        ("E-Mail", "email"),
        ("Lead Source", "source"),
        ("origin", "source"),
        ("LeadOrigin", "attributes"),
        ("Lead Owner", "owner"),
        ("CONVERTED", "converted"),
        ("won_date", "converted_at"),
        ("first_contact_date", "received_at"),
        ("公司名称（必填）", "company"),
        ("*手机号码", "mobile"),
        ("国家/地区", "country"),
        ("最近沟通时间", "last_follow_up_at"),
        ("Lead Score", "score"),
        ("线索等级", "grade"),
        ("WhatsApp Number", "whatsapp"),
        ("QQ", "attributes"),
        ("attributes", "attributes"),
    ],
)
def test_guess_mapping_of_one_header(header, target):
    assert guess_mapping([header]) == {header: target}


def test_guess_mapping_gives_a_field_to_its_first_header():
    assert guess_mapping(["Company", "Account Name", "Phone", "Tel", "Work Phone"]) == {
        "Company": "company",
        "Account Name": "attributes",
        "Phone": "phone",
        "Tel": "mobile",
        "Work Phone": "attributes",
    }


def test_every_alias_leads_to_a_target_that_exists():
    assert set(ALIASES) <= set(TARGETS)


def test_parse_mapping():
    assert parse_mapping('Id=external_id, "Name, full" = name,a=b=ignore') == {
        "Id": "external_id",
        "Name, full": "name",
        "a=b": "ignore",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [("Id", "no_target"), ("Id=soul", "unknown_target"), ("a=name,b=name", "target_twice")],
)
def test_parse_mapping_refuses(text, code):
    with pytest.raises(BadMapping) as refusal:
        parse_mapping(text)

    assert refusal.value.code == code


def test_map_row_keeps_attributes_under_their_headers():
    mapping = {"Id": "external_id", "Floor": "attributes", "Junk": "ignore"}

    row = map_row(("Id", "Floor", "Junk"), ("7", 3, "x", "more"), mapping=mapping)

    assert row == {"external_id": "7", "attributes": {"Floor": 3, "column 4": "more"}}
