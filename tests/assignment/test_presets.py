"""Rules to start from: what is previewed is what is made."""

import pytest

from assignment.choices import Strategy
from assignment.models import Pool, PoolMember
from assignment.versions.presets import NothingToStartFrom, Preset, apply_preset, outline
from assignment.versions.rule_sets import NotADraft, draft_of, publish
from reps.choices import RepLevel
from reps.models import Team
from tests.builders import MONDAY, make_lead, make_policy, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def teams():
    """Two teams with what they cover, and no pool."""
    east, west = Team.objects.create(name="East"), Team.objects.create(name="West")
    make_rep("Ana", team=east, regions=["CN-EAST"], industries=["Steel"], level=RepLevel.SENIOR)
    make_rep("Bo", team=east, regions=["CN"], level=RepLevel.JUNIOR)
    make_rep("Chen", team=west, regions=["dach"], industries=["Toys", "Steel"])
    make_rep("Dan", team=west, regions=["DE"], is_active=False)
    make_policy()


@pytest.fixture
def draft(teams):
    pool = make_pool(name="old")
    PoolMember.objects.create(pool=pool, rep=make_rep("Eve", is_active=False))
    published = make_rules(catch_all=pool)
    return draft_of(published.rule_set)


def conditions_of(draft):
    rules = draft.rules.order_by("is_catch_all", "position")
    return [
        (rule.pool.name, [(one.field, one.value) for one in rule.conditions.all()])
        for rule in rules
    ]


def members_of(name):
    rows = PoolMember.objects.filter(pool__name=name).order_by("rep__name")
    return [(row.rep.name, float(row.weight)) for row in rows]


def test_equal_gives_to_everybody_in_turn(draft):
    apply_preset(draft, Preset.EQUAL)

    assert conditions_of(draft) == [("Everybody", [])]
    assert members_of("Everybody") == [("Ana", 1), ("Bo", 1), ("Chen", 1)]


def test_weighted_gives_the_experienced_more(draft):
    apply_preset(draft, Preset.WEIGHTED)

    assert members_of("Everybody, weighted") == [("Ana", 1.5), ("Bo", 0.5), ("Chen", 1)]
    assert Pool.objects.get(name="Everybody, weighted").strategy == Strategy.WEIGHTED


def test_by_region_makes_a_pool_of_each_team_the_narrower_first(draft):
    apply_preset(draft, Preset.BY_REGION)

    assert conditions_of(draft) == [
        ("West", [("area", ["dach"])]),
        ("East", [("area", ["CN", "CN-EAST"])]),
        ("Everybody", []),
    ]
    assert members_of("East") == [("Ana", 1), ("Bo", 1)]


def test_by_industry_uses_the_pools_that_there_are(draft):
    toys = make_pool(Team.objects.get(name="West").reps.get(name="Chen"), name="Toys & co")

    apply_preset(draft, Preset.BY_INDUSTRY)

    assert conditions_of(draft) == [
        ("Toys & co", [("industry", ["Steel", "Toys"])]),
        ("Everybody", []),
    ]
    assert not Pool.objects.filter(name="East").exists()
    assert toys.members.count() == 1


def test_what_several_teams_cover_goes_to_the_narrower(draft):
    apply_preset(draft, Preset.BY_INDUSTRY)

    assert conditions_of(draft)[:2] == [
        ("East", [("industry", ["Steel"])]),
        ("West", [("industry", ["Toys"])]),
    ]


def test_the_published_rules_can_be_started_from(draft):
    draft.rules.all().delete()

    apply_preset(draft, Preset.PUBLISHED)

    assert conditions_of(draft) == [("old", [])]


@pytest.mark.parametrize("preset", [one for one in Preset if one != Preset.PUBLISHED])
def test_every_preset_can_be_published_at_once(draft, preset):
    apply_preset(draft, preset)
    publish(draft, by=None, now=MONDAY)

    assert make_lead(email="a@x.de", country="DE", industry="Steel").owner is not None


@pytest.mark.parametrize("preset", Preset)
def test_looking_makes_nothing(draft, preset):
    pools = Pool.objects.count()

    outline(preset)

    assert (Pool.objects.count(), draft.rules.count()) == (pools, 1)


def test_a_preset_twice_makes_its_pools_once(draft):
    apply_preset(draft, Preset.EQUAL)
    pools = Pool.objects.count()

    apply_preset(draft, Preset.EQUAL)

    assert Pool.objects.count() == pools


@pytest.mark.parametrize("preset", [Preset.BY_REGION, Preset.BY_INDUSTRY])
def test_without_anything_to_go_by_it_says_what_is_missing(db, preset):
    make_rep("Ana", team=Team.objects.create(name="East"))

    with pytest.raises(NothingToStartFrom, match="No member of a pool or team"):
        outline(preset)


def test_without_reps_there_is_nothing_to_start_from(db):
    with pytest.raises(NothingToStartFrom, match="no active rep"):
        outline(Preset.EQUAL)


def test_only_a_draft_is_replaced(draft):
    apply_preset(draft, Preset.EQUAL)
    publish(draft, by=None, now=MONDAY)

    with pytest.raises(NotADraft):
        apply_preset(draft, Preset.WEIGHTED)
