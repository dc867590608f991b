"""The shipped world: what lies in what, and by which names leads are found in it. No database."""

import csv

import pytest

from leads.channels.codes import countries
from leads.regions.shipped import WORLD, shipped_table
from leads.regions.table import Kind, Place, Table, areas_of, makes_a_circle, reached
from leads.regions.territories import covers
from leads.regions.tree import region_tree

WORLD_TABLE = shipped_table()
CONTINENTS = {"africa", "americas", "asia", "europe", "oceania"}
PROVINCES = [place for place in WORLD_TABLE.places.values() if place.kind == Kind.PROVINCE]


def areas(country="", region="", city="", table=WORLD_TABLE) -> tuple[str, ...]:
    return areas_of(country, region, city, table=table)


def group(code: str, *parents: str, kind: str = "group", **names) -> Place:
    return Place(code, kind, names.pop("en", code), names.pop("zh", ""), parents=parents, **names)


def test_every_country_that_intake_knows_lies_in_just_one_continent():
    astray = {
        code
        for code, _ in countries(is_chinese=False)
        if len(CONTINENTS & set(WORLD_TABLE.areas[code])) != 1
    }

    assert astray == {"AQ"}  # Antarctica, which the United Nations put nowhere


def test_every_member_that_the_file_names_exists():
    with WORLD.open(encoding="utf-8", newline="") as file:
        members = {code for row in csv.DictReader(file) for code in row["members"].split()}

    assert members - WORLD_TABLE.places.keys() == set()


def test_nothing_shipped_lies_within_itself():
    links = {code: place.parents for code, place in WORLD_TABLE.places.items()}

    circles = [
        code
        for code in links
        if any(code == up or code in reached(up, links) for up in links[code])
    ]

    assert circles == []


def test_everything_shipped_has_a_name_in_both_languages():
    nameless = [
        place.code for place in WORLD_TABLE.places.values() if not (place.name_en and place.name_zh)
    ]

    assert nameless == []


def test_china_has_its_34_provinces_in_seven_regions_and_the_special_ones():
    regions = ["EAST", "SOUTH", "CENTRAL", "NORTH", "SOUTHWEST", "NORTHWEST", "NORTHEAST", "HMT"]

    inside = [
        code
        for code, wider in WORLD_TABLE.areas.items()
        if len({f"CN-{name}" for name in regions} & set(wider[1:])) == 1
    ]

    assert (len(inside), len(PROVINCES)) == (34, 31)


@pytest.mark.parametrize("place", PROVINCES, ids=lambda place: place.code)
def test_a_province_is_found_by_each_of_its_names_and_towns(place):
    names = (place.name_en, place.name_zh, *place.aliases)

    assert [areas("CN", name)[0] for name in names] == [place.code] * len(names)


@pytest.mark.parametrize(
    ("region", "city"),
    [
        ("上海", ""),
        ("上海市", ""),
        ("Shanghai", ""),
        ("SHANGHAI CITY", ""),
        ("SH", ""),
        ("中国上海", ""),
        ("上海市浦东新区", ""),
        ("", "Shanghai"),
        ("华东", "上海"),
        ("Shanghai, China", ""),
    ],
)
def test_shanghai_is_found_however_it_is_written(region, city):
    found = areas("CN", region, city)

    assert (found[0], {"CN-EAST", "CN", "asia"} <= set(found)) == ("CN-SH", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("广东省深圳市", "CN-GD"),
        ("广西壮族自治区", "CN-GX"),
        ("内蒙古自治区呼和浩特市", "CN-NM"),
        ("海南藏族自治州", "CN-QH"),
        ("Guangdong Province", "CN-GD"),
        ("Xi'an", "CN-SN"),
        ("江苏 苏州", "CN-JS"),
        ("香港特别行政区", "HK"),
        ("台湾", "TW"),
        ("华东", "CN-EAST"),
        ("somewhere", "CN"),
    ],
)
def test_chinese_addresses_name_their_province(text, code):
    assert areas("CN", text)[0] == code


@pytest.mark.parametrize("country", ["DE", "de", "Germany", "Deutschland", "德国"])
def test_germany_lies_within_dach_europe_and_emea(country):
    found = areas(country)

    assert found[0] == "DE"
    assert {"dach", "western-europe", "europe", "eu", "emea"} == set(found[1:])


def test_areas_come_narrowest_first():
    assert areas("CN", "上海") == (
        "CN-SH",
        "CN-YRD",
        "CN-EAST",
        "CN",
        "greater-china",
        "eastern-asia",
        "asia",
        "apac",
    )


def test_a_region_of_another_country_is_not_believed():
    assert areas("US", "Georgia")[0] == "US"


def test_a_town_that_contradicts_its_province_is_not_believed():
    assert areas("CN", "江苏", "广州")[0] == "CN-JS"


@pytest.mark.parametrize(
    ("region", "code"), [("Deutschland", "DE"), ("Shenzhen", "CN-GD"), ("EMEA", "emea")]
)
def test_without_a_country_the_region_may_name_anything(region, code):
    assert areas("", region)[0] == code


@pytest.mark.parametrize("texts", [("", "", ""), ("??", "\x00", "🙂"), ("", "x" * 5000, "省")])
def test_what_names_nothing_is_nowhere(texts):
    assert areas(*texts) == ()


def test_own_provinces_of_any_country_are_found_like_the_shipped_ones():
    bavaria = Place("DE-BY", "province", "Bavaria", "", ("Bayern", "München"), ("DE",))
    own = Table([*WORLD_TABLE.places.values(), bavaria])

    assert areas("DE", "", "Muenchen", own)[0] == "DE"
    assert areas("DE", "BAYERN", "", own)[:2] == ("DE-BY", "DE")
    assert areas("DE", "", "Munchen", own)[0] == "DE-BY"


def test_a_circle_in_the_table_does_no_harm():
    table = Table([group("a", "b"), group("b", "a"), group("DE", "a", "gone", kind="country")])

    assert areas("DE", table=table) == ("DE", "a", "b")
    assert {node["code"] for node in region_tree("en", table=table)} == {"a"}


@pytest.mark.parametrize(
    ("parents", "members", "is_circle"),
    [
        (["dach"], [], False),
        ([], ["europe"], False),
        (["DE"], ["europe"], True),
        (["new"], [], True),
        ([], ["new"], True),
    ],
)
def test_a_circle_is_seen_before_it_is_made(parents, members, is_circle):
    found = makes_a_circle("new", parents=parents, members=members, table=WORLD_TABLE)

    assert found is is_circle


def test_moving_a_region_out_of_a_group_breaks_the_circle_it_would_make():
    table = Table([group("a"), group("b", "a")])

    assert makes_a_circle("a", parents=["b"], members=["b"], table=table)
    assert not makes_a_circle("a", parents=["b"], members=[], table=table)


def test_a_rep_covers_what_lies_within_his_regions_and_no_more():
    germany, france = areas("DE"), areas("FR")

    assert [covers(["europe"], germany), covers(["dach"], france), covers(["DE"], france)] == [
        True,
        False,
        False,
    ]
    assert [covers([], germany), covers(["DE"], ())] == [False, False]


def test_the_tree_unfolds_every_region_once_under_its_continent():
    codes: list[str] = []
    unfolded: list[str] = []

    def walk(nodes):
        for node in nodes:
            codes.append(node["code"])
            if node["children"]:
                unfolded.append(node["code"])
            walk(node["children"])

    tree = region_tree("zh-hans", table=WORLD_TABLE)
    walk(tree)

    assert set(codes) == WORLD_TABLE.places.keys()
    assert len(unfolded) == len(set(unfolded))
    assert [node["name"] for node in tree[:3]] == ["非洲", "美洲", "亚洲"]
