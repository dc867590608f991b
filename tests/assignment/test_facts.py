"""What rules know of a lead, as it is read from its row without asking the database."""

from datetime import UTC, datetime

import pytest

from assignment.facts import facts_of
from assignment.models import Decision
from assignment.versions.in_force import in_force
from leads.models import Region
from leads.regions import places
from leads.regions.filling import ensure_regions
from tests.builders import make_channel, make_lead, make_policy, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ana() -> None:
    make_rules(catch_all=make_pool(make_rep("Ana")))


def facts(**fields) -> dict:
    fields.setdefault("email", "wei@acme.cn")
    return facts_of(make_lead(**fields), channel="api", text="")


def test_the_area_of_a_lead_is_all_that_it_lies_in_narrowest_first():
    area = facts(country="CN", region="上海市")["area"]

    assert area[:4] == ("CN-SH", "CN-YRD", "CN-EAST", "CN")


def test_a_town_is_enough_to_find_the_province():
    assert facts(country="China", city="Shenzhen")["area"][:2] == ("CN-GD", "CN-SOUTH")


def test_without_a_place_there_is_no_area():
    lead = make_lead(email="wei@acme.cn")
    lead.country = lead.region = lead.city = ""

    assert "area" not in facts_of(lead, channel="api", text="")


def test_grade_and_score_are_those_that_came_with_the_lead():
    given = facts(grade="a", score="72")

    assert (given["grade"], given["score"]) == ("A", 72)


def test_grade_and_score_that_nobody_gave_are_missing():
    assert {"grade", "score"} & facts().keys() == set()


def test_arrival_is_told_in_the_time_of_the_company():
    given = facts(now=datetime(2026, 3, 1, 23, 5, tzinfo=UTC))

    assert (given["arrived_on"], given["arrived_time"]) == ("2026-03-02", "07:05")


@pytest.mark.parametrize(
    ("fields", "flags"),
    [
        ({"whatsapp": "13800138000"}, (True, False)),
        ({"wechat": "wei_1988"}, (False, True)),
        ({"phone": "13800138000"}, (False, False)),
    ],
)
def test_whatsapp_and_wechat_are_known_when_they_were_given(fields, flags):
    given = facts(**fields)

    assert (given["has_whatsapp"], given["has_wechat"]) == flags


def test_facts_ask_nothing_once_the_table_of_regions_is_held(django_assert_num_queries):
    ensure_regions()
    lead = make_lead(country="CN", city="杭州", email="wei@acme.cn")

    with django_assert_num_queries(0):
        facts_of(lead, channel="api", text="")


def test_regions_that_others_changed_hold_from_the_next_lead_on():
    ensure_regions()
    make_policy()
    in_force()
    own = Region.objects.create(code="my-markets", name_en="My markets")
    Region.objects.get(code="DE").parents.add(own)

    in_force()

    assert "my-markets" in places.held().areas["DE"]


def test_the_record_of_a_decision_keeps_the_area():
    make_lead(country="CN", region="上海", email="wei@acme.cn", channel=make_channel("shop"))

    assert Decision.objects.get().record["facts"]["area"][0] == "CN-SH"
